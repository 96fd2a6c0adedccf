package io.b24mirror.simulation;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An answer of Bitrix24 that reports a failure.
final class RestError extends RuntimeException {

    private final int status;
    private final String code;
    private final @Nullable String description;

    RestError(int status, String code, @Nullable String description) {
        super("%d %s: %s".formatted(status, code, description));
        this.status = status;
        this.code = code;
        this.description = description;
    }

    /// The authorization server mostly leaves it at a code.
    static RestError wordless(int status, String code) {
        return new RestError(status, code, null);
    }

    /// Calendar and comment methods report what is wrong in words only.
    static RestError nameless(String description) {
        return new RestError(400, "", description);
    }

    static RestError accessDenied(String description) {
        return new RestError(403, "ACCESS_DENIED", description);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    /// Two keys at most: only successes tell the time and what it took.
    ObjectNode body() {
        var body = Json.object().put("error", code);
        return description == null ? body : body.put("error_description", description);
    }
}
