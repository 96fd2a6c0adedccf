package io.b24mirror.simulation;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.simulation.EventDraft.WallTime;
import io.b24mirror.simulation.StoredTime.Days;
import io.b24mirror.simulation.StoredTime.Timed;

/// Works out what the server stores of a draft, and reads it back from records that a test placed.
record StoredTimes(Formats formats) {

    /// @param before
    ///            the time that stays where the draft names none; a change drops its seconds
    StoredTime of(EventDraft draft, @Nullable StoredTime before) {
        var server = formats.server();
        if (draft.firstDay != null && draft.lastDay != null) {
            return Days.of(draft.firstDay, draft.lastDay, server);
        }
        var walls = draft.times;
        if (walls != null) {
            return timed(walls, draft.seconds);
        }
        return before instanceof Timed timed ? timed.withoutSeconds() : Objects.requireNonNull(before, "no time");
    }

    /// Texts are rounded to the minute. What is off is left in the stamps.
    private Timed timed(WallTime walls, int seconds) {
        var start = minute(walls.start());
        var off = seconds + (int) Duration.between(start, walls.start()).toSeconds();
        return Timed.of(start, minute(walls.end()), zone(walls, walls.zone()), zone(walls, walls.endZone()), off,
                formats.server());
    }

    private String zone(WallTime walls, String name) {
        return walls.imported() ? name : ZoneText.kept(name, formats.server());
    }

    private static LocalDateTime minute(LocalDateTime wall) {
        return wall.plusSeconds(30).truncatedTo(ChronoUnit.MINUTES);
    }

    /// Reads a record of this portal by its texts, which are wall times. Stamps serve only where there is no text.
    Schedule read(JsonNode event) {
        return new Schedule(time(event), Recurrence.of(event.path("RRULE"), formats.dates()),
                formats.dates(Json.text(event.path("EXDATE"))).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private StoredTime time(JsonNode event) {
        var start = wall(event, "FROM");
        var end = wall(event, "TO");
        var length = Json.number(event.path("DT_LENGTH"), 0);
        if (Json.text(event.path("DT_SKIP_TIME")).equals("Y")) {
            return new Days(start.toLocalDate(), end.toLocalDate(), length);
        }
        return new Timed(start, end, zone(event, "FROM"), zone(event, "TO"), length, 0);
    }

    private static ZoneText zone(JsonNode event, String which) {
        return new ZoneText(Json.text(event.path("TZ_" + which)),
                (int) Json.number(event.path("TZ_OFFSET_" + which), 0));
    }

    private LocalDateTime wall(JsonNode event, String which) {
        var formatted = Json.text(event.path("DATE_" + which + "_FORMATTED"));
        if (!formatted.isEmpty()) {
            return Formats.readLong(formatted);
        }
        try {
            return formats.dates().readTime(Json.text(event.path("DATE_" + which)));
        } catch (DateTimeException _) {
            return fromStamp(event, which);
        }
    }

    private LocalDateTime fromStamp(JsonNode event, String which) {
        var stamp = Json.number(event.path("DATE_" + which + "_TS_UTC"), 0);
        return formats.serverWall(Instant.ofEpochSecond(stamp + zone(event, which).offset()));
    }
}
