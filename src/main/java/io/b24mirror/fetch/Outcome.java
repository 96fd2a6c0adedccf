package io.b24mirror.fetch;

import java.time.Instant;

/// What the reading of a record came to, as its row tells it. A wish that came in meanwhile leaves the row waiting in
/// any case.
sealed interface Outcome {

    /// Read and kept, or there was nothing to keep.
    record Served() implements Outcome {}

    /// Not now, through no fault of the record: does not count as an attempt.
    record Snoozed(Instant until, String reason) implements Outcome {}

    /// It failed and may succeed later: counts as an attempt.
    record Retried(Instant at, String error) implements Outcome {}

    /// It failed, and waiting cannot help.
    record Dead(String error) implements Outcome {}
}
