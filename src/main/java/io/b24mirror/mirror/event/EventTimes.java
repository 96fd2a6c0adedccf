package io.b24mirror.mirror.event;

import java.time.Instant;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.Lenient;

import static java.time.ZoneOffset.UTC;

/// When an event is: instants, or for an all-day event its first and last day.
///
/// Only the Unix times are read; `DATE_FROM` and its like are texts in the portal's locale. Those of an all-day event
/// are midnight UTC of its days.
record EventTimes(boolean allDay, @Nullable Instant startsAt, @Nullable Instant endsAt, @Nullable LocalDate startDate,
        @Nullable LocalDate endDate) {
    static EventTimes of(JsonNode event) {
        var from = Lenient.unixTime(event, "DATE_FROM_TS_UTC");
        var to = Lenient.unixTime(event, "DATE_TO_TS_UTC");
        return Lenient.isYes(event, "DT_SKIP_TIME")
                ? new EventTimes(true, null, null, date(from), date(to))
                : new EventTimes(false, from, to, null, null);
    }

    private static @Nullable LocalDate date(@Nullable Instant midnight) {
        return midnight == null ? null : LocalDate.ofInstant(midnight, UTC);
    }
}
