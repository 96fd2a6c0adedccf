package io.b24mirror.simulation;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Adds, changes and deletes calendars. Rooms have events of their own, unless it is done by `calendar.section.*`.
final class SectionChanges {

    private final CalendarDesk desk;

    SectionChanges(CalendarDesk desk) {
        this.desk = desk;
    }

    long add(@Nullable Long actor, CalendarOwner owner, String name) {
        var id = addSilently(actor, owner, name);
        tell("ADD", owner, id, actor);
        return id;
    }

    /// As synchronisations with Google and others do.
    long addSilently(@Nullable Long actor, CalendarOwner owner, String name) {
        var id = desk.sections.nextId();
        desk.sections.save(id,
                desk.sectionRecords.create(id, owner, name, CalendarDesk.creator(actor, owner), desk.now()));
        return id;
    }

    void put(@Nullable Long actor, ObjectNode record) {
        var id = Json.number(record.path("ID")).orElseThrow();
        var known = desk.sections.save(id, record.deepCopy());
        tell(known ? "UPDATE" : "ADD", CalendarOwner.of(record), id, actor);
    }

    void update(@Nullable Long actor, long id, Consumer<ObjectNode> change) {
        updateSilently(id, change);
        tell("UPDATE", CalendarOwner.of(desk.sections.existing(id)), id, actor);
    }

    void updateSilently(long id, Consumer<ObjectNode> change) {
        var section = desk.sections.existing(id).deepCopy();
        change.accept(section);
        desk.sections.save(id, desk.sectionRecords.touch(section, desk.now()));
    }

    void delete(@Nullable Long actor, long id) {
        tell("DELETE", deleteSilently(id), id, actor);
    }

    void deleteByRest(@Nullable Long actor, long id) {
        deleteSilently(id);
        desk.emit("ONCALENDARSECTIONDELETE", id, actor);
    }

    /// Its rows go with it, and so do the copies that its meetings have in other calendars. No event names any of them.
    CalendarOwner deleteSilently(long id) {
        var section = desk.sections.remove(id);
        var owner = CalendarOwner.of(section);
        for (var entry : desk.entries.where(row -> row.sectionId() == id)) {
            desk.forgetWithChildren(entry);
            if (owner.isRoom()) {
                emptyPlace(entry);
            }
        }
        return owner;
    }

    private void emptyPlace(Entry booking) {
        desk.entries.find(booking.parentId())
                .map(desk::withChildren)
                .ifPresent(rows -> desk.changeSilently(rows, row -> row.put("LOCATION", "")));
    }

    private void tell(String what, CalendarOwner owner, long id, @Nullable Long actor) {
        var code = owner.isRoom()
                ? "ONCALENDARROOM" + (what.equals("ADD") ? "CREATE" : what)
                : "ONCALENDARSECTION" + what;
        desk.emit(code, id, actor);
    }

    void limit(long id, Access access, List<Long> users) {
        desk.sections.limit(id, access, users);
    }
}
