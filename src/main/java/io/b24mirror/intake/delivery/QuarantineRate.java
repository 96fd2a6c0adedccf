package io.b24mirror.intake.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.springframework.stereotype.Component;

/// Lets ten refused events a second into the quarantine, and a hundred at once after a pause: enough for the events
/// that overtake an installation, and no lever for whoever wants to keep the database busy.
@Component
class QuarantineRate {
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

    /// Never booked that far ahead, so the clock was put back.
    private boolean isBeyondReach(Instant now) {
        return bookedUntil.isAfter(now.plus(BURST).plus(INTERVAL));
    }
}
