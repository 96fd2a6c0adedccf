package io.b24mirror.bitrix;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.bitrix.BatchAnswer;
import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.bitrix.PortalRequests;
import io.b24mirror.bitrix.limit.MethodThrottle;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.token.PortalAccess;
import io.b24mirror.testing.Captures;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class MethodThrottleIntegrationTests extends ServiceTest {
    private static final String METHOD = "calendar.event.getbyid";

    private final BitrixClient client;
    private final PortalAccess access;
    private final PortalRequests requests;

    @Autowired
    MethodThrottleIntegrationTests(BitrixClient client, PortalAccess access, PortalRequests requests) {
        this.client = client;
        this.access = access;
        this.requests = requests;
    }

    @BeforeEach
    void installApp() throws InterruptedException {
        install();
        portal.clearJournal();
    }

    @Test
    void leavesTheOtherMethodsRunningWhileOneRests() throws InterruptedException {
        var reset = tell(METHOD);
        portal.faults().operationTimeLimit(METHOD, reset);
        assertThat(endOf(ask(METHOD, "profile").getFirst())).isNull();

        var results = ask("profile", METHOD, "server.time", "Calendar.Event.getById", "profile");

        assertThat(results).extracting(result -> result instanceof CallResult.Answered)
                .containsExactly(true, false, true, false, true);
        assertThat(endOf(results.get(1))).isEqualTo(reset);
        assertThat(endOf(results.get(3))).isEqualTo(reset);
        assertThat(portal.calls(METHOD)).isEqualTo(2);

        clock.set(reset);
        assertThat(ask(METHOD)).singleElement().isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void sendsNothingWhereAllMethodsRest() throws InterruptedException {
        portal.faults().operationTimeLimit(METHOD, clock.instant().plus(Duration.ofMinutes(5)));
        ask(METHOD);
        portal.clearJournal();

        assertThat(ask(METHOD, METHOD)).hasSize(2).allMatch(CallResult.Failed.class::isInstance);

        assertThat(portal.requests()).isEmpty();
    }

    @Test
    void sharesAPauseAmongInstancesAndKeepsItAcrossRestarts() throws InterruptedException {
        var reset = tell(METHOD);
        portal.faults().operationTimeLimit(METHOD, reset);
        ask(METHOD);
        var other = new BitrixClient(access, requests, new MethodThrottle(jdbc, clock));
        portal.clearJournal();

        var results = ((BatchAnswer.Results) other.batch(memberId(), calls(METHOD, "profile"))).results();

        assertThat(endOf(results.getFirst())).isEqualTo(reset);
        assertThat(results.getLast()).isInstanceOf(CallResult.Answered.class);
        assertThat(portal.calls(METHOD)).isZero();
    }

    @Test
    void letsAMethodRestBeforeItIsBanned() throws InterruptedException {
        var reset = Instant.ofEpochSecond(clock.instant().getEpochSecond() + 400);
        portal.operatingTime("profile", 335.9, reset);

        assertThat(ask("profile")).singleElement().isInstanceOf(CallResult.Answered.class);

        assertThat(endOf(ask("profile").getFirst())).isEqualTo(reset);
        assertThat(portal.calls("profile")).isEqualTo(1);
    }

    @Test
    void letsNoMethodRestThatHasTimeLeft() throws InterruptedException {
        portal.operatingTime("profile", 300, clock.instant().plusSeconds(400));

        ask("profile");

        assertThat(ask("profile")).singleElement().isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void waitsForABatchThatIsBannedAsAWhole() throws InterruptedException {
        portal.faults().operationTimeLimit("batch", clock.instant().plusSeconds(60));

        for (int time = 0; time < 2; time++) {
            assertThat(client.batch(memberId(), calls("profile"))).isInstanceOfSatisfying(BatchAnswer.Failed.class,
                    failed -> assertThat(failed.failure()).isInstanceOf(BitrixFailure.MethodExhausted.class));
        }

        assertThat(portal.requests()).hasSize(1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(ask("profile")).singleElement().isInstanceOf(CallResult.Answered.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "0", "-1", "1", "1e300", "\"soon\"", "[]"})
    void restsAMinuteWhereThePortalDoesNotSayHowLong(String reset) throws InterruptedException {
        answerWith("""
                {"result": {"result": [], "result_error": {"c0": {"error": "OPERATION_TIME_LIMIT"}},
                 "result_time": {"c0": {"operating_reset_at": %s}}}}""".formatted(reset));
        ask("profile");

        assertThat(endOf(ask("profile").getFirst())).isEqualTo(clock.instant().plusSeconds(60));
    }

    /// An error tells no time (rest-21): only what went well before does.
    @Test
    void restsUntilTheResetThatTheLastGoodAnswerTold() throws InterruptedException {
        var reset = tell(METHOD);
        clock.advance(Duration.ofMinutes(2));
        portal.faults().operationTimeLimit(METHOD, reset);
        ask(METHOD);

        assertThat(endOf(ask(METHOD).getFirst())).isEqualTo(reset);
    }

    @Test
    void restsLongerEachTimeWhereNothingTellsTheReset() throws InterruptedException {
        portal.faults().operationTimeLimit(METHOD, clock.instant().plus(Duration.ofHours(2)));
        var rests = new ArrayList<Long>();
        for (int time = 0; time < 7; time++) {
            ask(METHOD, METHOD);
            var end = Objects.requireNonNull(endOf(ask(METHOD).getFirst()));
            rests.add(Duration.between(clock.instant(), end).toMinutes());
            clock.set(end);
        }

        assertThat(rests).containsExactly(1L, 2L, 4L, 8L, 10L, 10L, 10L);
    }

    @Test
    void beginsWithAMinuteAgainAfterTheMethodWasServedForAWhile() throws InterruptedException {
        portal.faults().operationTimeLimit(METHOD, clock.instant().plus(Duration.ofMinutes(5)));
        for (int time = 0; time < 3; time++) {
            ask(METHOD);
            clock.advance(Duration.ofMinutes(5));
        }
        assertThat(ask(METHOD)).singleElement().isInstanceOf(CallResult.Answered.class);
        clock.advance(Duration.ofMinutes(10));
        portal.faults().operationTimeLimit(METHOD, clock.instant().plus(Duration.ofMinutes(5)));
        ask(METHOD);

        assertThat(endOf(ask(METHOD).getFirst())).isEqualTo(clock.instant().plusSeconds(60));
    }

    /// The outer time of a batch is that of `batch`, always ten minutes ahead.
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void neverTakesTheResetOfTheBatchForThatOfAMethod(int number) throws InterruptedException {
        var captured = Captures.read("rest-21").path("answers").path(number);
        clock.set(Instant.ofEpochSecond(captured.path("time").path("operating_reset_at").asLong() - 600));
        ask("profile");
        answerWith(captured.toString().replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "c0"));
        ask("crm.contact.update");

        assertThat(endOf(ask("crm.contact.update").getFirst())).isEqualTo(clock.instant().plusSeconds(60));
        assertThat(ask("profile")).singleElement().isInstanceOf(CallResult.Answered.class);
    }

    /// Lets the portal tell when the counter of a method starts anew.
    private Instant tell(String method) throws InterruptedException {
        var reset = Instant.ofEpochSecond(clock.instant().getEpochSecond() + 300);
        portal.operatingTime(method, 200, reset);
        assertThat(ask(method)).singleElement().isInstanceOf(CallResult.Answered.class);
        return reset;
    }

    @Test
    void restsNoLongerThanAnHour() throws InterruptedException {
        answerWith("""
                {"result": {"result": {"c0": 1},
                 "result_time": {"c0": {"operating": 500, "operating_reset_at": 99999999999}}}}""");
        ask("profile");

        assertThat(endOf(ask("profile").getFirst())).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "7", "{\"c0\": []}", "{\"c0\": {\"operating\": \"x\"}}",
            "{\"c0\": {\"operating\": null}}", "{\"c0\": {\"operating\": 500, \"operating_reset_at\": 1}}"})
    void makesNothingOfTimesThatMakeNoSense(String times) throws InterruptedException {
        answerWith("{\"result\": {\"result\": {\"c0\": 1}, \"result_time\": %s}}".formatted(times));

        ask("profile");

        assertThat(rows("select * from bitrix.method_pause")).isEmpty();
    }

    private void answerWith(String body) {
        portal.faults().answer("batch", 1, 200, "application/json", body);
    }

    private List<CallResult> ask(String... methods) throws InterruptedException {
        var answer = client.batch(memberId(), calls(methods));
        assertThat(answer).isInstanceOf(BatchAnswer.Results.class);
        return ((BatchAnswer.Results) answer).results();
    }

    private static List<Call> calls(String... methods) {
        return Stream.of(methods).map(method -> Call.of(method, "id", 1)).toList();
    }

    private static @org.jspecify.annotations.Nullable Instant endOf(CallResult result) {
        assertThat(result).isInstanceOf(CallResult.Failed.class);
        assertThat(((CallResult.Failed) result).failure()).isInstanceOf(BitrixFailure.MethodExhausted.class);
        return ((BitrixFailure.MethodExhausted) ((CallResult.Failed) result).failure()).until();
    }

    private MemberId memberId() {
        return new MemberId(portal.memberId());
    }
}
