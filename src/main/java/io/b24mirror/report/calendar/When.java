package io.b24mirror.report.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;
import java.util.List;

import net.fortuna.ical4j.model.ParameterList;
import net.fortuna.ical4j.model.parameter.TzId;
import net.fortuna.ical4j.model.parameter.Value;

/// When something is, as iCalendar writes it.
///
/// Never a moment in a zone: ical4j would work out by its own rules what the clock shows, and brings back abolished
/// summer times, Moscow's among them.
sealed interface When {
    int LAST_YEAR = 9999;

    /// A whole day.
    record Day(LocalDate day) implements When {
        @Override
        public Temporal temporal() {
            return day;
        }

        @Override
        public ParameterList parameters() {
            return new ParameterList(List.of(Value.DATE));
        }

        @Override
        public LocalDate date() {
            return day;
        }

        @Override
        public Instant instant() {
            return day.atStartOfDay(ZoneOffset.UTC).toInstant();
        }

        @Override
        public When plus(Duration length) {
            return new Day(day.plusDays(length.toDays()));
        }
    }

    /// What the clock shows in a zone that the file defines. Of a time that it shows twice, the first is meant; one
    /// that it skips is as much later (RFC 5545, 3.3.5).
    record Clock(LocalDateTime time, ZoneId zone) implements When {
        @Override
        public Temporal temporal() {
            return time;
        }

        @Override
        public ParameterList parameters() {
            return new ParameterList(List.of(new TzId(zone.getId())));
        }

        @Override
        public LocalDate date() {
            return time.toLocalDate();
        }

        @Override
        public When plus(Duration length) {
            return new Clock(time.plus(length), zone);
        }

        @Override
        public Instant instant() {
            return time.atZone(zone).toInstant();
        }
    }

    /// A moment, in UTC.
    record Moment(Instant instant) implements When {
        @Override
        public Temporal temporal() {
            return instant;
        }

        @Override
        public ParameterList parameters() {
            return new ParameterList();
        }

        @Override
        public LocalDate date() {
            return LocalDate.ofInstant(instant, ZoneOffset.UTC);
        }

        @Override
        public When plus(Duration length) {
            return new Moment(instant.plus(length));
        }
    }

    /// What the clock of a zone shows; that of UTC needs no definition.
    static When at(LocalDateTime time, ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? new Moment(time.toInstant(ZoneOffset.UTC)) : new Clock(time, zone);
    }

    /// A moment as the clock of a zone shows it.
    static When of(Instant instant, ZoneId zone) {
        return at(LocalDateTime.ofInstant(instant, zone), zone);
    }

    /// What is written behind the property's name.
    Temporal temporal();

    ParameterList parameters();

    When plus(Duration length);

    /// Whether it comes later than another one of its kind. The clock may show a later time, but not yet the time
    /// itself: where it skips an hour, or shows one twice.
    default boolean isAfter(When other) {
        return instant().isAfter(other.instant());
    }

    Instant instant();

    /// The day that it is on.
    LocalDate date();

    /// Whether it has a year of four digits, as iCalendar wants it.
    default boolean isWritable() {
        return date().getYear() >= 1 && date().getYear() <= LAST_YEAR;
    }
}
