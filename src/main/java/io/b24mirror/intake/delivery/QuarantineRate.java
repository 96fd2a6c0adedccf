package io.b24mirror.intake.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Limits how many refused events enter the quarantine: ten a second, and a hundred at once after a pause. That is
/// enough for the events that overtake an installation, and too little to keep the database busy.
final class QuarantineRate {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration BURST = INTERVAL.multipliedBy(100);

    private final Clock clock;
    private Instant bookedUntil = Instant.MIN;

    QuarantineRate(Clock clock) {
        this.clock = clock;
    }

    synchronized boolean allows() {
        var now = clock.instant();
        var from = bookedUntil.isBefore(now) || isBeyondReach(now) ? now : bookedUntil;
        if (from.isAfter(now.plus(BURST))) {
            return false;
        }
        bookedUntil = from.plus(INTERVAL);
        return true;
    }

    /// Bookings never reach that far ahead unless the clock was put back.
    private boolean isBeyondReach(Instant now) {
        return bookedUntil.isAfter(now.plus(BURST).plus(INTERVAL));
    }
}
