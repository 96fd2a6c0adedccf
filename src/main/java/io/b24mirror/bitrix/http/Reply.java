package io.b24mirror.bitrix.http;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What came back over HTTP.
public sealed interface Reply {

    /// A JSON object.
    record Json(int status, JsonNode body) implements Reply {}

    /// A redirect, which is not followed.
    ///
    /// @param location
    ///            where to; absent if it says nothing that makes sense
    record Moved(int status, @Nullable URI location) implements Reply {
        public String reason() {
            return "HTTP " + status + ": a redirect to another address";
        }
    }

    /// No usable answer, and why; the text names no address and quotes no body.
    ///
    /// @param reached
    ///            whether the request may have reached the server
    record Unusable(String reason, boolean reached) implements Reply {}
}
