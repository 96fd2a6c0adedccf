package io.b24mirror.report.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.b24mirror.report.calendar.CalendarEntries.Entry;
import io.b24mirror.report.calendar.CalendarEntries.Place;
import io.b24mirror.report.calendar.CalendarEntries.Repetition;
import io.b24mirror.report.calendar.CalendarEntries.Time;

import static java.util.Objects.requireNonNull;

/// When the events of a calendar are, as iCalendar has it: by the clock of their zone where that is known.
///
/// @param zones
///            those that the file defines
record EntryTimes(CalendarZones zones) {
    private static final Pattern UNTIL = Pattern.compile("UNTIL=(\\d{4})(\\d{2})(\\d{2})");
    private static final String BEYOND_RFC_5545 = "SKIP=";

    /// Whatever is longer is no length.
    private static final Duration LONGEST = Duration.ofDays(36_525);

    /// Whether the rule of a series cannot be told: nobody knows its zone, or it needs words that few programs know.
    boolean needDates(Time time, Repetition repetition) {
        return repetition.rule().contains(BEYOND_RFC_5545)
                || (!time.allDay() && (time.startsAt() == null || zones.find(time.zone()) == null));
    }

    /// When an event begins that needs no dates; null if it never does, or nobody says when.
    @Nullable
    When start(Entry entry) {
        var time = entry.time();
        if (entry.repetition() != null) {
            return entry.repetition().firstDay() == null ? null : on(entry.repetition().firstDay(), time);
        }
        if (time.allDay()) {
            return time.startDate() == null ? null : new When.Day(time.startDate());
        }
        return time.startsAt() == null ? null : When.of(time.startsAt(), zoneOfOnce(time));
    }

    /// An hour that the clock shows twice is told in UTC: the clock would mean the first one.
    private ZoneId zoneOfOnce(Time time) {
        var zone = zones.find(time.zone());
        return zone != null && isToldBy(zone, time.startsAt()) && isToldBy(zone, time.endsAt()) ? zone : ZoneOffset.UTC;
    }

    private static boolean isToldBy(ZoneId zone, @Nullable Instant instant) {
        return instant == null || LocalDateTime.ofInstant(instant, zone).atZone(zone).toInstant().equals(instant);
    }

    /// What takes place on that day, if it begins when the first one does.
    When on(LocalDate day, Time first) {
        if (first.allDay()) {
            return new When.Day(day);
        }
        var zone = requireNonNull(zones.find(first.zone()));
        return When.at(day.atTime(timeOfDay(first, zone)), zone);
    }

    /// A series that begins in an hour that clocks skip takes place at that hour on the other days.
    private static LocalTime timeOfDay(Time first, ZoneId zone) {
        return first.localStart() == null
                ? LocalDateTime.ofInstant(requireNonNull(first.startsAt()), zone).toLocalTime()
                : first.localStart().toLocalTime();
    }

    /// One of the dates by which a series is told.
    When of(Place place, Time time) {
        if (place.startDate() != null) {
            return new When.Day(place.startDate());
        }
        var zone = zones.find(time.zone());
        return When.of(requireNonNull(place.startsAt()), zone == null ? ZoneOffset.UTC : zone);
    }

    /// When it ends: for whole days the first one that is free again. Null for what takes no time, since an end has to
    /// be later than its beginning.
    @Nullable
    When end(Entry entry, When start) {
        var length = length(entry);
        if (start instanceof When.Day) {
            return start.plus(days(length));
        }
        if (length.isZero()) {
            return null;
        }
        return entry.repetition() == null && start instanceof When.Clock(_, var zone)
                ? When.of(requireNonNull(entry.time().endsAt()), zone)
                : start.plus(length);
    }

    /// Bitrix24 counts whole days by the seconds between midnights of its server, one of which may be an hour longer
    /// or shorter.
    private static Duration days(Duration length) {
        return Duration.ofDays(Math.max(1, Math.round(length.toMinutes() / (double) Duration.ofDays(1).toMinutes())));
    }

    Duration length(Entry entry) {
        var time = entry.time();
        if (entry.repetition() != null && entry.seconds() != null && entry.seconds() >= 0) {
            return entry.seconds() > LONGEST.toSeconds() ? Duration.ZERO : Duration.ofSeconds(entry.seconds());
        }
        if (time.startDate() != null && time.endDate() != null) {
            return Duration.ofDays(Math.max(0, ChronoUnit.DAYS.between(time.startDate(), time.endDate())) + 1);
        }
        return time.startsAt() == null || time.endsAt() == null || time.endsAt().isBefore(time.startsAt())
                ? Duration.ZERO
                : Duration.between(time.startsAt(), time.endsAt());
    }

    /// With the week's first day, which programs otherwise take from their user's country; and with its last day as
    /// what the beginning is: a day, or the moment of that day's occurrence in UTC.
    String rule(Time time, Repetition repetition) {
        var rule = repetition.rule().replace("FREQ=WEEKLY", "FREQ=WEEKLY;WKST=MO");
        var until = UNTIL.matcher(rule);
        if (time.allDay() || !until.find()) {
            return rule;
        }
        var day = LocalDate.of(Integer.parseInt(until.group(1)), Integer.parseInt(until.group(2)),
                Integer.parseInt(until.group(3)));
        return until.replaceFirst("UNTIL=" + on(day, time).instant().toString().replaceAll("[-:]", ""));
    }
}
