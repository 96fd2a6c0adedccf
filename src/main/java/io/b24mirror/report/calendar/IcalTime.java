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

/// A time as iCalendar writes it.
///
/// It is never a moment in a zone: ical4j would compute the local time by rules of its own, which bring back abolished
/// summer times such as Moscow's.
sealed interface IcalTime {
    int LAST_YEAR = 9999;

    /// A whole day.
    record Day(LocalDate day) implements IcalTime {
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
        public IcalTime plus(Duration length) {
            return new Day(day.plusDays(length.toDays()));
        }
    }

    /// A local time in a zone that the file defines. A time that occurs twice means the first one; a skipped time means
    /// one as much later (RFC 5545, 3.3.5).
    record Clock(LocalDateTime time, ZoneId zone) implements IcalTime {
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
        public IcalTime plus(Duration length) {
            return new Clock(time.plus(length), zone);
        }

        @Override
        public Instant instant() {
            return time.atZone(zone).toInstant();
        }
    }

    /// A moment, in UTC.
    record Moment(Instant instant) implements IcalTime {
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
        public IcalTime plus(Duration length) {
            return new Moment(instant.plus(length));
        }
    }

    /// A local time in a zone; UTC needs no definition.
    static IcalTime at(LocalDateTime time, ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? new Moment(time.toInstant(ZoneOffset.UTC)) : new Clock(time, zone);
    }

    /// The local time of a moment in a zone.
    static IcalTime of(Instant instant, ZoneId zone) {
        return at(LocalDateTime.ofInstant(instant, zone), zone);
    }

    /// The value of the property.
    Temporal temporal();

    /// The parameters of the property.
    ParameterList parameters();

    IcalTime plus(Duration length);

    /// Whether it is later than another one of its kind. Local times may compare otherwise, when clocks skip an hour or
    /// show one twice.
    default boolean isAfter(IcalTime other) {
        return instant().isAfter(other.instant());
    }

    Instant instant();

    /// The day of the time.
    LocalDate date();

    /// Whether the year has four digits, as iCalendar requires.
    default boolean isWritable() {
        return date().getYear() >= 1 && date().getYear() <= LAST_YEAR;
    }
}
