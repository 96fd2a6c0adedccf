package io.b24mirror.simulation;

import java.io.IOException;

import com.sun.net.httpserver.HttpExchange;
import tools.jackson.databind.JsonNode;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Writes answers on an exchange, whole and broken ones.
final class Answers {

    private Answers() {}

    static void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
        whole(exchange, status, "application/json; charset=utf-8", body.toString());
    }

    static void whole(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        var bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    /// Promises more than it sends, then hangs up.
    static void half(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write("{\"result\":{\"result\":{\"a".getBytes(UTF_8));
        exchange.getResponseBody().flush();
        exchange.close();
    }

    static void redirect(HttpExchange exchange, String base) throws IOException {
        exchange.getResponseHeaders().set("Location", base + exchange.getRequestURI());
        whole(exchange, 302, "text/html; charset=utf-8", "<html><body>This portal has moved.</body></html>");
    }
}
