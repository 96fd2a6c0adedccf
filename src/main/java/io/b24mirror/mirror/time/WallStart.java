package io.b24mirror.mirror.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import static java.time.ZoneOffset.UTC;

/// What the clock on the wall shows when an event begins.
///
/// @param time
///            null where nothing says so
/// @param isReckoned
///            whether no text says so, but a Unix time and the server's distance from UTC
record WallStart(@Nullable LocalDateTime time, boolean isReckoned) {
    private static final int HALF_A_MINUTE = 30;

    static WallStart of(TimeFields fields, DateOrder order, ServerClock clock) {
        var formatted = fields.formatted("FROM");
        if (formatted != null) {
            return new WallStart(formatted, false);
        }
        var text = fields.text("FROM");
        return text == null ? reckoned(fields, clock) : new WallStart(text.in(order), false);
    }

    private static WallStart reckoned(TimeFields fields, ServerClock clock) {
        var stamp = fields.stamp("FROM");
        var server = stamp == null ? null : clock.offsetAt(LocalDate.ofInstant(stamp, UTC));
        return stamp == null || server == null
                ? new WallStart(null, false)
                : new WallStart(wall(fields, stamp, server), true);
    }

    private static LocalDateTime wall(TimeFields fields, Instant stamp, int server) {
        var rounded = stamp.plusSeconds(HALF_A_MINUTE).truncatedTo(ChronoUnit.MINUTES);
        var onTheServer = LocalDateTime.ofInstant(rounded, UTC).plusSeconds(server);
        return onTheServer.plusSeconds(fields.offset(onTheServer).getTotalSeconds());
    }
}
