package io.b24mirror.ratelimit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/// A leaky bucket: allows a burst, and then one request per interval.
public final class RateLimit {
    private final Duration interval;
    private final Duration burst;
    private final Clock clock;
    private Instant bookedUntil = Instant.MIN;

    public RateLimit(Duration interval, int burst, Clock clock) {
        this.interval = interval;
        this.burst = interval.multipliedBy(burst - 1L);
        this.clock = clock;
    }

    public synchronized boolean allows() {
        var now = clock.instant();
        var from = bookedUntil.isBefore(now) || isBeyondReach(now) ? now : bookedUntil;
        if (from.isAfter(now.plus(burst))) {
            return false;
        }
        bookedUntil = from.plus(interval);
        return true;
    }

    /// A bucket per client address; only the most recent addresses are kept.
    public static final class BySource {
        private static final int MAX_SOURCES = 10_000;

        private final Cache<ClientAddress, RateLimit> rates = Caffeine.newBuilder().maximumSize(MAX_SOURCES).build();
        private final Duration interval;
        private final int burst;
        private final Clock clock;

        public BySource(Duration interval, int burst, Clock clock) {
            this.interval = interval;
            this.burst = burst;
            this.clock = clock;
        }

        public boolean allows(ClientAddress source) {
            return rates.get(source, _ -> new RateLimit(interval, burst, clock)).allows();
        }
    }

    /// Checks whether the clock was put back, since nothing is ever booked that far ahead.
    private boolean isBeyondReach(Instant now) {
        return bookedUntil.isAfter(now.plus(burst).plus(interval));
    }
}
