package io.b24mirror.mirror.time;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

/// The time zone of an event, or of its end.
///
/// Without a name it is UTC. Bitrix24 lets through what is no name of a zone: then the distance from UTC that it gives
/// beside counts, which is that at the start.
///
/// @param offset
///            the distance from UTC that the portal gives, right but for an hour around changes of clocks
/// @param isKnown
///            whether the name is that of a zone
public record EventZone(ZoneId zone, @Nullable ZoneOffset offset, boolean isKnown) {
    /// That of days, which have none.
    public static final EventZone UTC = new EventZone(ZoneOffset.UTC, null, true);

    /// What `ZoneId` takes for a zone, too, but is a name of the library that writes calendars.
    private static final Pattern FOREIGN = Pattern.compile("(?i)ical4j.*");

    /// Reads `TZ_FROM` and `TZ_OFFSET_FROM`, or those of the end.
    ///
    /// @param edge
    ///            `FROM` or `TO`
    public static EventZone of(JsonNode event, String edge) {
        var name = BitrixFields.text(event, "TZ_" + edge);
        var offset = offset(event, edge);
        if (name == null || name.isBlank()) {
            return edge.equals("TO") ? of(event, "FROM") : UTC;
        }
        var zone = zone(name.strip());
        if (zone != null) {
            return new EventZone(zone, offset, true);
        }
        return new EventZone(offset == null ? ZoneOffset.UTC : offset, offset, false);
    }

    private static @Nullable ZoneId zone(String name) {
        try {
            return FOREIGN.matcher(name).matches() ? null : ZoneId.of(name);
        } catch (DateTimeException unknown) {
            return null;
        }
    }

    private static @Nullable ZoneOffset offset(JsonNode event, String edge) {
        var seconds = BitrixFields.number(event, "TZ_OFFSET_" + edge);
        return seconds == null || Math.abs(seconds) > ZoneOffset.MAX.getTotalSeconds()
                ? null
                : ZoneOffset.ofTotalSeconds(seconds.intValue());
    }

    /// When the clock shows a time. One that it skips is later by as much; of one that it shows twice, the portal's
    /// distance from UTC tells which is meant, else it is the earlier.
    public ZonedDateTime at(LocalDateTime wall) {
        return ZonedDateTime.ofLocal(wall, zone, offset);
    }

    /// When something ends that takes a time by the clock on the wall: a night shift ends at six, whatever happens to
    /// the clock that night. Where that is not after its beginning, since the clock was set, it takes that time.
    public ZonedDateTime end(LocalDateTime start, Duration length) {
        var begin = at(start);
        var end = ZonedDateTime.of(start.plus(length), zone);
        return end.isAfter(begin) || length.isZero() ? end : begin.plus(length);
    }

    ZoneOffset portalOffset(LocalDateTime wall) {
        return offset == null ? at(wall).getOffset() : offset;
    }
}
