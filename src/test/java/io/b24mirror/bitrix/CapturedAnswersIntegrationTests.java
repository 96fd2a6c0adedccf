package io.b24mirror.bitrix;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;

import io.b24mirror.bitrix.http.Reply;
import io.b24mirror.bitrix.http.RestTransport;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.token.AuthorizationServer.Answer;
import io.b24mirror.portal.token.AuthorizationServer.TokenPair;
import io.b24mirror.secret.Secret;
import io.b24mirror.simulation.SimulatedFaults;
import io.b24mirror.testing.Captures;
import io.b24mirror.testing.ServiceTest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/// Answers of real portals and of the real authorization server, read as they came.
class CapturedAnswersIntegrationTests extends ServiceTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RestTransport transport;
    private final OAuthClient authorizationServer;
    private final BitrixClient client;

    @Autowired
    CapturedAnswersIntegrationTests(RestTransport transport, OAuthClient authorizationServer, BitrixClient client) {
        this.transport = transport;
        this.authorizationServer = authorizationServer;
        this.client = client;
    }

    /// Every answer of a single method, whatever the capture is about.
    static Stream<Arguments> envelopes() {
        return Captures.names().stream().flatMap(name -> {
            var found = new ArrayList<JsonNode>();
            collect(Captures.read(name), found);
            return found.stream().map(answer -> Arguments.of(name, answer));
        });
    }

    private static void collect(JsonNode node, List<JsonNode> found) {
        if (node.isObject() && node.has("result") && !node.path("result").has("result_error")) {
            found.add(node);
        } else {
            node.values().forEach(child -> collect(child, found));
        }
    }

    @Test
    void hasAnswersOfAllKinds() {
        assertThat(envelopes().map(envelope -> envelope.get()[0])).hasSizeGreaterThan(25)
                .contains("calendar-01", "rest-24", "rest-28", "rest-33", "rest-34", "rest-35");
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void readsAnAnswerAsItCame(String name, JsonNode answer) {
        portal.faults().answer("profile", 1, 200, "application/json", answer.toString());

        var reply = transport.postJson(portal.restUrl().resolve("profile"), Secret.of("token"), Map.of());

        assertThat(reply).isEqualTo(new Reply.Json(200, answer));
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void readsItInABatchAsItCame(String name, JsonNode answer) throws InterruptedException {
        install();
        answerBatchWith(answer);

        assertThat(client.batch(memberId(), List.of(Call.of("some.method")))).isEqualTo(new BatchAnswer.Results(
                List.of(new CallResult.Answered(answer.path("result"), nextOf(answer), clock.instant()))));
    }

    private static @Nullable Integer nextOf(JsonNode answer) {
        return answer.has("next") ? answer.path("next").asInt() : null;
    }

    private void answerBatchWith(JsonNode answer) {
        var result = JSON.createObjectNode();
        Map.of("result", "result", "total", "result_total", "next", "result_next", "time", "result_time")
                .forEach((single, ofBatch) -> result.set(ofBatch, answer.has(single)
                        ? JSON.createObjectNode().set("c0", answer.path(single))
                        : JSON.createArrayNode()));
        result.set("result_error", JSON.createArrayNode());
        var body = JSON.createObjectNode().set("result", result);
        portal.faults().answer("batch", 1, 200, "application/json", body.toString());
    }

    /// The second answer of rest-36: a map whose empty parts are objects, and a result that is null.
    @Test
    void readsABatchWhoseEmptyPartsAreObjects() throws InterruptedException {
        install();
        portal.faults()
                .answer("batch", 1, 200, "application/json",
                        Captures.read("rest-36").path("answers").path(1).toString());

        var results = ((BatchAnswer.Results) client.batch(memberId(),
                List.of(Call.of("some.method"), Call.of("other.method")))).results();

        assertThat(results).extracting(result -> ((CallResult.Answered) result).value().toString())
                .containsExactly("[{\"ID\":\"1\"}]", "null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"50|50", "\"50\"|50", "50.0|50", "0|", "-50|", "\"\"|", "\"soon\"|", "null|",
            "[]|", "{}|", "true|", "1e300|"})
    void readsTheNextPageHoweverItIsWritten(String next, @Nullable Integer start) throws InterruptedException {
        install();
        portal.faults()
                .answer("batch", 1, 200, "application/json",
                        "{\"result\": {\"result\": {\"c0\": []}, \"result_next\": {\"c0\": %s}}}".formatted(next));

        var answer = (BatchAnswer.Results) client.batch(memberId(), List.of(Call.of("some.method")));

        assertThat(((CallResult.Answered) answer.results().getFirst()).next()).isEqualTo(start);
    }

    static Stream<JsonNode> renewals() {
        return Stream.concat(Captures.read("rest-15").path("answers").valueStream(),
                Stream.of(Captures.read("rest-17").path("answer")));
    }

    @ParameterizedTest
    @MethodSource("renewals")
    void readsTheTokensOfTheRealAuthorizationServer(JsonNode captured) {
        portal.faults().answer(SimulatedFaults.TOKEN, 1, 200, "application/json", captured.toString());

        assertThat(renewed()).isInstanceOfSatisfying(Answer.Given.class,
                given -> assertThat((TokenPair) given.value()).satisfies(pair -> {
                    assertThat(pair.accessToken().reveal()).isEqualTo(captured.path("access_token").asString());
                    assertThat(pair.refreshToken().reveal()).isEqualTo(captured.path("refresh_token").asString());
                    assertThat(pair.expiresAt())
                            .isEqualTo(Instant.ofEpochSecond(captured.path("expires").asLong()));
                }));
    }

    /// The simulated authorization server answers with the same keys in the same order.
    @Test
    void isSimulatedTruly() {
        var pair = portal.issueTokens(7);
        portal.installSilently();

        var reply = (Reply.Json) transport.post(
                URI.create(portal.authorizationServerUrl() + "/oauth/token/"), null,
                MediaType.APPLICATION_FORM_URLENCODED,
                ("grant_type=refresh_token&client_id=app.test&client_secret=client-secret-of-the-tests&refresh_token="
                        + pair.refreshToken()).getBytes(US_ASCII));

        var captured = Captures.read("rest-15").path("answers").path(0);
        assertThat(reply.body().propertyNames()).containsExactlyElementsOf(captured.propertyNames());
        assertThat(reply.body().path("scope")).isEqualTo(captured.path("scope"));
        captured.propertyNames()
                .forEach(key -> assertThat(reply.body().path(key).getNodeType()).as(key)
                        .isEqualTo(captured.path(key).getNodeType()));
    }

    @ParameterizedTest
    @CsvSource({"0, Blocked", "1, Blocked", "3, Refused", "4, Blocked", "6, Refused", "7, Blocked", "8, Blocked"})
    void readsTheErrorsOfTheRealAuthorizationServer(int number, String answer) {
        var captured = Captures.read("rest-20").path("answers").path(number);
        portal.faults()
                .answer(SimulatedFaults.TOKEN, 1, captured.path("http").asInt(), "application/json",
                        captured.path("body").toString());

        assertThat(captured.path("path").asString()).isEqualTo("/oauth/token/");
        assertThat(renewed().getClass().getSimpleName()).isEqualTo(answer);
    }

    private Answer<TokenPair> renewed() {
        return authorizationServer.renew(URI.create(portal.authorizationServerUrl() + "/rest/"),
                Secret.of("refresh"));
    }

    private MemberId memberId() {
        return new MemberId(portal.memberId());
    }
}
