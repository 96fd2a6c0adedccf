package io.b24mirror.simulation;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What all changes of calendars work with: the stored rows, and the way to tell of them.
final class CalendarDesk {

    final Formats formats;
    final EventRecords records;
    final SectionRecords sectionRecords;
    final StoredTimes times;
    final Sections sections = new Sections();
    final Entries entries = new Entries();
    final SimulatedUsers users;
    private final Clock clock;
    private final Emitter emitter;

    CalendarDesk(Clock clock, Formats formats, SimulatedUsers users, Emitter emitter) {
        this.clock = clock;
        this.formats = formats;
        this.users = users;
        this.emitter = emitter;
        records = new EventRecords(formats);
        sectionRecords = new SectionRecords(formats);
        times = new StoredTimes(formats);
    }

    Instant now() {
        return clock.instant();
    }

    /// Who makes something. What the system makes in a person's calendar, by an import or a robot, it makes for
    /// that person.
    static long creator(@Nullable Long actor, CalendarOwner owner) {
        if (actor != null) {
            return actor;
        }
        return owner.isUser() ? owner.ownerId() : SimulatedUsers.INSTALLER;
    }

    /// Tells of an event, whose calendar was changed by it as well.
    void tell(String what, Entry entry, @Nullable Long actor) {
        touchSection(entry.sectionId());
        emit("ONCALENDARENTRY" + what, entry.id(), actor);
    }

    void emit(String code, long id, @Nullable Long actor) {
        emitter.emit(code, Json.object().put("id", Long.toString(id)), actor);
    }

    /// No event tells of that.
    private void touchSection(long id) {
        sections.find(id).ifPresent(section -> sections.save(id, sectionRecords.touch(section.deepCopy(), now())));
    }

    /// Writes a new state of an entry.
    Entry save(Entry entry, ObjectNode row) {
        var saved = entry.with(row);
        entries.save(saved);
        return saved;
    }

    /// Changes rows without a word: neither their version nor the time of their last change moves.
    void changeSilently(List<Entry> rows, Consumer<ObjectNode> change) {
        for (var entry : rows) {
            var row = entry.copy();
            change.accept(row);
            save(entry, row);
        }
    }

    /// A main row with all rows that belong to it.
    List<Entry> withChildren(Entry main) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(main),
                entries.childrenOf(main.id()).stream()).toList();
    }

    void forgetWithChildren(Entry main) {
        withChildren(main).forEach(entries::forget);
    }
}
