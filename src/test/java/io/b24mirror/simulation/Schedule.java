package io.b24mirror.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// When an event takes place, read from its record: once, or again and again.
record Schedule(ZonedDateTime start, Duration length, boolean allDay, @Nullable Recurrence recurrence,
        Set<LocalDate> exceptions) {

    /// One time that an event takes place.
    record Occurrence(int index, ZonedDateTime start) {}

    static Schedule of(JsonNode event) {
        var allDay = Json.text(event.path("DT_SKIP_TIME")).equals("Y");
        var from = Json.number(event.path("DATE_FROM_TS_UTC"), 0);
        var until = Json.number(event.path("DATE_TO_TS_UTC"), from);
        var seconds = Json.number(event.path("DT_LENGTH"), until - from);
        return new Schedule(Instant.ofEpochSecond(from).atZone(zone(event, allDay)), Duration.ofSeconds(seconds),
                allDay, Recurrence.of(event.path("RRULE")),
                Formats.dates(Json.text(event.path("EXDATE"))).collect(Collectors.toSet()));
    }

    private static ZoneId zone(JsonNode event, boolean allDay) {
        var name = Json.text(event.path("TZ_FROM"));
        return allDay || name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
    }

    boolean repeats() {
        return recurrence != null;
    }

    /// The occurrences that touch the span from `from` to `to`.
    List<Occurrence> within(Instant from, Instant to) {
        if (recurrence == null) {
            return touches(start, from, to) ? List.of(new Occurrence(0, start)) : List.of();
        }
        return expand(recurrence, from, to);
    }

    private List<Occurrence> expand(Recurrence rule, Instant from, Instant to) {
        var occurrences = new ArrayList<Occurrence>();
        var index = 0;
        for (var date : (Iterable<LocalDate>) rule.dates(start.toLocalDate())::iterator) {
            var at = at(date);
            if (at.toInstant().isAfter(to)) {
                break;
            }
            if (!exceptions.contains(date) && touches(at, from, to)) {
                occurrences.add(new Occurrence(index, at));
            }
            index++;
        }
        return occurrences;
    }

    private ZonedDateTime at(LocalDate date) {
        LocalTime time = start.toLocalTime();
        return ZonedDateTime.of(date, time, start.getZone());
    }

    private boolean touches(ZonedDateTime at, Instant from, Instant to) {
        return !at.toInstant().isAfter(to) && !at.plus(lengthFrom(at)).toInstant().isBefore(from);
    }

    /// How long it takes if it begins then: the clock on the wall shows the same end, whatever was done to
    /// it meanwhile.
    Duration lengthFrom(ZonedDateTime at) {
        if (recurrence == null) {
            return length;
        }
        var end = at.toLocalDateTime().plus(length).atZone(at.getZone());
        return end.isBefore(at) ? length : Duration.between(at, end);
    }
}
