package io.b24mirror.offline;

import java.time.Instant;

/// A row that was taken from a portal's queue and is kept until nothing more has to be done about it.
///
/// @param takenAt
///            when the request left that took it
record PendingRow(long no, QueueRow row, Instant takenAt, State state) {
    /// How far it has come.
    enum State {
        /// Nothing is done about it yet.
        TAKEN,
        /// Its record is on the fetch list, or marked as deleted, or needs neither; the portal may forget the row.
        DONE,
        /// We do not understand it; the portal is to hear that.
        UNREADABLE
    }
}
