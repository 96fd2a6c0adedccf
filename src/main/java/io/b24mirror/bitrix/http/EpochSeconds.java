package io.b24mirror.bitrix.http;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads times that Bitrix24 gives as epoch seconds, as a number or text. Ignores absurd ones.
public final class EpochSeconds {
    /// The year 5138, which every clock and database can represent.
    private static final long MAX = 100_000_000_000L;

    private EpochSeconds() {}

    /// Returns the time; null if there is none, or it makes no sense.
    public static @Nullable Instant read(JsonNode value) {
        long seconds = value.asLong(0);
        return seconds <= 0 || seconds > MAX ? null : Instant.ofEpochSecond(seconds);
    }
}
