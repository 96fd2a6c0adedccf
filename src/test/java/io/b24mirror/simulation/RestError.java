package io.b24mirror.simulation;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An answer of Bitrix24 that reports a failure.
final class RestError extends RuntimeException {

    private final int status;
    private final String code;
    private final String description;
    private final @Nullable Instant resetAt;

    RestError(int status, String code, String description) {
        this(status, code, description, null);
    }

    RestError(int status, String code, String description, @Nullable Instant resetAt) {
        super("%d %s: %s".formatted(status, code, description));
        this.status = status;
        this.code = code;
        this.description = description;
        this.resetAt = resetAt;
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

    @Nullable
    Instant resetAt() {
        return resetAt;
    }

    ObjectNode body() {
        return Json.object().put("error", code).put("error_description", description);
    }
}
