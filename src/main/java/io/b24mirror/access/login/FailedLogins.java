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

/// Counts failed logins, and says how long who has to wait.
///
/// A source may fail five times as a user, then rests for 1 s, 2 s, 4 s … 5 min. What others do never makes it rest, so
/// that nobody can lock somebody else out: where a user's password is being guessed from many sources, each of them just
/// has one attempt instead of five, and rests for a minute at once.
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

    /// @param user
    ///            one of the users that exist, or one word for all that do not: strangers must not make up keys
    record Who(ClientAddress source, String user) {}

    private record Trail(int failures, Instant restsUntil) {}

    private record Window(Instant begunAt, int failures) {
        boolean isOver(Instant now) {
            return now.isAfter(begunAt.plus(ATTACK_WINDOW)) || now.isBefore(begunAt);
        }
    }

    /// How long it still has to wait; zero if it may try.
    Duration pause(Who who) {
        var trail = trails.getIfPresent(who);
        var now = clock.instant();
        return trail == null || !trail.restsUntil().isAfter(now)
                ? Duration.ZERO
                : Duration.between(now, trail.restsUntil());
    }

    /// Counts a failure.
    ///
    /// @return how long it has to wait now
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

    /// How many sources and users it holds something against.
    long remembered() {
        trails.cleanUp();
        return trails.estimatedSize();
    }

    /// Forgives a source what it did as that user.
    void succeeded(Who who) {
        trails.invalidate(who);
    }
}
