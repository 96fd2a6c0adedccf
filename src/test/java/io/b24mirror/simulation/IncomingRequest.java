package io.b24mirror.simulation;

import java.io.IOException;
import java.util.Locale;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

import static java.nio.charset.StandardCharsets.UTF_8;

/// A request as it arrived, its body read as JSON or as a form.
///
/// @param problem
///            what makes the body unreadable, if anything
record IncomingRequest(String httpMethod, String path, ObjectNode query, ObjectNode body, String userAgent,
        String bearer, int bytes, @Nullable String problem) {

    static IncomingRequest read(HttpExchange exchange) throws IOException {
        var bytes = exchange.getRequestBody().readAllBytes();
        var headers = exchange.getRequestHeaders();
        var uri = exchange.getRequestURI();
        var query = Json.object();
        var type = String.valueOf(headers.getFirst("Content-Type")).toLowerCase(Locale.ROOT);
        var body = Json.object();
        String problem = null;
        try {
            query = uri.getRawQuery() == null ? query : PhpForm.parse(uri.getRawQuery());
            body = parse(new String(bytes, UTF_8), type);
        } catch (JacksonException | IllegalArgumentException unreadable) {
            problem = String.valueOf(unreadable.getMessage());
        }
        return new IncomingRequest(exchange.getRequestMethod(), uri.getPath(), query, body,
                header(headers.getFirst("User-Agent")), bearer(header(headers.getFirst("Authorization"))), bytes.length,
                problem);
    }

    private static ObjectNode parse(String body, String contentType) {
        if (body.isBlank()) {
            return Json.object();
        }
        if (contentType.startsWith("application/json")) {
            return Json.MAPPER.readTree(body) instanceof ObjectNode object ? object : Json.object();
        }
        if (contentType.startsWith("application/x-www-form-urlencoded")) {
            return PhpForm.parse(body);
        }
        throw new IllegalArgumentException("A body of type " + contentType);
    }

    private static String header(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String bearer(String authorization) {
        return authorization.regionMatches(true, 0, "Bearer ", 0, 7) ? authorization.substring(7).strip() : "";
    }

    /// The access token: the header wins over `auth` and `access_token` in the body.
    String token() {
        if (!bearer.isEmpty()) {
            return bearer;
        }
        var auth = Json.text(body.path("auth"));
        return auth.isEmpty() ? Json.text(body.path("access_token")) : auth;
    }

    /// Query and body together, the body first.
    ObjectNode parameters() {
        var all = query.deepCopy();
        all.setAll(body);
        return all;
    }
}
