package io.b24mirror.intake;

import java.util.Set;

import io.b24mirror.fetch.RecordKind;

/// What Bitrix24's events mean for one kind of record. The room that keeps the records has one bean per kind.
public interface RecordEvents {

    /// The kind that the events are about.
    RecordKind kind();

    /// Event codes, in upper case, after which the record has to be fetched.
    Set<String> changes();

    /// Event codes, in upper case, after which the record is deleted and can no longer be fetched.
    Set<String> removals();
}
