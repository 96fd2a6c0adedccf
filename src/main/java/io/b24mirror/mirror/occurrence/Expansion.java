package io.b24mirror.mirror.occurrence;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

import static java.time.ZoneOffset.UTC;

/// The occurrences of an event, for a series those within a window.
///
/// A series keeps its time of day in its own zone, that at which it ends, too; a time that clocks skip is later by what
/// they skip. A changed occurrence is itself, wherever it lies. A series whose rule makes no sense, or has no end in
/// sight, is itself once.
///
/// @param rule
///            the rule of a series as RFC 5545 writes it
/// @param firstDay
///            the first day by that rule, left out or not
/// @param leftOut
///            days on which a series does not take place though its rule says so
/// @param problem
///            why a series could not be expanded
record Expansion(ScheduledEvent event, List<Occurrence> occurrences, @Nullable String rule,
        @Nullable LocalDate firstDay, Set<LocalDate> leftOut,
        @Nullable String problem) {
    /// A daily series of 27 years.
    private static final int MOST = 10_000;
    private static final int MOST_STEPS = 100_000;

    /// @param from
    ///            first day of the window, in UTC
    /// @param to
    ///            last day of the window
    static Expansion of(ScheduledEvent event, LocalDate from, LocalDate to) {
        try {
            return event.rrule() == null ? once(event, changed(event), null) : series(event, from, to);
        } catch (InvalidRecurrenceRuleException | DateTimeException | ArithmeticException
                | IllegalArgumentException senseless) {
            return once(event, Occurrence.once(event), String.valueOf(senseless.getMessage()));
        }
    }

    private static Expansion once(ScheduledEvent event, Occurrence occurrence, @Nullable String problem) {
        return new Expansion(event, List.of(occurrence), null, null, Set.of(), problem);
    }

    private static Occurrence changed(ScheduledEvent event) {
        var text = event.raw().path("ORIGINAL_DATE_FROM");
        var once = Occurrence.once(event);
        if (!event.isRecurring()) {
            return once;
        }
        return event.texts()
                .date(text)
                .map(day -> once.insteadOf(day, event.allDay() ? null : start(event, text)))
                .orElse(once);
    }

    private static @Nullable Instant start(ScheduledEvent event, JsonNode text) {
        return event.texts()
                .dateTime(text)
                .map(time -> event.zone().at(time).toInstant())
                .filter(BitrixFields::isPlausible)
                .orElse(null);
    }

    @SuppressWarnings("NullAway") // only series come here
    private static Expansion series(ScheduledEvent event, LocalDate from, LocalDate to)
            throws InvalidRecurrenceRuleException {
        var first = event.firstDay();
        if (first == null) {
            throw new IllegalArgumentException("it has no start");
        }
        var rule = RepeatingDays.of(event.rrule(), event.texts(), first);
        var leftOut = new TreeSet<>(event.texts().dates(event.raw().path("EXDATE")).toList());
        var occurrences = within(event, rule.from(first), leftOut, from.atStartOfDay(UTC).toInstant(),
                to.plusDays(1).atStartOfDay(UTC).toInstant());
        var days = rule.from(first);
        return new Expansion(event, occurrences, rule.text(), days.hasNext() ? days.next() : null, leftOut, null);
    }

    private static List<Occurrence> within(ScheduledEvent event, Iterator<LocalDate> days, Set<LocalDate> leftOut,
            Instant from, Instant before) {
        var occurrences = new ArrayList<Occurrence>();
        for (int number = 0; days.hasNext(); number++) {
            var day = days.next();
            var start = event.startOn(day);
            if (!start.toInstant().isBefore(before)) {
                break;
            }
            if (number == MOST_STEPS || occurrences.size() == MOST) {
                throw new IllegalArgumentException("it takes place too often");
            }
            var end = event.endOn(day);
            if (!leftOut.contains(day) && !end.toInstant().isBefore(from)) {
                occurrences.add(Occurrence.at(event, number, start, end));
            }
        }
        return occurrences;
    }
}
