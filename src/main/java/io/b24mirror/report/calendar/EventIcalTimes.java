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

/// Translates the times of events to iCalendar: to local times of their zone if it is known.
///
/// @param zones
///            the zones that the file defines
record EventIcalTimes(CalendarZones zones) {
    private static final Pattern UNTIL = Pattern.compile("UNTIL=(\\d{4})(\\d{2})(\\d{2})");
    private static final String BEYOND_RFC_5545 = "SKIP=";

    /// A longer duration is not plausible.
    private static final Duration MAX_DURATION = Duration.ofDays(36_525);

    /// Whether a series has to be written by its dates: its zone is unknown, or its rule needs a keyword that few
    /// programs know.
    boolean needDates(Time time, Repetition repetition) {
        return repetition.rule().contains(BEYOND_RFC_5545)
                || (!time.allDay() && (time.startsAt() == null || zones.find(time.zone()) == null));
    }

    /// The start of an event that is not written by its dates; null if it never takes place, or at an unknown time.
    @Nullable
    IcalTime start(Entry entry) {
        var time = entry.time();
        if (entry.repetition() != null) {
            return entry.repetition().firstDay() == null ? null : on(entry.repetition().firstDay(), time);
        }
        if (time.allDay()) {
            return time.startDate() == null ? null : new IcalTime.Day(time.startDate());
        }
        return time.startsAt() == null ? null : IcalTime.of(time.startsAt(), zoneOfOnce(time));
    }

    /// UTC for an hour that clocks show twice, since a local time would mean the first one.
    private ZoneId zoneOfOnce(Time time) {
        var zone = zones.find(time.zone());
        return zone != null && isUnambiguous(zone, time.startsAt()) && isUnambiguous(zone, time.endsAt())
                ? zone
                : ZoneOffset.UTC;
    }

    private static boolean isUnambiguous(ZoneId zone, @Nullable Instant instant) {
        return instant == null || LocalDateTime.ofInstant(instant, zone).atZone(zone).toInstant().equals(instant);
    }

    /// The start of an occurrence on that day, at the time of day of the first one.
    IcalTime on(LocalDate day, Time first) {
        if (first.allDay()) {
            return new IcalTime.Day(day);
        }
        var zone = requireNonNull(zones.find(first.zone()));
        return IcalTime.at(day.atTime(timeOfDay(first, zone)), zone);
    }

    /// A series that begins in an hour that clocks skip that day takes place at that hour on other days.
    private static LocalTime timeOfDay(Time first, ZoneId zone) {
        return first.localStart() == null
                ? LocalDateTime.ofInstant(requireNonNull(first.startsAt()), zone).toLocalTime()
                : first.localStart().toLocalTime();
    }

    /// One of the dates of a series.
    IcalTime of(Place place, Time time) {
        if (place.startDate() != null) {
            return new IcalTime.Day(place.startDate());
        }
        var zone = zones.find(time.zone());
        return IcalTime.of(requireNonNull(place.startsAt()), zone == null ? ZoneOffset.UTC : zone);
    }

    /// The end; for whole days, the day after the last one. Null for an event without duration, since an end has to be
    /// later than the start.
    @Nullable
    IcalTime end(Entry entry, IcalTime start) {
        var length = length(entry);
        if (start instanceof IcalTime.Day) {
            return start.plus(days(length));
        }
        if (length.isZero()) {
            return null;
        }
        return entry.repetition() == null && start instanceof IcalTime.Clock(_, var zone)
                ? IcalTime.of(requireNonNull(entry.time().endsAt()), zone)
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
            return entry.seconds() > MAX_DURATION.toSeconds() ? Duration.ZERO : Duration.ofSeconds(entry.seconds());
        }
        if (time.startDate() != null && time.endDate() != null) {
            return Duration.ofDays(Math.max(0, ChronoUnit.DAYS.between(time.startDate(), time.endDate())) + 1);
        }
        return time.startsAt() == null || time.endsAt() == null || time.endsAt().isBefore(time.startsAt())
                ? Duration.ZERO
                : Duration.between(time.startsAt(), time.endsAt());
    }

    /// Adds the first day of the week, which programs otherwise take from their user's country, and writes the last day
    /// like the start: as a day, or as the moment of that day's occurrence in UTC.
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
