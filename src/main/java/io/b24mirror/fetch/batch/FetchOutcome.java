package io.b24mirror.fetch.batch;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// The outcome of reading a record, as it is written to the record's row. A request that came in during the reading
/// leaves the row waiting in any case.
sealed interface FetchOutcome {

    /// The record was read and stored, or there was nothing to store.
    record Served() implements FetchOutcome {}

    /// The record could not be read now, for a reason outside of it: does not count as an attempt.
    ///
    /// @param mark
    ///            how far the reading came
    record Snoozed(Instant until, String reason, @Nullable String mark) implements FetchOutcome {
        Snoozed(Instant until, String reason) {
            this(until, reason, null);
        }
    }

    /// The reading failed and may succeed later: counts as an attempt.
    ///
    /// @param mark
    ///            how far the reading came
    record Retried(Instant at, String error, @Nullable String mark) implements FetchOutcome {
        Retried(Instant at, String error) {
            this(at, error, null);
        }
    }

    /// The reading failed, and waiting cannot help.
    record Dead(String error) implements FetchOutcome {}
}
