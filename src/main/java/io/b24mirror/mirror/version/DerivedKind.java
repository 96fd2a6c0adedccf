package io.b24mirror.mirror.version;

import io.b24mirror.mirror.version.DerivedTable;

/// A kind of records whose columns follow from its raw records.
public interface DerivedKind {

    /// Its columns.
    DerivedTable<?> derived();
}
