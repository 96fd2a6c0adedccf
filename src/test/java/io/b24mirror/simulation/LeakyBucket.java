package io.b24mirror.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// The request budget of a portal: every request fills it by one, and it leaks at a steady rate.
final class LeakyBucket {

    /// What two honest clocks on the two ends of a connection may disagree about.
    private static final double JITTER = 0.5;

    private final Clock clock;
    private double perSecond;
    private int capacity;
    private double level;
    private Instant leakedAt;

    LeakyBucket(Clock clock, double perSecond, int capacity) {
        this.clock = clock;
        this.perSecond = perSecond;
        this.capacity = capacity;
        this.leakedAt = clock.instant();
    }

    synchronized void resize(double perSecond, int capacity) {
        this.perSecond = perSecond;
        this.capacity = capacity;
    }

    synchronized void empty() {
        level = 0;
    }

    /// Takes in a request, unless the bucket would overflow.
    synchronized boolean take() {
        leak();
        if (level + 1 > capacity + JITTER) {
            return false;
        }
        level++;
        return true;
    }

    private void leak() {
        var now = clock.instant();
        var seconds = Duration.between(leakedAt, now).toNanos() / 1e9;
        level = Math.max(0, level - Math.max(0, seconds) * perSecond);
        leakedAt = now;
    }
}
