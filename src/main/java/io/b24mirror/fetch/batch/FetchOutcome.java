package io.b24mirror.fetch.batch;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// What the reading of a record came to, as its row tells it. A wish that came in meanwhile leaves the row waiting in
/// any case.
sealed interface FetchOutcome {

    /// Read and kept, or there was nothing to keep.
    record Served() implements FetchOutcome {}

    /// Not now, through no fault of the record: does not count as an attempt.
    ///
    /// @param mark
    ///            how far the reading got
    record Snoozed(Instant until, String reason, @Nullable String mark) implements FetchOutcome {
        Snoozed(Instant until, String reason) {
            this(until, reason, null);
        }
    }

    /// It failed and may succeed later: counts as an attempt.
    ///
    /// @param mark
    ///            how far the reading got
    record Retried(Instant at, String error, @Nullable String mark) implements FetchOutcome {
        Retried(Instant at, String error) {
            this(at, error, null);
        }
    }

    /// It failed, and waiting cannot help.
    record Dead(String error) implements FetchOutcome {}
}
