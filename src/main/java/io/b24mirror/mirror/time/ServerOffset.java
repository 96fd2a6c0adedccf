package io.b24mirror.mirror.time;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/// The distance of a portal's server from UTC, as the Unix time of an event shows it.
///
/// The texts of an event are rounded to the minute, its Unix times are not.
final class ServerOffset {
    private static final long EARLIEST = -Duration.ofHours(12).toSeconds();
    private static final long LATEST = Duration.ofHours(14).toSeconds();
    private static final long QUARTER = Duration.ofMinutes(15).toSeconds();
    private static final long TOLERANCE = Duration.ofMinutes(1).toSeconds();

    private ServerOffset() {}

    /// Whether any place on earth is so far from UTC.
    static boolean isPlausible(@Nullable Long seconds) {
        return seconds != null && seconds >= EARLIEST - TOLERANCE && seconds <= LATEST + TOLERANCE;
    }

    /// The distance in whole quarters of an hour; null if there is none such.
    static @Nullable Integer of(@Nullable Long seconds) {
        if (seconds == null || !isPlausible(seconds)) {
            return null;
        }
        long rounded = Math.round((double) seconds / QUARTER) * QUARTER;
        return Math.abs(seconds - rounded) <= TOLERANCE ? Math.toIntExact(rounded) : null;
    }
}
