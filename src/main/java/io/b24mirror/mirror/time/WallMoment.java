package io.b24mirror.mirror.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;

import org.jspecify.annotations.Nullable;

import io.b24mirror.mirror.json.BitrixFields;

/// An instant with what the clock on the wall is meant to show, which differs from what it shows where clocks skip
/// an hour.
record WallMoment(LocalDateTime wall, Instant instant) {

    /// Null outside the years 1900 to 9999.
    static @Nullable WallMoment of(LocalDateTime wall, ZonedDateTime moment) {
        return BitrixFields.isPlausible(moment.toInstant()) ? new WallMoment(wall, moment.toInstant()) : null;
    }

    static @Nullable WallMoment at(LocalDateTime wall, EventZone zone) {
        return of(wall, zone.at(wall));
    }

    static @Nullable WallMoment of(Instant instant, EventZone zone) {
        var moment = instant.atZone(zone.zone());
        return of(moment.toLocalDateTime(), moment);
    }
}
