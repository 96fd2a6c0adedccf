package io.b24mirror.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// What is true of an event's time, whatever its record makes of it.
///
/// @param time
///            when it takes place; of a series, its base
/// @param zone
///            the name of its time zone; none for whole days
/// @param series
///            whether it repeats
/// @param exceptions
///            the dates that a series leaves out, as they show on the walls of its people
/// @param originalDate
///            for a changed occurrence, the date of the one that it replaces
/// @param originalStart
///            the same as a moment, unless the series takes whole days
public record EventTruth(TrueTime time, @Nullable String zone, boolean series, List<LocalDate> exceptions,
        @Nullable LocalDate originalDate, @Nullable Instant originalStart) {

    static EventTruth of(Entry entry) {
        var schedule = entry.schedule();
        var original = entry.original();
        return new EventTruth(schedule.base(),
                schedule.time() instanceof StoredTime.Timed timed ? timed.from().name() : null, schedule.repeats(),
                schedule.exceptions().stream().sorted().toList(), original == null ? null : original.date(),
                original == null ? null : original.start());
    }
}
