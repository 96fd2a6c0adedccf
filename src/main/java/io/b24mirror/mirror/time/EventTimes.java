package io.b24mirror.mirror.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

/// When an event is: instants and what the clocks show, or for an all-day event its first and last day.
///
/// A series says when it begins and how long it takes: what it names as its end may be that of its last occurrence.
///
/// @param timeZone
///            the name that the portal gives; null for an all-day event
/// @param doubt
///            why the times are not certain; null where they are
public record EventTimes(boolean allDay, @Nullable Instant startsAt, @Nullable Instant endsAt,
        @Nullable LocalDate startDate, @Nullable LocalDate endDate, @Nullable String timeZone,
        @Nullable LocalDateTime localStart, @Nullable LocalDateTime localEnd, @Nullable String doubt) {

    /// Translates the times of an event, as far as they can be told from what is known of its portal.
    public static EventTimes of(JsonNode event, ServerClock clock) {
        var fields = new TimeFields(event);
        var order = RecordOrder.of(event, clock.order());
        var start = WallStart.of(fields, order.order(), clock);
        var doubts = doubts(fields, order, start);
        return fields.isAllDay()
                ? wholeDays(fields, order.order(), start, doubts)
                : timed(fields, order.order(), start, doubts);
    }

    /// Whether an event repeats.
    public static boolean isSeries(JsonNode event) {
        return new TimeFields(event).isSeries();
    }

    private static EventTimes wholeDays(TimeFields fields, DateOrder order, WallStart start, Set<TimeDoubt> doubts) {
        var first = start.time() == null ? null : start.time().toLocalDate();
        var last = first == null ? null : lastDay(fields, order, first);
        return new EventTimes(true, null, null, first, last, null, null, null, text(doubts));
    }

    private static LocalDate lastDay(TimeFields fields, DateOrder order, LocalDate first) {
        var written = fields.wall("TO", order);
        long days = WholeDays.in(fields.seconds());
        if (days > 0 && (fields.isSeries() || written == null)) {
            return first.plusDays(days - 1);
        }
        return written == null || written.toLocalDate().isBefore(first) ? first : written.toLocalDate();
    }

    private static EventTimes timed(TimeFields fields, DateOrder order, WallStart start, Set<TimeDoubt> doubts) {
        var zone = BitrixFields.text(fields.event(), "TZ_FROM");
        var begin = start.time() == null ? null : WallMoment.at(start.time(), fields.zone("FROM"));
        if (begin == null) {
            doubts.add(TimeDoubt.NO_TIME);
            return new EventTimes(false, null, null, null, null, zone, null, null, text(doubts));
        }
        var end = new TimedEnd(fields, order, begin).find();
        return new EventTimes(false, begin.instant(), end == null ? null : end.instant(), null, null, zone,
                begin.wall(), end == null ? null : end.wall(), text(doubts));
    }

    private static Set<TimeDoubt> doubts(TimeFields fields, RecordOrder order, WallStart start) {
        var doubts = EnumSet.noneOf(TimeDoubt.class);
        if (start.time() == null) {
            doubts.add(TimeDoubt.NO_TIME);
        }
        if (start.isReckoned()) {
            doubts.add(TimeDoubt.SERVER_OFFSET);
        }
        if (order.isGuess() && fields.dependOnTheOrder()) {
            doubts.add(TimeDoubt.DATE_ORDER);
        }
        if (!fields.isAllDay() && !(fields.zone("FROM").isKnown() && fields.zone("TO").isKnown())) {
            doubts.add(TimeDoubt.ZONE);
        }
        return doubts;
    }

    private static @Nullable String text(Set<TimeDoubt> doubts) {
        return doubts.isEmpty() ? null : doubts.stream().map(Enum::name).collect(Collectors.joining(","));
    }
}
