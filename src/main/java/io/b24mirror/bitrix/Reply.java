package io.b24mirror.bitrix;

import tools.jackson.databind.JsonNode;

/// What came back over HTTP.
sealed interface Reply {

    /// A JSON object.
    record Json(int status, JsonNode body) implements Reply {}

    /// No usable answer, and why; the text names no address and quotes no body.
    ///
    /// @param reached
    ///            whether the request may have reached the server
    record Unusable(String reason, boolean reached) implements Reply {
        BitrixFailure toFailure() {
            return new BitrixFailure.Unavailable(reason, reached);
        }
    }
}
