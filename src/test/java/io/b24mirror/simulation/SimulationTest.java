package io.b24mirror.simulation;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.simulation.RestClient.Reply;
import io.b24mirror.testing.SettableClock;

/// A portal on which the app is installed, with a clock, a client and a handler.
abstract class SimulationTest {

    static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    final SettableClock clock = new SettableClock(NOW);
    final SimulatedPortal portal = configure(SimulatedPortal.builder().clock(clock).serverZone(ZoneOffset.UTC)).start();
    final Receiver receiver = new Receiver();
    final RestClient client = new RestClient();
    TokenPair tokens;

    SimulationTest() {
        portal.events().byHand();
        portal.installSilently();
        tokens = portal.issueTokens(1);
    }

    SimulatedPortal.Builder configure(SimulatedPortal.Builder builder) {
        return builder;
    }

    @AfterEach
    void close() {
        client.close();
        receiver.close();
        portal.close();
    }

    Reply call(String method, String json) {
        return callAs(tokens, method, json);
    }

    Reply callAs(TokenPair who, String method, String json) {
        return client.json(portal.restUrl().resolve(method), who.accessToken(), json.replace('\'', '"'));
    }

    Reply token(String form) {
        return client.form(URI.create(portal.authorizationServerUrl() + "/oauth/token/"), form);
    }

    void bind(String event) {
        call("event.bind", "{'event':'%s','handler':'%s'}".formatted(event, receiver.uri()));
    }

    /// The events that wait, as trees.
    List<ObjectNode> waiting() {
        return portal.events().waiting().stream().map(event -> PhpForm.parse(event.body())).toList();
    }

    static List<String> texts(JsonNode rows, String field) {
        return Json.items(rows).stream().map(row -> Json.text(row.path(field))).toList();
    }
}
