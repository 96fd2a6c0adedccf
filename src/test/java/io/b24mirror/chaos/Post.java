package io.b24mirror.chaos;

import java.time.Duration;
import java.time.Instant;

/// An event that was posted, and what came of it.
///
/// @param mark
///            tells it from all others; it stands in the event's data
/// @param status
///            of the answer; 0 if there was none
/// @param took
///            from the moment at which it was to be posted
record Post(String mark, int status, Instant at, Duration took) {
    boolean isAcknowledged() {
        return status == 200;
    }

    Instant answeredAt() {
        return at.plus(took);
    }
}
