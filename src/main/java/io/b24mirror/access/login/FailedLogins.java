package io.b24mirror.access.login;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import org.springframework.stereotype.Component;

import io.b24mirror.ratelimit.ClientAddress;

/// Counts failed logins, and says how long a source has to wait.
///
/// A source may fail five times as a user, and then has to wait for 1 s, 2 s, 4 s … 5 min. Failures of one source never
/// make another one wait, so no one can lock out a user. If many sources guess a user's password, each of them has one
/// attempt instead of five, and then has to wait for a minute.
@Component
class FailedLogins {
    private static final int FREE_FAILURES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE_UNDER_ATTACK = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration FORGIVEN_AFTER = Duration.ofHours(1);
    private static final int MAX_TRAILS = 10_000;

    private static final int ATTACK = 100;
    private static final Duration ATTACK_WINDOW = Duration.ofMinutes(15);

    private final Clock clock;
    private final Cache<Who, Trail> trails;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    FailedLogins(Clock clock) {
        this.clock = clock;
        trails = Caffeine.newBuilder()
                .maximumSize(MAX_TRAILS)
                .expireAfterWrite(FORGIVEN_AFTER)
                .executor(Runnable::run)
                .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
                .build();
    }

    /// A source that logs in as a user.
    ///
    /// @param user
    ///            an existing user, or one word for all other names, so that strangers cannot make up keys
    record Who(ClientAddress source, String user) {}

    private record Trail(int failures, Instant restsUntil) {}

    private record Window(Instant begunAt, int failures) {
        boolean isOver(Instant now) {
            return now.isAfter(begunAt.plus(ATTACK_WINDOW)) || now.isBefore(begunAt);
        }
    }

    /// The remaining time to wait; zero if it may try.
    Duration pause(Who who) {
        var trail = trails.getIfPresent(who);
        var now = clock.instant();
        return trail == null || !trail.restsUntil().isAfter(now)
                ? Duration.ZERO
                : Duration.between(now, trail.restsUntil());
    }

    /// Counts a failure.
    ///
    /// @return the time to wait now
    Duration failed(Who who) {
        var now = clock.instant();
        boolean underAttack = count(who.user(), now) > ATTACK;
        trails.asMap().compute(who, (_, before) -> {
            int failures = before == null ? 1 : before.failures() + 1;
            return new Trail(failures, now.plus(pauseAfter(failures, underAttack)));
        });
        return pause(who);
    }

    private int count(String user, Instant now) {
        return windows.compute(user,
                (_, before) -> before == null || before.isOver(now)
                        ? new Window(now, 1)
                        : new Window(before.begunAt(), before.failures() + 1))
                .failures();
    }

    private static Duration pauseAfter(int failures, boolean underAttack) {
        var first = underAttack ? FIRST_PAUSE_UNDER_ATTACK : FIRST_PAUSE;
        int doublings = failures - (underAttack ? 1 : FREE_FAILURES);
        if (doublings < 0) {
            return Duration.ZERO;
        }
        var pause = first.multipliedBy(1L << Math.min(doublings, 20));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /// The number of sources and users with failures.
    long remembered() {
        trails.cleanUp();
        return trails.estimatedSize();
    }

    /// Forgets the failures of a source as that user.
    void succeeded(Who who) {
        trails.invalidate(who);
    }
}
