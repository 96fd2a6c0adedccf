package io.b24mirror.fetch.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.testing.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

class RetryScheduleTests {
    private static BitrixFailure exhausted() {
        return new BitrixFailure.MethodExhausted("why", NOW.plusSeconds(600));
    }

    private static LeasedFetch claimed(int attempts, @Nullable String mark) {
        return new LeasedFetch(
                new FetchRequest(FetchTest.event(7), NOW, FetchRequest.Urgency.FRESH, null, Cause.delivery(1)),
                1, attempts, NOW, mark);
    }

    private static ResumeMarks at(LeasedFetch claimed, String mark) {
        var marks = new ResumeMarks();
        marks.note(claimed, mark);
        return marks;
    }

    @Test
    void countsAReadingThatGotSomewhereAndGoesOnFromThere() {
        var claimed = claimed(3, "page 2");

        assertThat(schedule.after(exhausted(), claimed, at(claimed, "page 9")))
                .isEqualTo(new FetchOutcome.Retried(NOW.plusSeconds(600), "why", "page 9"));
    }

    /// Then nothing was asked: the method rested already.
    @Test
    void doesNotCountAReadingThatGotNowhere() {
        var claimed = claimed(3, "page 2");

        assertThat(schedule.after(exhausted(), claimed, at(claimed, "page 2")))
                .isEqualTo(new FetchOutcome.Snoozed(NOW.plusSeconds(600), "why", "page 2"));
        assertThat(schedule.after(exhausted(), claimed, new ResumeMarks()))
                .isEqualTo(new FetchOutcome.Snoozed(NOW.plusSeconds(600), "why", "page 2"));
    }

    @Test
    void givesUpAReadingThatIsInterruptedForEver() {
        var claimed = claimed(15, "page 2");

        assertThat(schedule.after(exhausted(), claimed, at(claimed, "page 9")))
                .isEqualTo(new FetchOutcome.Dead("given up after 16 attempts: why"));
    }

    private static final Instant NOW = Instant.parse("2024-12-19T12:00:00Z");
    private static final BitrixFailure AWAY = new BitrixFailure.Unavailable("HTTP 502", true);

    private final RetrySchedule schedule = new RetrySchedule(new SettableClock(NOW));

    private Duration wait(int attempts) {
        var outcome = (FetchOutcome.Retried) schedule.after(AWAY, attempts);
        return Duration.between(NOW, outcome.at());
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 60", "2, 300", "3, 1800", "4, 7200", "5, 7200", "14, 7200"})
    void waitsLongerAfterEachFailure(int attempts, long seconds) {
        var waits = IntStream.range(0, 200).mapToObj(_ -> wait(attempts)).toList();

        assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMillis(seconds * 800),
                Duration.ofMillis(seconds * 1200)));
    }

    @Test
    void spreadsRecordsThatFailedTogether() {
        var waits = IntStream.range(0, 200).mapToObj(_ -> wait(4)).toList();

        assertThat(waits).anyMatch(wait -> wait.compareTo(Duration.ofMinutes(115)) < 0)
                .anyMatch(wait -> wait.compareTo(Duration.ofMinutes(125)) > 0);
    }

    @RepeatedTest(5)
    void triesForAboutADay() {
        var whole = IntStream.range(0, RetrySchedule.MAX_ATTEMPTS - 1)
                .mapToObj(this::wait)
                .reduce(Duration.ZERO, Duration::plus);

        assertThat(whole).isBetween(Duration.ofHours(18), Duration.ofHours(28));
    }

    @Test
    void givesUpAfterLastAttemptAndKeepsError() {
        assertThat(schedule.after(AWAY, 14)).isInstanceOf(FetchOutcome.Retried.class);
        assertThat(schedule.after(AWAY, 15)).isEqualTo(new FetchOutcome.Dead("given up after 16 attempts: HTTP 502"));
        assertThat(schedule.again("could not be kept", 99))
                .isEqualTo(new FetchOutcome.Dead("given up after 100 attempts: could not be kept"));
    }

    static Stream<BitrixFailure> permanent() {
        return Stream.of(new BitrixFailure.Forbidden("why"), new BitrixFailure.NotFound("why"),
                new BitrixFailure.Rejected("why"));
    }

    @ParameterizedTest
    @MethodSource("permanent")
    void givesUpAtOnceWhatWaitingCannotHeal(BitrixFailure failure) {
        assertThat(schedule.after(failure, 0)).isEqualTo(new FetchOutcome.Dead("why"));
    }

    static Stream<BitrixFailure> passing() {
        return Stream.of(new BitrixFailure.Unavailable("why", true), new BitrixFailure.Unavailable("why", false),
                new BitrixFailure.TokenExpired("why"), new BitrixFailure.Unrecognized("SOMETHING_NEW", "why"));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void triesAgainWhatMayPass(BitrixFailure failure) {
        assertThat(schedule.after(failure, 0)).isInstanceOfSatisfying(FetchOutcome.Retried.class,
                retried -> assertThat(retried.error()).isEqualTo("why"));
    }

    @Test
    void snoozesWhatIsNoFaultOfTheRecord() {
        assertThat(schedule.after(new BitrixFailure.TooManyRequests("why"), 15))
                .isEqualTo(new FetchOutcome.Snoozed(NOW.plusSeconds(15), "why"));
        assertThat(schedule.after(new BitrixFailure.Overloaded("why"), 15))
                .isEqualTo(new FetchOutcome.Snoozed(NOW.plusSeconds(600), "why"));
        assertThat(schedule.after(new BitrixFailure.Unauthorized("why"), 15))
                .isEqualTo(new FetchOutcome.Snoozed(NOW.plusSeconds(600), "why"));
        assertThat(schedule.after(new BitrixFailure.Closed("why"), 15))
                .isEqualTo(new FetchOutcome.Snoozed(NOW.plusSeconds(600), "why"));
        assertThat(schedule.after(new BitrixFailure.AppMissing("why"), 15))
                .isEqualTo(new FetchOutcome.Snoozed(NOW.plusSeconds(600), "why"));
    }

    @ParameterizedTest
    @CsvSource({"2024-12-19T12:07:00Z, 2024-12-19T12:07:00Z", "2024-12-19T11:59:00Z, 2024-12-19T12:01:00Z",
            ", 2024-12-19T12:01:00Z", "2031-01-01T00:00:00Z, 2024-12-19T13:00:00Z"})
    void snoozesExhaustedMethodUntilItResets(@Nullable String reset, Instant until) {
        var failure = new BitrixFailure.MethodExhausted("why", reset == null ? null : Instant.parse(reset));

        assertThat(schedule.after(failure, 15)).isEqualTo(new FetchOutcome.Snoozed(until, "why"));
    }
}
