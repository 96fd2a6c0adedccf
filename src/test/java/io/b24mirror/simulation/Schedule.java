package io.b24mirror.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// When an event takes place: once, or again and again.
record Schedule(StoredTime time, @Nullable Recurrence recurrence, Set<LocalDate> exceptions) {

    boolean repeats() {
        return recurrence != null;
    }

    Schedule at(StoredTime other) {
        return new Schedule(other, recurrence, exceptions);
    }

    Schedule repeating(@Nullable Recurrence rule) {
        return new Schedule(time, rule, exceptions);
    }

    /// The event takes place once, at that time.
    static Schedule once(StoredTime time) {
        return new Schedule(time, null, Set.of());
    }

    Schedule without(Stream<LocalDate> dates) {
        var all = new LinkedHashSet<>(exceptions);
        dates.forEach(all::add);
        return new Schedule(time, recurrence, all);
    }

    /// The true time of the event itself: of a series, that of its base.
    TrueTime base() {
        return recurrence == null ? time.once() : time.on(time.firstDate(), 0);
    }

    /// The true occurrences that touch these days: days of UTC, or dates where it takes whole days.
    List<TrueTime> within(LocalDate from, LocalDate to) {
        if (recurrence == null) {
            return Stream.of(time.once()).filter(once -> touches(once, from, to)).toList();
        }
        return expand(recurrence, from, to);
    }

    private List<TrueTime> expand(Recurrence rule, LocalDate from, LocalDate to) {
        var occurrences = new ArrayList<TrueTime>();
        var index = 0;
        for (var date : (Iterable<LocalDate>) rule.dates(time.firstDate())::iterator) {
            if (date.isAfter(to.plusDays(2))) {
                break;
            }
            var at = time.on(date, index++);
            if (!exceptions.contains(date) && touches(at, from, to)) {
                occurrences.add(at);
            }
        }
        return occurrences;
    }

    private static boolean touches(TrueTime at, LocalDate from, LocalDate to) {
        return (at.firstDay() != null && at.lastDay() != null)
                ? !at.firstDay().isAfter(to) && !at.lastDay().isBefore(from)
                : touches(at.start(), at.end(), from, to);
    }

    private static boolean touches(@Nullable Instant start, @Nullable Instant end, LocalDate from, LocalDate to) {
        return start != null && end != null && start.isBefore(to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
                && !end.isBefore(from.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
