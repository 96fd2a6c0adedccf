package io.b24mirror.report.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import biweekly.Biweekly;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.property.DateOrDateTimeProperty;
import biweekly.property.RecurrenceRule;

/// A calendar program that has read a file: it goes by what stands there, the definitions of time zones included, and
/// works out when everything takes place.
final class CalendarProgram {
    private final ICalendar calendar;

    CalendarProgram(String file) {
        calendar = Biweekly.parse(file).first();
    }

    List<VEvent> events() {
        return calendar.getEvents();
    }

    /// What it shows that begins in a time, in order: `beginning end`, each an instant or a day.
    List<String> shows(LocalDate from, LocalDate before) {
        return events().stream()
                .flatMap(event -> shows(event, from, before))
                .sorted()
                .toList();
    }

    private Stream<String> shows(VEvent event, LocalDate from, LocalDate before) {
        var zone = zone(event.getDateStart());
        var until = until(event.getRecurrenceRule());
        var notThen = replaced(event);
        event.getExceptionDates()
                .stream()
                .flatMap(dates -> dates.getValues().stream())
                .map(WrittenTimes::read)
                .forEach(
                        notThen::add);
        return starts(event, before.plusDays(1))
                .filter(start -> !notThen.contains(start))
                .filter(start -> !zone.instant(start).isAfter(until))
                .filter(start -> isWithin(zone.instant(start), from, before))
                .map(start -> event.getDateStart().getValue().hasTime()
                        ? zone.instant(start) + " " + end(event, start)
                        : start.toLocalDate() + " " + start.plus(length(event)).toLocalDate());
    }

    private static Stream<LocalDateTime> starts(VEvent event, LocalDate before) {
        var byRule = WrittenTimes.of(WrittenTimes.read(event.getDateStart().getValue()), event.getRecurrenceRule(),
                before.atStartOfDay());
        var besides = event.getRecurrenceDates()
                .stream()
                .flatMap(dates -> dates.getDates().stream())
                .map(WrittenTimes::read);
        return Stream.concat(byRule, besides).distinct();
    }

    private static Instant until(RecurrenceRule rule) {
        var until = rule == null ? null : rule.getValue().getUntil();
        return until == null ? Instant.MAX : WrittenTimes.read(until).toInstant(ZoneOffset.UTC);
    }

    private Set<LocalDateTime> replaced(VEvent event) {
        return event.getRecurrenceId() != null
                ? new HashSet<>()
                : events().stream()
                        .filter(other -> other.getRecurrenceId() != null && other.getUid().equals(event.getUid()))
                        .map(other -> WrittenTimes.read(other.getRecurrenceId().getValue()))
                        .collect(Collectors.toCollection(HashSet::new));
    }

    /// An end is what the clock shows, so a night shift ends at six whatever happens to the clock; a duration is not.
    private Instant end(VEvent event, LocalDateTime start) {
        var zone = zone(event.getDateStart());
        var duration = event.getDuration();
        return duration == null
                ? zone.instant(start.plus(length(event)))
                : zone.instant(start).plusMillis(duration.getValue().toMillis());
    }

    private static Duration length(VEvent event) {
        var end = event.getDateEnd();
        return end == null
                ? Duration.ZERO
                : Duration.between(WrittenTimes.read(event.getDateStart().getValue()), WrittenTimes.read(end
                        .getValue()));
    }

    private WrittenZone zone(DateOrDateTimeProperty property) {
        var zone = calendar.getTimezoneInfo().getTimezone(property);
        return zone == null ? WrittenZone.UTC : WrittenZone.of(zone.getComponent());
    }

    private static boolean isWithin(Instant instant, LocalDate from, LocalDate before) {
        var day = LocalDate.ofInstant(instant, ZoneOffset.UTC);
        return !day.isBefore(from) && day.isBefore(before);
    }
}
