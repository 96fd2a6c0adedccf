package io.b24mirror.portal.installation;

import java.time.Clock;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.ratelimit.ClientAddress;
import io.b24mirror.ratelimit.RateLimit;

/// Bounds the rate at which strangers' claims reach the database: 5 a second of one source and 300 at once, 200 a
/// second of all and 2,000 at once.
///
/// An address that may be a proxy's stands for everybody behind it, and has no bound of its own.
@Component
class ClaimRateLimit {
    enum Admission {
        /// There is room for it.
        ADMITTED,
        /// Its source has sent too many.
        SOURCE_EXCEEDED,
        /// All sources together have sent too many.
        ALL_EXCEEDED
    }

    static final int OF_SOURCE_AT_ONCE = 300;
    static final int OF_ALL_AT_ONCE = 2_000;

    private static final Duration OF_SOURCE = Duration.ofMillis(200);
    private static final Duration OF_ALL = Duration.ofMillis(5);

    private final RateLimit all;
    private final RateLimit.BySource sources;

    ClaimRateLimit(Clock clock) {
        sources = new RateLimit.BySource(OF_SOURCE, OF_SOURCE_AT_ONCE, clock);
        all = new RateLimit(OF_ALL, OF_ALL_AT_ONCE, clock);
    }

    Admission admit(@Nullable ClientAddress source) {
        if (source != null && !source.isShared() && !sources.allows(source)) {
            return Admission.SOURCE_EXCEEDED;
        }
        return all.allows() ? Admission.ADMITTED : Admission.ALL_EXCEEDED;
    }
}
