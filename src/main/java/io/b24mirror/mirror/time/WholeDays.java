package io.b24mirror.mirror.time;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/// Lengths of all-day events. Bitrix24 counts the seconds between midnights of the server, so a change of clocks makes
/// one of the days an hour longer or shorter: 255,600 s are three days, and so are 262,800 s.
public final class WholeDays {
    private static final double DAY = Duration.ofDays(1).toSeconds();

    private WholeDays() {}

    /// The days that a length stands for, the last one included; 0 if it is none.
    public static long in(@Nullable Long seconds) {
        return seconds == null || seconds <= 0 ? 0 : Math.max(1, Math.round(seconds / DAY));
    }
}
