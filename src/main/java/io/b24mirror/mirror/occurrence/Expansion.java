package io.b24mirror.mirror.occurrence;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.jspecify.annotations.Nullable;

import io.b24mirror.mirror.Lenient;

import static java.time.ZoneOffset.UTC;

/// The occurrences of an event within a window.
///
/// A series keeps its time of day in its own zone; a time that clocks skip is later by what they skip. A changed
/// occurrence is itself, wherever it lies. A series whose rule makes no sense, or has no end in sight, is itself once.
///
/// @param problem
///            why a series could not be expanded
record Expansion(RecurringEvent event, List<Occurrence> occurrences, @Nullable String problem) {
    /// A daily series of 27 years.
    private static final int MOST = 10_000;
    private static final int MOST_STEPS = 100_000;

    /// @param from
    ///            first day of the window, in UTC
    /// @param to
    ///            last day of the window
    static Expansion of(RecurringEvent event, LocalDate from, LocalDate to) {
        try {
            return event.rrule() == null
                    ? new Expansion(event, List.of(changed(event)), null)
                    : new Expansion(event, series(event, from, to), null);
        } catch (InvalidRecurrenceRuleException | DateTimeException | ArithmeticException
                | IllegalArgumentException senseless) {
            return new Expansion(event, List.of(Occurrence.once(event)), String.valueOf(senseless.getMessage()));
        }
    }

    private static Occurrence changed(RecurringEvent event) {
        var text = Lenient.text(event.raw(), "ORIGINAL_DATE_FROM");
        var once = Occurrence.once(event);
        if (text == null) {
            return once;
        }
        return DateTexts.of(event.raw(), event.firstDay())
                .date(text)
                .map(day -> once.insteadOf(day, event.allDay() ? null : start(event, day, text)))
                .orElse(once);
    }

    private static @Nullable Instant start(RecurringEvent event, LocalDate day, String text) {
        return DateTexts.time(text).map(time -> ZonedDateTime.of(day, time, event.zone()).toInstant()).orElse(null);
    }

    @SuppressWarnings("NullAway") // only series come here
    private static List<Occurrence> series(RecurringEvent event, LocalDate from, LocalDate to)
            throws InvalidRecurrenceRuleException {
        var first = event.firstDay();
        if (first == null) {
            throw new IllegalArgumentException("it has no start");
        }
        var texts = DateTexts.of(event.raw(), first);
        return within(event, RepeatingDays.of(event.rrule(), texts), first, leftOut(event, texts),
                from.atStartOfDay(UTC).toInstant(), to.plusDays(1).atStartOfDay(UTC).toInstant());
    }

    private static Set<LocalDate> leftOut(RecurringEvent event, DateTexts texts) {
        var days = new HashSet<LocalDate>();
        var text = Lenient.text(event.raw(), "EXDATE");
        if (text != null) {
            texts.dates(text).forEach(days::add);
        }
        Lenient.elements(event.raw().path("EXDATE")).forEach(day -> texts.dates(day.asString("")).forEach(days::add));
        return days;
    }

    private static List<Occurrence> within(RecurringEvent event, RepeatingDays rule, LocalDate first,
            Set<LocalDate> leftOut, Instant from, Instant before) {
        var occurrences = new ArrayList<Occurrence>();
        var days = rule.from(first);
        for (int number = 0; days.hasNext(); number++) {
            var day = days.next();
            var start = ZonedDateTime.of(day, timeOfDay(event), event.zone());
            if (!start.toInstant().isBefore(before)) {
                break;
            }
            if (number == MOST_STEPS || occurrences.size() == MOST) {
                throw new IllegalArgumentException("it takes place too often");
            }
            if (!leftOut.contains(day) && Occurrence.touches(start, event.length(), from, before)) {
                occurrences.add(Occurrence.at(event, number, start));
            }
        }
        return occurrences;
    }

    private static LocalTime timeOfDay(RecurringEvent event) {
        return event.startsAt() == null ? LocalTime.MIDNIGHT : LocalTime.ofInstant(event.startsAt(), event.zone());
    }
}
