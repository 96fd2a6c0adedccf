package io.b24mirror.bitrix;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What one [Call] came to.
public sealed interface CallResult {

    /// The portal answered.
    ///
    /// @param value
    ///            the method's `result`; a JSON null where Bitrix24 says null, which is an answer too
    /// @param next
    ///            `start` of the following page of a list, where there is one
    /// @param askedAt
    ///            when the request left, so that the record cannot be older than that
    record Answered(JsonNode value, @Nullable Integer next, Instant askedAt) implements CallResult {}

    /// The portal refused this call, or never got to it.
    record Failed(BitrixFailure failure) implements CallResult {}
}
