package io.b24mirror.mirror.occurrence;

import java.time.LocalDate;
import java.util.List;

import io.b24mirror.simulation.SimulatedPortal;

/// What truly takes place on a portal, by its own knowledge. Its lists are no measure: they show occurrences with the
/// stamps of their series.
final class TrueOccurrences {

    private TrueOccurrences() {}

    /// Event, number in its series, start and end of all that takes place on these days, in order.
    static List<String> of(SimulatedPortal portal, LocalDate from, LocalDate to) {
        var calendar = portal.calendar();
        return calendar.eventIds()
                .stream()
                .flatMap(id -> calendar.occurrences(id, from, to)
                        .stream()
                        .map(time -> id + " #" + time.index() + " " + time))
                .sorted()
                .toList();
    }
}
