package io.b24mirror.fetch;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// A request to read a record.
///
/// @param requestedAt
///            since when our copy is known to be out of date
/// @param actingUserId
///            the user who changed the record, if known: a hint where to look for it
public record FetchRequest(RecordRef record, Instant requestedAt, Urgency urgency, @Nullable Long actingUserId,
        Cause cause) {

    /// The order in which a portal's records are read.
    public enum Urgency {
        /// The record was changed just now.
        FRESH(0),
        /// A listing found the record; it waits for the fresh ones.
        BACKGROUND(1),
        /// A step of a sweep, which looks for records. It waits for all records that are known to be out of date:
        /// reading them is worth more than finding others, and the list stays short.
        SWEEP(2);

        private final int rank;

        Urgency(int rank) {
            this.rank = rank;
        }

        int rank() {
            return rank;
        }

        /// Returns the urgency with that number.
        public static Urgency ofRank(int rank) {
            for (var urgency : values()) {
                if (urgency.rank == rank) {
                    return urgency;
                }
            }
            throw new IllegalArgumentException("No urgency has rank " + rank);
        }
    }
}
