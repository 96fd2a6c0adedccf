package io.b24mirror.intake;

import java.util.Collection;

import io.b24mirror.fetch.Removal;

/// Takes note of deleted records. The room that keeps the records implements it.
public interface RecordRemovals {

    /// Marks records as deleted, in the transaction that stores the events. Locks rows in the order of their keys, so
    /// that two transactions never deadlock.
    ///
    /// @param removals
    ///            at most one per record
    void remove(Collection<Removal> removals);
}
