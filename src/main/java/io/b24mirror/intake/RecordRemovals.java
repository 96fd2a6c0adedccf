package io.b24mirror.intake;

import java.util.Collection;

import io.b24mirror.fetch.Removal;

/// Takes note of deleted records. Implemented by the room that keeps the records.
public interface RecordRemovals {

    /// Marks records as deleted, in the transaction that stores the events. Locks rows in the order of their keys, so
    /// that two transactions never wait for each other.
    ///
    /// @param removals
    ///            at least one, at most one per record
    void remove(Collection<Removal> removals);
}
