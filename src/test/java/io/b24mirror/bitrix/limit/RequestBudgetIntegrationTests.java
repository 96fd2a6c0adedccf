package io.b24mirror.bitrix.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.bitrix.BatchAnswer;
import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.portal.MemberId;
import io.b24mirror.testing.ServiceTest;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

class RequestBudgetIntegrationTests extends ServiceTest {
    private static final MemberId ACME = new MemberId("acme");

    private final BitrixClient client;
    private final RequestBudget budget;

    @Autowired
    RequestBudgetIntegrationTests(BitrixClient client, RequestBudget budget) {
        this.client = client;
        this.budget = budget;
    }

    @Test
    void letsABurstGoAtOnceAndThenOneRequestPerInterval() {
        assertThat(book(budget, 50)).containsOnly(ZERO);

        assertThat(book(budget, 3)).containsExactly(ofMillis(500), ofSeconds(1), ofMillis(1500));
    }

    @Test
    void regainsOneRequestPerInterval() {
        book(budget, 50);

        clock.advance(ofSeconds(2));

        assertThat(book(budget, 5)).containsExactly(ZERO, ZERO, ZERO, ZERO, ofMillis(500));
    }

    @Test
    void regainsNoMoreThanABurst() {
        book(budget, 50);

        clock.advance(Duration.ofDays(365));

        assertThat(book(budget, 51)).endsWith(ZERO, ofMillis(500));
    }

    @Test
    void sharesABudgetAmongInstancesAndKeepsItAcrossRestarts() {
        book(budget, 25);
        var other = new RequestBudget(jdbc, new BudgetProperties(2, 50), clock);

        assertThat(book(other, 26)).endsWith(ZERO, ofMillis(500));
        assertThat(book(budget, 1)).containsExactly(ofSeconds(1));
    }

    @Test
    void givesEveryPortalABudgetOfItsOwn() {
        book(budget, 50);

        assertThat(budget.book(new MemberId("other"))).isEqualTo(ZERO);
    }

    @Test
    void waitsAtHalfThePaceOnceThePortalSaysThatItIsFull() {
        book(budget, 1);

        budget.exhaust(ACME);

        assertThat(book(budget, 2)).containsExactly(ofSeconds(1), ofSeconds(2));
    }

    @Test
    void slowsDownFurtherWithEachTimeButNotForEver() {
        assertThat(Stream.generate(this::paceAfterItWasFullAgain).limit(5))
                .containsExactly(ofSeconds(1), ofSeconds(2), ofSeconds(4), ofSeconds(4), ofSeconds(4));
    }

    private Duration paceAfterItWasFullAgain() {
        book(budget, 1);
        budget.exhaust(ACME);
        var pace = pace(budget);
        clock.advance(Duration.ofMinutes(1));
        return pace;
    }

    @Test
    void countsRequestsThatWereUnderWayTogetherOnce() {
        book(budget, 1);

        for (int request = 0; request < 4; request++) {
            budget.exhaust(ACME);
            clock.advance(ofSeconds(1));
        }

        assertThat(pace(budget)).isEqualTo(ofSeconds(1));
    }

    @Test
    void recoversStepByStepToTheConfiguredPace() {
        for (int time = 0; time < 3; time++) {
            book(budget, 1);
            budget.exhaust(ACME);
            clock.advance(ofSeconds(10));
        }
        var other = new RequestBudget(jdbc, new BudgetProperties(2, 50), clock);

        assertThat(paceAfter(Duration.ZERO, other)).isEqualTo(ofSeconds(4));
        assertThat(paceAfter(ofSeconds(110), other)).isEqualTo(ofSeconds(2));
        assertThat(paceAfter(ofSeconds(119), other)).isEqualTo(ofSeconds(2));
        assertThat(paceAfter(ofSeconds(1), other)).isEqualTo(ofSeconds(1));
        assertThat(paceAfter(Duration.ofMinutes(2), other)).isEqualTo(ofMillis(500));
        assertThat(paceAfter(Duration.ofDays(1), other)).isEqualTo(ofMillis(500));
    }

    private Duration paceAfter(Duration time, RequestBudget from) {
        clock.advance(time);
        return pace(from);
    }

    /// How far one request moves the portal's mark.
    private Duration pace(RequestBudget from) {
        from.book(ACME);
        var mark = instant("select booked_until from bitrix.request_budget");
        from.book(ACME);
        return Duration.between(mark, instant("select booked_until from bitrix.request_budget"));
    }

    @Test
    void doesNotStaySlowForDaysAfterTheClockWasSetBack() {
        clock.advance(Duration.ofDays(2));
        book(budget, 1);
        budget.exhaust(ACME);

        clock.advance(Duration.ofDays(-2));
        jdbc.sql("update bitrix.request_budget set booked_until = slowed_at - interval '2 days'").update();

        assertThat(pace(budget)).isEqualTo(ofMillis(500));
    }

    @Test
    void doesNotWaitForDaysAfterTheClockWasSetBack() {
        clock.advance(Duration.ofDays(2));
        book(budget, 60);

        clock.advance(Duration.ofDays(-2));

        assertThat(budget.book(ACME)).isLessThanOrEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void countsAWholeBatchAsOneRequest() throws InterruptedException {
        install();
        var before = bookings();

        batchOf(BitrixClient.MAX_CALLS);

        assertThat(bookings()).isEqualTo(before + 1);
    }

    /// The simulation counts what it gets, and calls an overflow a broken rule.
    @Test
    void keepsToThePortalsLimitAtFullSpeed() throws InterruptedException {
        install();
        var start = clock.instant();

        for (int request = 0; request < 200; request++) {
            batchOf(1);
        }

        assertThat(portal.violations()).isEmpty();
        assertThat(Duration.between(start, clock.instant())).isBetween(ofSeconds(70), ofSeconds(80));
    }

    @Test
    void slowsDownOnceThePortalIsFullOfOthersRequests() throws InterruptedException {
        install();
        portal.faults().error("batch", 1, 503, "QUERY_LIMIT_EXCEEDED", "Too many requests");

        assertThat(client.batch(new MemberId(portal.memberId()), calls(1))).isInstanceOfSatisfying(
                BatchAnswer.Failed.class,
                failed -> assertThat(failed.failure()).isInstanceOf(BitrixFailure.TooManyRequests.class));

        var before = clock.instant();
        batchOf(1);
        assertThat(Duration.between(before, clock.instant())).isEqualTo(ofSeconds(1));
    }

    private void batchOf(int calls) throws InterruptedException {
        assertThat(client.batch(new MemberId(portal.memberId()), calls(calls))).isInstanceOf(BatchAnswer.Results.class);
    }

    private static List<Call> calls(int number) {
        return Stream.generate(() -> Call.of("server.time")).limit(number).toList();
    }

    private static List<Duration> book(RequestBudget from, int requests) {
        var waits = new ArrayList<Duration>();
        for (int request = 0; request < requests; request++) {
            waits.add(from.book(ACME));
        }
        return waits;
    }

    private long bookings() {
        return Duration.between(clock.instant(), instant("select booked_until from bitrix.request_budget")).toMillis()
                / 500;
    }
}
