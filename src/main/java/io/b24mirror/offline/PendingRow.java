package io.b24mirror.offline;

import java.time.Instant;

/// A row that was taken from a portal's queue and is stored until it is dealt with.
///
/// @param takenAt
///            when the request left that took it
record PendingRow(long no, QueueRow row, Instant takenAt, State state) {
    /// How far the row has come.
    enum State {
        /// The row is not interpreted yet.
        TAKEN,
        /// Its record is on the fetch list, or marked as deleted, or needs neither. The portal may forget the row.
        DONE,
        /// We do not understand the row, and the portal has to learn that.
        UNREADABLE
    }
}
