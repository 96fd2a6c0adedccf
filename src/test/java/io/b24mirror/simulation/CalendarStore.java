package io.b24mirror.simulation;

import java.time.Clock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The calendars of a portal: what is stored of them, how they are read and how they change. One lock guards it all.
final class CalendarStore {

    final CalendarDesk desk;
    final CalendarReader reader;
    final Meetings meetings;
    final EventChanges events;
    final SeriesChanges series;
    final SectionChanges sections;
    final SilentChanges silent;

    CalendarStore(Clock clock, Formats formats, SimulatedUsers users, Emitter emitter) {
        desk = new CalendarDesk(clock, formats, users, emitter);
        reader = new CalendarReader(desk);
        meetings = new Meetings(desk);
        events = new EventChanges(desk, meetings, new RoomBookings(desk));
        series = new SeriesChanges(desk, meetings, events);
        sections = new SectionChanges(desk);
        silent = new SilentChanges(desk);
    }

    synchronized <T> T locked(Supplier<T> work) {
        return work.get();
    }

    synchronized void locked(Runnable work) {
        work.run();
    }

    /// Places a record as it is; it is an addition or a change by its `ID`.
    void put(@Nullable Long actor, ObjectNode record) {
        var entry = Entry.placed(record.deepCopy(), desk.times.read(record));
        var before = desk.entries.find(entry.id());
        desk.entries.save(before.map(Entry::original).map(entry::replacing).orElse(entry));
        desk.tell(before.isPresent() ? "UPDATE" : "ADD", entry, actor);
    }
}
