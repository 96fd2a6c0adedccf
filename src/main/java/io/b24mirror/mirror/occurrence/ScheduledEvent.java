package io.b24mirror.mirror.occurrence;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.Lenient;
import io.b24mirror.portal.MemberId;

/// An event as far as it says when it takes place: once, in a series, or as an occurrence of one that was changed and
/// therefore became an event of its own.
///
/// @param rrule
///            the rule of a series
/// @param recurrenceId
///            the series that a changed occurrence belongs to; a series that continues another one has both
/// @param raw
///            the whole record, for what is written in the portal's locale
public record ScheduledEvent(MemberId memberId, long eventId, @Nullable Instant startsAt, @Nullable Instant endsAt,
        boolean allDay, @Nullable LocalDate startDate, @Nullable LocalDate endDate, @Nullable String timeZone,
        @Nullable Long durationSeconds, @Nullable JsonNode rrule, @Nullable Long recurrenceId, JsonNode raw) {

    /// Whether it is a series, or belongs to one.
    boolean isRecurring() {
        return rrule != null || recurrenceId != null;
    }

    /// The zone in which it keeps its time of day. Days have none, so theirs is UTC.
    ZoneId zone() {
        if (allDay) {
            return ZoneOffset.UTC;
        }
        try {
            return timeZone == null ? offset() : ZoneId.of(timeZone);
        } catch (DateTimeException noZone) {
            return offset();
        }
    }

    private ZoneOffset offset() {
        var seconds = Lenient.number(raw, "TZ_OFFSET_FROM");
        return seconds == null || Math.abs(seconds) > ZoneOffset.MAX.getTotalSeconds()
                ? ZoneOffset.UTC
                : ZoneOffset.ofTotalSeconds(seconds.intValue());
    }

    /// The day on which it begins, in its own zone.
    @Nullable
    LocalDate firstDay() {
        return startsAt == null ? startDate : LocalDate.ofInstant(startsAt, zone());
    }

    Duration length() {
        if (durationSeconds != null && durationSeconds >= 0) {
            return Duration.ofSeconds(durationSeconds);
        }
        if (startsAt != null && endsAt != null && endsAt.isAfter(startsAt)) {
            return Duration.between(startsAt, endsAt);
        }
        return startDate != null && endDate != null && endDate.isAfter(startDate)
                ? Duration.ofDays(endDate.toEpochDay() - startDate.toEpochDay() + 1)
                : Duration.ZERO;
    }
}
