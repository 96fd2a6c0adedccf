package io.b24mirror.mirror.occurrence;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.time.DateOrder;
import io.b24mirror.mirror.time.DateTexts;
import io.b24mirror.mirror.time.EventZone;
import io.b24mirror.mirror.time.WholeDays;
import io.b24mirror.portal.MemberId;

/// An event as far as it says when it takes place: once, in a series, or as an occurrence of one that was changed and
/// therefore became an event of its own.
///
/// @param localStart
///            what the clock on the wall shows at its start, which a series keeps; null for an all-day event
/// @param rrule
///            the rule of a series
/// @param recurrenceId
///            the series that a changed occurrence belongs to; a series that continues another one has both
/// @param raw
///            the whole record, for what is written in the portal's locale
/// @param portalsOrder
///            the order of dates that an event of the portal proved last
public record ScheduledEvent(MemberId memberId, long eventId, @Nullable Instant startsAt, @Nullable Instant endsAt,
        boolean allDay, @Nullable LocalDate startDate, @Nullable LocalDate endDate,
        @Nullable LocalDateTime localStart, @Nullable Long durationSeconds, @Nullable JsonNode rrule,
        @Nullable Long recurrenceId, JsonNode raw, @Nullable DateOrder portalsOrder) {

    /// Whether it is a series, or belongs to one.
    boolean isRecurring() {
        return rrule != null || recurrenceId != null;
    }

    /// The zone in which it keeps its time of day. Days have none, so theirs is UTC.
    EventZone zone() {
        return allDay ? EventZone.UTC : EventZone.of(raw, "FROM");
    }

    /// The day on which it begins by its own clock.
    @Nullable
    LocalDate firstDay() {
        var start = wallStart();
        return start == null ? startDate : start.toLocalDate();
    }

    LocalTime timeOfDay() {
        var start = wallStart();
        return start == null ? LocalTime.MIDNIGHT : start.toLocalTime();
    }

    /// Rows of the release that did not keep it yet have just the instant.
    private @Nullable LocalDateTime wallStart() {
        return localStart != null || startsAt == null ? localStart : startsAt.atZone(zone().zone()).toLocalDateTime();
    }

    DateTexts texts() {
        return DateTexts.of(raw, portalsOrder);
    }

    /// When it begins on another day, at its time of day.
    ZonedDateTime startOn(LocalDate day) {
        return startsAt != null && day.equals(firstDay())
                ? startsAt.atZone(zone().zone())
                : day.atTime(timeOfDay()).atZone(zone().zone());
    }

    /// When it ends that begins on another day: for whole days the first one that is free again.
    ZonedDateTime endOn(LocalDate day) {
        return zone().end(day.atTime(timeOfDay()), length());
    }

    private Duration length() {
        return allDay ? Duration.ofDays(days()) : timedLength();
    }

    private long days() {
        long days = WholeDays.in(durationSeconds);
        return days > 0 || startDate == null || endDate == null || endDate.isBefore(startDate)
                ? Math.max(1, days)
                : endDate.toEpochDay() - startDate.toEpochDay() + 1;
    }

    private Duration timedLength() {
        if (durationSeconds != null && durationSeconds >= 0) {
            return Duration.ofSeconds(durationSeconds);
        }
        return startsAt != null && endsAt != null && endsAt.isAfter(startsAt)
                ? Duration.between(startsAt, endsAt)
                : Duration.ZERO;
    }
}
