package io.b24mirror.bitrix;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.token.RestAccess;
import io.b24mirror.secret.Secret;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.SimulatedFaults;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BatchIntegrationTests extends ServiceTest {
    private final BitrixClient client;
    private final BatchExchange exchange;

    @Autowired
    BatchIntegrationTests(BitrixClient client, BatchExchange exchange) {
        this.client = client;
        this.exchange = exchange;
    }

    @Test
    void answersFiftyCallsInTheirOrder() throws InterruptedException {
        var section = portal.calendar().addSection("user", 1, "Work");
        var events = IntStream.range(0, 50)
                .mapToObj(number -> portal.calendar().addEvent(section, EventDraft.named("Event " + number)))
                .toList();
        install();

        var results = results(events.stream().map(id -> Call.of("calendar.event.getbyid", "id", id)).toList());

        assertThat(results).extracting(result -> answered(result).value().path("NAME").asString())
                .containsExactlyElementsOf(IntStream.range(0, 50).mapToObj(number -> "Event " + number).toList());
        assertThat(results).allSatisfy(result -> assertThat(answered(result).askedAt()).isEqualTo(clock.instant()));
    }

    @Test
    void refusesNoCallsAndMoreThanFifty() {
        var memberId = new MemberId(portal.memberId());

        assertThatIllegalArgumentException().isThrownBy(() -> client.batch(memberId, List.of()));
        assertThatIllegalArgumentException().isThrownBy(
                () -> client.batch(memberId, Stream.generate(() -> Call.of("profile")).limit(51).toList()));
    }

    @Test
    void failsOneCallWithoutTheOthers() throws InterruptedException {
        install();
        portal.faults().failCalls("scope", 1, 400, "", "Access denied");

        var results = results(List.of(Call.of("profile"), Call.of("scope"), Call.of("no.such.method"),
                Call.of("calendar.event.getbyid", "id", 99), Call.of("server.time")));

        assertThat(answered(results.get(0)).value().path("ID").asString()).isEqualTo("1");
        assertThat(failure(results.get(1))).isInstanceOf(BitrixFailure.Forbidden.class);
        assertThat(failure(results.get(2))).isInstanceOf(BitrixFailure.Rejected.class)
                .extracting(BitrixFailure::summary)
                .asString()
                .contains("ERROR_METHOD_NOT_FOUND");
        assertThat(answered(results.get(3)).value().isNull()).isTrue();
        assertThat(results.get(4)).isInstanceOf(CallResult.Answered.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"result\": []}", "{\"result\": null}", "{\"result\": 7}",
            "{\"result\": {\"result_error\": []}}", "{\"result\": [[], []]}", "[]", "null", "7", "\"text\"", "",
            "<html></html>", "{\"result\": {\"result\": {", "{\"result\": {}} trailing"})
    void takesABatchWithoutResultsForUnavailable(String body) throws InterruptedException {
        install();
        answerWith(200, body);

        assertThat(failure(ask(List.of(Call.of("profile"))))).isInstanceOf(BitrixFailure.Unavailable.class)
                .extracting("reached")
                .isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"result\": {\"result\": []}}", "{\"result\": {\"result\": {}}}",
            "{\"result\": {\"result\": null, \"result_error\": null}}",
            "{\"result\": {\"result\": [{\"ID\": 1}], \"result_error\": [], \"result_next\": []}}",
            "{\"result\": {\"result\": {\"c1\": 1}, \"result_error\": {\"c1\": 1}}}",
            "{\"error\": null, \"result\": {\"result\": []}}"})
    void takesACallWithoutAnswerForUnavailable(String body) throws InterruptedException {
        install();
        answerWith(200, body);

        assertThat(results(List.of(Call.of("profile")))).singleElement()
                .extracting(BatchIntegrationTests::failure)
                .isInstanceOf(BitrixFailure.Unavailable.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"50 | 50", "\"50\" | 50", "null | ", "0 | ", "\"\" | ", "[] | ", "-1 | ",
            "99999999999 | "})
    void tellsTheNextPage(String next, Integer expected) throws InterruptedException {
        install();
        answerWith(200, "{\"result\": {\"result\": {\"c0\": []}, \"result_next\": {\"c0\": %s}}}".formatted(next));

        assertThat(answered(results(List.of(Call.of("user.get"))).getFirst()).next()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("trouble")
    void takesTroubleOnTheWayForUnavailable(Consumer<SimulatedFaults> trouble) throws InterruptedException {
        install();
        trouble.accept(portal.faults());
        var requests = portal.calls("batch");

        assertThat(failure(ask(List.of(Call.of("profile"))))).isInstanceOf(BitrixFailure.Unavailable.class)
                .extracting("reached")
                .isEqualTo(true);

        assertThat(portal.calls("batch")).isEqualTo(requests + 1);
        assertThat(ask(List.of(Call.of("profile")))).isInstanceOf(BatchAnswer.Results.class);
    }

    static Stream<Consumer<SimulatedFaults>> trouble() {
        return Stream.of(faults -> faults.html("batch", 1, 500), faults -> faults.html("batch", 1, 200),
                faults -> faults.html("batch", 1, 403), faults -> faults.half("batch", 1),
                faults -> faults.reset("batch", 1), faults -> faults.loseAnswer("batch", 1),
                faults -> faults.error("batch", 1, 500, "INTERNAL_SERVER_ERROR", "Oops"),
                faults -> faults.answer("batch", 1, 204, "text/plain", ""));
    }

    @Test
    void reactsToEachKindOfTroubleInAWayOfItsOwn() throws InterruptedException {
        install();
        var reset = clock.instant().plusSeconds(300);

        portal.faults().html("batch", 1, 500);
        assertThat(failure(ask(List.of(Call.of("profile")))))
                .isEqualTo(new BitrixFailure.Unavailable("HTTP 500 without a JSON object", true));
        assertThat(value("select halvings from bitrix.request_budget", Integer.class)).isZero();

        portal.faults().error("batch", 1, 503, "QUERY_LIMIT_EXCEEDED", "Too many requests");
        assertThat(failure(ask(List.of(Call.of("profile"))))).isInstanceOf(BitrixFailure.TooManyRequests.class);
        assertThat(value("select halvings from bitrix.request_budget", Integer.class)).isEqualTo(1);

        answerWith(429, "{\"error\": \"OPERATION_TIME_LIMIT\", \"time\": {\"operating_reset_at\": %d}}"
                .formatted(reset.getEpochSecond()));
        assertThat(failure(ask(List.of(Call.of("profile")))))
                .isInstanceOfSatisfying(BitrixFailure.MethodExhausted.class,
                        failure -> assertThat(failure.until()).isEqualTo(reset));
        assertThat(rows("select method from bitrix.method_pause")).containsExactly(Map.of("method", "batch"));
    }

    @Test
    void neverReachedAPortalThatDoesNotListen() {
        var nowhere = new RestAccess.ByToken(new MemberId("acme"), URI.create("http://localhost:1/rest/"),
                Secret.of("token"), 1, Instant.MAX);

        assertThat(failure(profile(nowhere)))
                .isEqualTo(new BitrixFailure.Unavailable("the connection was refused", false));
    }

    @Test
    void neverReachedAHostThatMayNotBeCalled() {
        var internal = new RestAccess.ByToken(new MemberId("acme"), URI.create("http://127.0.0.1:1/rest/"),
                Secret.of("token"), 1, Instant.MAX);

        assertThat(failure(profile(internal)))
                .isEqualTo(new BitrixFailure.Unavailable("the host name leads to no usable address", false));
    }

    @Test
    void quotesNoTokenOfAnErrorText() throws InterruptedException {
        install();
        var pair = portal.issueTokens(1);
        var access = new RestAccess.ByToken(new MemberId(portal.memberId()), portal.restUrl(),
                Secret.of(pair.accessToken()), 1, pair.expiresAt());
        var error = "{\"error\": \"WRONG\", \"error_description\": \"Token %s is wrong\"}"
                .formatted(pair.accessToken());

        answerWith(400, error);
        assertThat(failure(profile(access)).summary())
                .isEqualTo("WRONG Token [secret] is wrong (HTTP 400)");

        answerWith(200, "{\"result\": {\"result\": [], \"result_error\": {\"c0\": %s}}}".formatted(error));
        assertThat(profile(access).toString()).contains("Token [secret] is wrong")
                .doesNotContain(pair.accessToken());
    }

    @Test
    void asksNothingOfAPortalThatIsNotKnown() throws InterruptedException {
        assertThat(failure(client.batch(new MemberId("unknown"), List.of(Call.of("profile")))))
                .isEqualTo(new BitrixFailure.Unauthorized("The portal is not known"));
    }

    @Test
    void givesUpATokenThatIsRefusedAgainAfterItsRenewal() throws InterruptedException {
        install();
        portal.faults().error("batch", 2, 401, "invalid_token", "Unable to get application by token");

        assertThat(failure(ask(List.of(Call.of("profile"))))).isInstanceOf(BitrixFailure.TokenExpired.class);

        assertThat(portal.renewals()).isEqualTo(1);
    }

    @Test
    void sendsNoMoreThanFourRequestsAtOnce() throws Exception {
        install();
        var releases = Stream.generate(() -> portal.faults().hang("batch")).limit(4).toList();
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = Stream.generate(() -> threads.submit(() -> ask(List.of(Call.of("profile")))))
                    .limit(12)
                    .toList();
            portal.awaitInFlight(4, Duration.ofSeconds(20));
            releases.forEach(java.util.concurrent.CountDownLatch::countDown);
            for (var answer : answers) {
                assertThat(answer.get()).isInstanceOf(BatchAnswer.Results.class);
            }
        }
    }

    private void answerWith(int status, String body) {
        portal.faults().answer("batch", 1, status, "application/json", body);
    }

    private BatchAnswer ask(List<Call> calls) throws InterruptedException {
        return client.batch(new MemberId(portal.memberId()), calls);
    }

    private List<CallResult> results(List<Call> calls) throws InterruptedException {
        var answer = ask(calls);
        assertThat(answer).isInstanceOf(BatchAnswer.Results.class);
        return ((BatchAnswer.Results) answer).results();
    }

    private static CallResult.Answered answered(CallResult result) {
        assertThat(result).isInstanceOf(CallResult.Answered.class);
        return (CallResult.Answered) result;
    }

    private static BitrixFailure failure(CallResult result) {
        assertThat(result).isInstanceOf(CallResult.Failed.class);
        return ((CallResult.Failed) result).failure();
    }

    private static BitrixFailure failure(BatchAnswer answer) {
        assertThat(answer).isInstanceOf(BatchAnswer.Failed.class);
        return ((BatchAnswer.Failed) answer).failure();
    }

    private BatchAnswer profile(RestAccess access) {
        var calls = List.of(Call.of("profile"));
        return exchange.read(exchange.send(access, calls), access, calls);
    }
}
