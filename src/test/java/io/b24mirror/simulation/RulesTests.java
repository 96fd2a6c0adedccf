package io.b24mirror.simulation;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.b24mirror.simulation.RestClient.Reply;
import io.b24mirror.simulation.Violation.Kind;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class RulesTests extends SimulationTest {

    @Test
    void refusesSecretsInQuery() {
        var uri = URI.create(portal.restUrl() + "profile?auth=" + tokens.accessToken());

        assertThat(client.get(uri).status()).isEqualTo(400);
        assertThat(client.form(uri, "").status()).isEqualTo(400);
        assertThat(client.get(URI.create(portal.authorizationServerUrl() + "/oauth/token/?client_secret=x")).status())
                .isEqualTo(400);
        assertKinds(Kind.SECRET_IN_URL, Kind.SECRET_IN_URL, Kind.SECRET_IN_URL);
    }

    @Test
    void refusesClientSecretAtPortal() {
        client.form(portal.restUrl().resolve("profile"), "client_secret=x&auth=" + tokens.accessToken());

        assertKinds(Kind.CLIENT_SECRET_TO_PORTAL);
    }

    @Test
    void refusesRequestWithoutUserAgent() throws IOException {
        try (var socket = new Socket("localhost", portal.restUrl().getPort())) {
            var lines = List.of("POST /rest/profile HTTP/1.1", "Host: localhost", "Connection: close",
                    "Content-Length: 0", "", "");
            socket.getOutputStream().write(String.join("\r\n", lines).getBytes(US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII)).startsWith("HTTP/1.1 400");
        }
        assertKinds(Kind.NO_USER_AGENT);
    }

    @Test
    void letsBurstThroughAndThenTwoPerSecond() {
        for (var number = 0; number < 50; number++) {
            assertThat(call("profile", "{}").status()).isEqualTo(200);
        }
        var overflow = call("profile", "{}");
        assertThat(overflow.status()).isEqualTo(503);
        assertThat(overflow.error()).isEqualTo("QUERY_LIMIT_EXCEEDED");

        clock.advance(Duration.ofSeconds(1));
        assertThat(call("profile", "{}").status()).isEqualTo(200);
        assertThat(call("profile", "{}").status()).isEqualTo(200);
        assertThat(call("profile", "{}").status()).isEqualTo(503);
        assertKinds(Kind.QUERY_LIMIT_EXCEEDED, Kind.QUERY_LIMIT_EXCEEDED);
    }

    @Test
    void allowsFourRequestsAtOnce() throws InterruptedException, ExecutionException {
        var latches = IntStream.range(0, 4).mapToObj(_ -> portal.faults().hang("profile")).toList();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new ArrayList<Future<Reply>>();
            for (var number = 0; number < 4; number++) {
                replies.add(pool.submit(() -> call("profile", "{}")));
            }
            portal.awaitInFlight(4, Duration.ofSeconds(10));
            var fifth = call("server.time", "{}");
            latches.forEach(latch -> latch.countDown());

            assertThat(fifth.error()).isEqualTo("QUERY_LIMIT_EXCEEDED");
            for (var reply : replies) {
                assertThat(reply.get().status()).isEqualTo(200);
            }
        }
        assertKinds(Kind.TOO_MANY_IN_FLIGHT);
    }

    @Test
    void doesNotBlameFourWorkersWhoNeverRest() throws InterruptedException, ExecutionException {
        portal.rate(1000, 10_000);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var workers = new ArrayList<Future<?>>();
            for (var number = 0; number < 4; number++) {
                workers.add(pool.submit(() -> IntStream.range(0, 300).forEach(_ -> call("profile", "{}"))));
            }
            for (var worker : workers) {
                worker.get();
            }
        }

        assertThat(portal.requests()).hasSize(1200).allMatch(request -> request.status() == 200);
        assertKinds();
    }

    @Test
    void keepsWebhooksFromAppMethods() {
        var hook = portal.webhookUrl(1);

        assertThat(client.form(hook.resolve("user.current.json"), "").status()).isEqualTo(200);
        assertThat(client.form(hook.resolve("event.get"), "").error()).isEqualTo("WRONG_AUTH_TYPE");
        assertThat(client.form(hook.resolve("../wrong/profile"), "").error()).isEqualTo("INVALID_CREDENTIALS");
        assertKinds(Kind.WRONG_AUTH_TYPE);
    }

    @Test
    void recordsRequests() {
        call("Batch", "{'cmd':{'a':'profile','b':'nonsense'}}");
        call("nonsense", "{}");

        assertThat(portal.requests()).extracting(RecordedRequest::method).containsExactly("batch", "nonsense");
        assertThat(portal.requests().getLast().error()).isEqualTo("ERROR_METHOD_NOT_FOUND");
        assertThat(portal.requests().getFirst().userId()).isEqualTo(1);
        assertThat(portal.calls("nonsense")).isEqualTo(2);
    }

    @Test
    void blocksMethodUntilItsReset() {
        portal.faults().operationTimeLimit("profile", NOW.plusSeconds(60));

        var blocked = call("profile", "{}");
        assertThat(blocked.status()).isEqualTo(429);
        assertThat(blocked.error()).isEqualTo("OPERATION_TIME_LIMIT");
        assertThat(blocked.body().has("time")).isFalse();
        assertThat(call("server.time", "{}").status()).isEqualTo(200);

        clock.advance(Duration.ofMinutes(1));
        assertThat(call("profile", "{}").status()).isEqualTo(200);
    }

    @Test
    void failsAsToldAndThenRecovers() {
        portal.faults().html("*", 1, 502);
        portal.faults().half("*", 1);
        portal.faults().reset("*", 1);
        portal.faults().error("profile", 1, 401, "CONNECTION_ERROR", "");

        assertThat(call("profile", "{}").status()).isEqualTo(502);
        assertThat(call("profile", "{}").status()).isZero();
        assertThat(call("profile", "{}").status()).isZero();
        assertThat(call("profile", "{}").error()).isEqualTo("CONNECTION_ERROR");
        assertThat(call("profile", "{}").status()).isEqualTo(200);
    }

    @Test
    void failsCallsInsideBatches() {
        portal.faults().failCalls("profile", 1, 401, "user_access_error", "");

        assertThat(texts(call("batch", "{'cmd':{'a':'profile'}}").result().path("result_error"), "error"))
                .containsExactly("user_access_error");
        assertThat(call("profile", "{}").status()).isEqualTo(200);
    }

    @Test
    void answersWhatItCannotParse() {
        var reply = client.get(URI.create(portal.restUrl() + "profile?x=%25zz"));

        assertThat(reply.error()).isEqualTo("NO_AUTH_FOUND");
        assertThat(client.json(portal.restUrl().resolve("profile"), tokens.accessToken(), "{").status())
                .isEqualTo(400);
        assertKinds(Kind.MALFORMED);
    }

    @Test
    void losesAnswerOfWhatItDid() {
        portal.faults().loseAnswer("event.bind", 1);
        bind("onUserAdd");

        assertThat(portal.subscribedEvents()).containsExactly("ONUSERADD");
    }

    @Test
    void blocksWholePortal() {
        portal.faults().overload(true);
        assertThat(call("profile", "{}").error()).isEqualTo("OVERLOAD_LIMIT");

        portal.faults().clear();
        portal.faults().portalDeleted(true);
        assertThat(call("profile", "{}").error()).isEqualTo("PORTAL_DELETED");
    }

    @Test
    void redirectsElsewhereOnDemand() {
        portal.faults().redirect("profile", 1, "http://evil.example");

        assertThat(call("profile", "{}").status()).isEqualTo(302);
        assertThat(call("profile", "{}").status()).isEqualTo(200);
    }

    @Test
    void redirectsFromOldHostAfterMove() {
        var old = portal.restUrl();
        portal.moveToNewHost();

        assertThat(client.json(old.resolve("profile"), tokens.accessToken(), "{}").status()).isEqualTo(302);
        assertThat(call("profile", "{}").status()).isEqualTo(200);
    }

    private void assertKinds(Kind... kinds) {
        assertThat(portal.violations()).extracting(Violation::kind).containsExactly(kinds);
    }
}
