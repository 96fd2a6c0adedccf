package io.b24mirror.simulation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import tools.jackson.databind.JsonNode;

/// The least a client of Bitrix24 can be.
final class RestClient implements AutoCloseable {

    record Reply(int status, JsonNode body) {

        JsonNode result() {
            return body.path("result");
        }

        String error() {
            return body.path("error").asString("(none)");
        }
    }

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Reply json(URI uri, String token, String body) {
        return send(HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    Reply form(URI uri, String body) {
        return send(HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    Reply get(URI uri) {
        return send(HttpRequest.newBuilder(uri).GET());
    }

    private Reply send(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
            var text = answer.body();
            return new Reply(answer.statusCode(), text.startsWith("{") ? Json.MAPPER.readTree(text) : Json.object());
        } catch (IOException failure) {
            return new Reply(0, Json.object());
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
