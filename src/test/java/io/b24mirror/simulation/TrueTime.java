package io.b24mirror.simulation;

import java.time.Instant;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/// When an event, or one occurrence of it, truly takes place: moments, or whole days with the last one included.
///
/// @param index
///            which occurrence of a series it is, exceptions counted; 0 for the first
/// @param date
///            the date on which it begins, on the walls of its people
public record TrueTime(int index, LocalDate date, @Nullable Instant start, @Nullable Instant end,
        @Nullable LocalDate firstDay,
        @Nullable LocalDate lastDay) {

    static TrueTime timed(int index, LocalDate date, Instant start, Instant end) {
        return new TrueTime(index, date, start, end, null, null);
    }

    static TrueTime days(int index, LocalDate first, LocalDate last) {
        return new TrueTime(index, first, null, null, first, last);
    }

    public boolean allDay() {
        return firstDay != null;
    }

    /// Start and end as texts: `2026-03-03T10:00:00Z 2026-03-03T11:00:00Z` or `2026-03-03 2026-03-04`.
    @Override
    public String toString() {
        return firstDay != null ? firstDay + " " + lastDay : start + " " + end;
    }
}
