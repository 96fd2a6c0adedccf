package io.b24mirror.mirror.event;

import java.time.Duration;
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
///
/// A series says when it begins and how long it takes. Its `DATE_TO_TS_UTC` is the end of the first time in Bitrix24's
/// documentation, and that of the whole series in its database.
record EventTimes(boolean allDay, @Nullable Instant startsAt, @Nullable Instant endsAt, @Nullable LocalDate startDate,
        @Nullable LocalDate endDate) {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration CHANGE_OF_CLOCKS = Duration.ofHours(3);

    /// Whatever is longer is no length.
    private static final Duration LONGEST = Duration.ofDays(36_525);

    static EventTimes of(JsonNode event) {
        var from = Lenient.unixTime(event, "DATE_FROM_TS_UTC");
        var to = Lenient.unixTime(event, "DATE_TO_TS_UTC");
        boolean allDay = Lenient.isYes(event, "DT_SKIP_TIME");
        var end = isSeries(event) ? endOfTheFirst(from, to, Lenient.number(event, "DT_LENGTH"), allDay) : to;
        return allDay
                ? new EventTimes(true, null, null, date(from), date(end))
                : new EventTimes(false, from, end, null, null);
    }

    static boolean isSeries(JsonNode event) {
        return event.path("RRULE").isObject() && !event.path("RRULE").isEmpty();
    }

    private static @Nullable Instant endOfTheFirst(@Nullable Instant from, @Nullable Instant to, @Nullable Long seconds,
            boolean allDay) {
        if (from == null || seconds == null || !isLength(seconds, allDay)) {
            return to;
        }
        var end = from.plusSeconds(allDay ? seconds - DAY.toSeconds() : seconds);
        return Lenient.isPlausible(end) && (to == null || differs(end, to)) ? end : to;
    }

    /// Whole days are counted from midnight to midnight.
    private static boolean isLength(long seconds, boolean allDay) {
        return seconds >= 0 && seconds <= LONGEST.toSeconds()
                && (!allDay || (seconds > 0 && seconds % DAY.toSeconds() == 0));
    }

    /// By more than a change of clocks, which a length on the clock does not count.
    private static boolean differs(Instant end, Instant to) {
        return Duration.between(end, to).abs().compareTo(CHANGE_OF_CLOCKS) > 0;
    }

    private static @Nullable LocalDate date(@Nullable Instant midnight) {
        return midnight == null ? null : LocalDate.ofInstant(midnight, UTC);
    }
}
