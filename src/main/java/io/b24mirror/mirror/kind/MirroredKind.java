package io.b24mirror.mirror.kind;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.intake.RecordEvents;

/// A kind of record that is mirrored, for example calendar events; one bean per kind.
///
/// The bean only describes. How a record is read is told by a [io.b24mirror.fetch.RecordReader] for the same kind, and
/// how a sweep compares the portal's records with ours by step handlers; all of them are beans in the kind's package.
public interface MirroredKind extends RecordEvents {

    /// What the engine of versions has to know of it.
    RecordType<?> type();

    @Override
    default RecordKind kind() {
        return type().kind();
    }
}
