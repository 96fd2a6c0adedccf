package io.b24mirror.fetch;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// The wish to have a record read.
///
/// @param requestedAt
///            since when our copy is known to be out of date
/// @param urgency
///            what may wait for what
/// @param actingUserId
///            who changed the record, where known: a hint where to look for it
/// @param cause
///            by what we came to know
public record FetchRequest(RecordRef record, Instant requestedAt, Urgency urgency, @Nullable Long actingUserId,
        Cause cause) {

    /// The order in which a portal's records are read.
    public enum Urgency {
        /// Somebody changed the record just now.
        FRESH(0),
        /// A listing found the record; it waits for the fresh ones.
        BACKGROUND(1),
        /// No record yet, but a step of a sweep, which looks for records. It waits for all records that are known to be
        /// out of date: reading them is worth more than finding others, and the list stays short.
        SWEEP(2);

        private final int rank;

        Urgency(int rank) {
            this.rank = rank;
        }

        int rank() {
            return rank;
        }

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
