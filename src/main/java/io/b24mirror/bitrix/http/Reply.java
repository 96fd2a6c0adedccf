package io.b24mirror.bitrix.http;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The reply to an HTTP request.
public sealed interface Reply {

    /// A JSON object.
    record Json(int status, JsonNode body) implements Reply {}

    /// A redirect, which is not followed.
    ///
    /// @param location
    ///            where to; null if the reply does not say, or names no address
    record Moved(int status, @Nullable URI location) implements Reply {
        /// Describes the redirect without its address.
        public String reason() {
            return "HTTP " + status + ": a redirect to another address";
        }
    }

    /// There is no usable answer. The reason names no address and quotes no body.
    ///
    /// @param reached
    ///            whether the request may have reached the server
    record Unusable(String reason, boolean reached) implements Reply {}
}
