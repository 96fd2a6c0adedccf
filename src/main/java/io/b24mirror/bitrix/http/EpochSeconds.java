package io.b24mirror.bitrix.http;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the moments that Bitrix24 tells as seconds of the epoch, as number or text, and believes no absurd ones.
public final class EpochSeconds {
    /// The year 5138, which every clock and database can tell.
    private static final long MAX = 100_000_000_000L;

    private EpochSeconds() {}

    public static @Nullable Instant read(JsonNode value) {
        long seconds = value.asLong(0);
        return seconds <= 0 || seconds > MAX ? null : Instant.ofEpochSecond(seconds);
    }
}
