package io.b24mirror.fetch.batch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;

/// Decides what follows from a failed reading.
///
/// Retries after 10 s, 1 min, 5 min, 30 min, then every 2 h, each wait ±20%; gives up after the 16th failure, about a
/// day after the first. Gives up at once where waiting cannot help. After a new event on the record it continues as if
/// the record had failed once.
@Component
class RetrySchedule {
    static final int MAX_ATTEMPTS = 16;

    private static final List<Duration> WAITS = List.of(Duration.ofSeconds(10), Duration.ofMinutes(1),
            Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(2));
    private static final Duration SNOOZE = Duration.ofSeconds(15);
    private static final Duration METHOD_SNOOZE = Duration.ofMinutes(1);
    private static final Duration MAX_METHOD_SNOOZE = Duration.ofHours(1);
    private static final double JITTER = 0.2;

    private final Clock clock;
    private final RandomGenerator random = RandomGenerator.getDefault();

    RetrySchedule(Clock clock) {
        this.clock = clock;
    }

    /// Decides by the failure alone.
    ///
    /// @param attempts
    ///            that failed before
    FetchOutcome after(BitrixFailure failure, int attempts) {
        var now = clock.instant();
        return switch (failure) {
            case BitrixFailure.Final _ -> new FetchOutcome.Dead(failure.summary());
            case BitrixFailure.TooManyRequests _ -> new FetchOutcome.Snoozed(now.plus(SNOOZE), failure.summary());
            case BitrixFailure.MethodExhausted(var summary, var until) ->
                new FetchOutcome.Snoozed(methodReset(until, now), summary);
            case BitrixFailure.Suspended _ -> new FetchOutcome.Snoozed(now, failure.summary());
            case BitrixFailure.Overloaded _,BitrixFailure.AccessRefused _ ->
                new FetchOutcome.Snoozed(now.plus(PortalBackoff.LONG_WAIT), failure.summary());
            case BitrixFailure.TokenExpired _,BitrixFailure.Unavailable _,BitrixFailure.Unrecognized _ ->
                again(failure.summary(), attempts, now);
        };
    }

    /// Decides for a reading that may have come some way: the next one resumes where it ended. A reading that came
    /// further than where it began counts as an attempt whatever the failure, or it might never end.
    FetchOutcome after(BitrixFailure failure, LeasedFetch claimed, ResumeMarks marks) {
        var mark = marks.of(claimed);
        return switch (after(failure, claimed.attempts())) {
            case FetchOutcome.Snoozed(var until, var reason, var _) when !marks.isBeyond(claimed) ->
                new FetchOutcome.Snoozed(until, reason, mark);
            case FetchOutcome.Snoozed(var _, var reason, var _) when claimed.attempts() + 1 >= MAX_ATTEMPTS ->
                givenUp(reason, claimed.attempts() + 1);
            case FetchOutcome.Snoozed(var until, var reason, var _) -> new FetchOutcome.Retried(until, reason, mark);
            case FetchOutcome.Retried(var at, var error, var _) -> new FetchOutcome.Retried(at, error, mark);
            case FetchOutcome.Dead dead -> dead;
            case FetchOutcome.Served served -> served;
        };
    }

    private static FetchOutcome givenUp(String error, int failures) {
        return new FetchOutcome.Dead("given up after %d attempts: %s".formatted(failures, error));
    }

    /// Returns when a method that used up its time may be called again: when the portal says so, within reason.
    static Instant methodReset(@Nullable Instant announced, Instant now) {
        if (announced == null || !announced.isAfter(now)) {
            return now.plus(METHOD_SNOOZE);
        }
        var latest = now.plus(MAX_METHOD_SNOOZE);
        return announced.isBefore(latest) ? announced : latest;
    }

    FetchOutcome again(String error, int attempts) {
        return again(error, attempts, clock.instant());
    }

    private FetchOutcome again(String error, int attempts, Instant now) {
        int failures = attempts + 1;
        if (failures >= MAX_ATTEMPTS) {
            return givenUp(error, failures);
        }
        return new FetchOutcome.Retried(now.plus(jittered(waitAfter(failures))), error);
    }

    static Duration waitAfter(int failures) {
        return WAITS.get(Math.min(failures, WAITS.size()) - 1);
    }

    private Duration jittered(Duration wait) {
        return Duration.ofMillis((long) (wait.toMillis() * random.nextDouble(1 - JITTER, 1 + JITTER)));
    }
}
