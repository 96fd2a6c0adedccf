package io.b24mirror.mirror.occurrence;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;

import org.jspecify.annotations.Nullable;

import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.portal.MemberId;

/// One time that an event takes place; its components are the columns of its table.
///
/// @param number
///            which one of its series, the first being 0; those that are left out count, too
/// @param originalStartsAt
///            when a changed occurrence would have begun by the rule of its series
record Occurrence(MemberId memberId, long eventId, int number, @Nullable Instant startsAt, @Nullable Instant endsAt,
        @Nullable LocalDate startDate, @Nullable LocalDate endDate, @Nullable Instant originalStartsAt,
        @Nullable LocalDate originalStartDate) {
    private static final LocalDate LATEST = LocalDate.of(9999, 12, 31);

    /// @throws DateTimeException
    ///             if it ends after the year 9999
    Occurrence {
        if ((endsAt != null && !BitrixFields.isPlausible(endsAt)) || (endDate != null && endDate.isAfter(LATEST))) {
            throw new DateTimeException("it ends after the year 9999");
        }
    }

    /// The event as it is.
    static Occurrence once(ScheduledEvent event) {
        return new Occurrence(event.memberId(), event.eventId(), 0, event.startsAt(), event.endsAt(),
                event.startDate(), event.endDate(), null, null);
    }

    /// The event at another time.
    static Occurrence at(ScheduledEvent event, int number, ZonedDateTime start, ZonedDateTime end) {
        return event.allDay()
                ? new Occurrence(event.memberId(), event.eventId(), number, null, null, start.toLocalDate(),
                        end.toLocalDate().minusDays(1), null, null)
                : new Occurrence(event.memberId(), event.eventId(), number, start.toInstant(), end.toInstant(), null,
                        null, null, null);
    }

    Occurrence insteadOf(LocalDate day, @Nullable Instant start) {
        return new Occurrence(memberId, eventId, number, startsAt, endsAt, startDate, endDate, start, day);
    }
}
