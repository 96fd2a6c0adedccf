package io.b24mirror.bitrix;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The result of one [Call].
public sealed interface CallResult {

    /// The portal answered.
    ///
    /// @param value
    ///            the method's `result`; a JSON null where Bitrix24 says null, which is an answer too
    /// @param next
    ///            `start` of the next page of a list; null if there is none
    /// @param askedAt
    ///            when the request was sent: the answer is at least that recent
    record Answered(JsonNode value, @Nullable Integer next, Instant askedAt) implements CallResult {}

    /// The portal refused this call, or did not get to it.
    record Failed(BitrixFailure failure) implements CallResult {}
}
