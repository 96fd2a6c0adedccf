package io.b24mirror.fetch.batch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;

/// Decides what a failed reading leads to.
///
/// Waits 10 s, 1 min, 5 min, 30 min, then 2 h each time, every wait ±20%; gives up after the 16th failure, about a day
/// after the first. What waiting cannot heal is given up at once. A new event on the record makes it start anew, after
/// the first failure.
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

    /// @param attempts
    ///            failed ones before this failure
    FetchOutcome after(BitrixFailure failure, int attempts) {
        var now = clock.instant();
        return switch (failure) {
            case BitrixFailure.Final _ -> new FetchOutcome.Dead(failure.summary());
            case BitrixFailure.TooManyRequests _ -> new FetchOutcome.Snoozed(now.plus(SNOOZE), failure.summary());
            case BitrixFailure.MethodExhausted(var summary, var until) ->
                new FetchOutcome.Snoozed(methodReset(until, now), summary);
            case BitrixFailure.Suspended _ -> new FetchOutcome.Snoozed(now, failure.summary());
            case BitrixFailure.Overloaded _,BitrixFailure.AccessRefused _ ->
                new FetchOutcome.Snoozed(now.plus(PortalBackoff.LONG), failure.summary());
            case BitrixFailure.TokenExpired _,BitrixFailure.Unavailable _,BitrixFailure.Unrecognized _ ->
                again(failure.summary(), attempts, now);
        };
    }

    /// What a failed reading leads to. The next one goes on from where it got to. One that got beyond where it began
    /// counts as an attempt whatever the failure, since it might go on like this for ever.
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

    /// When a method may be called again that used up its time: when the portal says so, within reason.
    static Instant methodReset(@Nullable Instant told, Instant now) {
        if (told == null || !told.isAfter(now)) {
            return now.plus(METHOD_SNOOZE);
        }
        var latest = now.plus(MAX_METHOD_SNOOZE);
        return told.isBefore(latest) ? told : latest;
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
