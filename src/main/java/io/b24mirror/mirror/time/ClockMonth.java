package io.b24mirror.mirror.time;

import java.time.Instant;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

import io.b24mirror.mirror.time.ServerClock.Stretch;

/// What the events of a portal that start in one month show of its clock; its components are the columns of its table.
///
/// @param month
///            its first day
/// @param offsetSeconds
///            the server's distance from UTC; a month in which clocks change has two of them
/// @param firstDate
///            when the first of these events starts
/// @param dateOrder
///            the order of dates that one of them proved last
/// @param readings
///            how many readings of events showed it
/// @param lastSeenAt
///            when the newest of these readings left
record ClockMonth(LocalDate month, int offsetSeconds, LocalDate firstDate, LocalDate lastDate,
        @Nullable DateOrder dateOrder, long readings, Instant lastSeenAt) {

    static ClockMonth of(LocalDate date, int offset, @Nullable DateOrder order, Instant seenAt) {
        return new ClockMonth(date.withDayOfMonth(1), offset, date, date, order, 1, seenAt);
    }

    boolean isSameAs(ClockMonth other) {
        return month.equals(other.month) && offsetSeconds == other.offsetSeconds;
    }

    /// Both together.
    ClockMonth and(ClockMonth other) {
        boolean isNewer = other.lastSeenAt.isAfter(lastSeenAt);
        return new ClockMonth(month, offsetSeconds, earlier(firstDate, other.firstDate),
                later(lastDate, other.lastDate), isNewer ? order(other, this) : order(this, other),
                readings + other.readings, isNewer ? other.lastSeenAt : lastSeenAt);
    }

    private static @Nullable DateOrder order(ClockMonth newer, ClockMonth older) {
        return newer.dateOrder == null ? older.dateOrder : newer.dateOrder;
    }

    /// Whether it says no more than the other one, but for counting.
    boolean isCoveredBy(ClockMonth other) {
        return isSameAs(other) && !firstDate.isBefore(other.firstDate) && !lastDate.isAfter(other.lastDate)
                && (dateOrder == null || dateOrder == other.dateOrder);
    }

    /// Whether another one speaks of the same days; one day is that on which the clock is set.
    boolean contradicts(ClockMonth other) {
        return month.equals(other.month) && offsetSeconds != other.offsetSeconds
                && later(firstDate, other.firstDate).isBefore(earlier(lastDate, other.lastDate));
    }

    Stretch stretch() {
        return new Stretch(offsetSeconds, firstDate, lastDate);
    }

    private static LocalDate earlier(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? one : other;
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }
}
