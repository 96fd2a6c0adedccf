package io.b24mirror.mirror.time;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// When an event ends that has a time of day.
///
/// @param start
///            when it begins
record TimedEnd(TimeFields fields, DateOrder order, WallMoment start) {

    /// Null where nothing says so.
    @Nullable
    WallMoment find() {
        var seconds = fields.seconds();
        if (fields.isSeries() && seconds != null) {
            return ofSeries(Duration.ofSeconds(seconds));
        }
        var written = written();
        if (written != null && (written.instant().isAfter(start.instant()) || isNoLength(seconds))) {
            return written;
        }
        return seconds == null ? byStamps() : after(Duration.ofSeconds(seconds));
    }

    private static boolean isNoLength(@Nullable Long seconds) {
        return seconds == null || seconds == 0;
    }

    private @Nullable WallMoment ofSeries(Duration length) {
        var zone = fields.zone("FROM");
        return WallMoment.of(start.wall().plus(length), zone.end(start.wall(), length));
    }

    /// An end before the beginning is none.
    private @Nullable WallMoment written() {
        var wall = fields.wall("TO", order);
        var written = wall == null ? null : WallMoment.at(wall, fields.zone("TO"));
        return written == null || written.instant().isBefore(start.instant()) ? null : written;
    }

    private @Nullable WallMoment after(Duration length) {
        return WallMoment.of(start.instant().plus(length), fields.zone("TO"));
    }

    /// Both Unix times are off by the same, unless the server's clock changes between them.
    private @Nullable WallMoment byStamps() {
        var from = fields.stamp("FROM");
        var to = fields.stamp("TO");
        return fields.isSeries() || from == null || to == null || to.isBefore(from)
                ? null
                : after(minutes(from, to));
    }

    private static Duration minutes(Instant from, Instant to) {
        return Duration.ofMinutes(Math.round(Duration.between(from, to).toSeconds() / 60.0));
    }
}
