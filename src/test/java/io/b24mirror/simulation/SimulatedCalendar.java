package io.b24mirror.simulation;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The calendars of a portal, in the hands of one of its users. Changes fire their events, but for those that no
/// portal tells of.
public final class SimulatedCalendar {

    private final CalendarStore store;
    private final @Nullable Long actor;

    SimulatedCalendar(CalendarStore store, @Nullable Long actor) {
        this.store = store;
        this.actor = actor;
    }

    /// The same calendars in the hands of somebody else; of the system, if of nobody.
    public SimulatedCalendar by(@Nullable Long userId) {
        return new SimulatedCalendar(store, userId);
    }

    // Calendars

    /// Adds a section, for example to `user` 5, `group` 3, `company_calendar` 0 or `open_event` 0. A `resource` is a
    /// section too; one of type `location` is a meeting room and has events of its own.
    public long addSection(String type, long ownerId, String name) {
        return store.locked(() -> store.sections.add(actor, new CalendarOwner(type, ownerId), name));
    }

    /// Places a record as it is; it is an addition or a change by its `ID`.
    public void putSection(ObjectNode record) {
        store.locked(() -> store.sections.put(actor, record));
    }

    public void renameSection(long id, String name) {
        updateSection(id, section -> section.put("NAME", name));
    }

    public void updateSection(long id, Consumer<ObjectNode> change) {
        store.locked(() -> store.sections.update(actor, id, change));
    }

    /// Deletes a section and, silently, its events with the copies that its meetings have in other calendars. Deleting
    /// a room empties the place of the meetings in it.
    public void deleteSection(long id) {
        store.locked(() -> store.sections.delete(actor, id));
    }

    /// Deletes a section by `calendar.section.delete`, which tells of a room in the words of a calendar.
    public void deleteSectionByRest(long id) {
        store.locked(() -> store.sections.deleteByRest(actor, id));
    }

    /// Adds a calendar of Google or another service. Nothing is fired.
    public long addExternalSection(String type, long ownerId, String name) {
        return store.locked(() -> store.sections.addSilently(actor, new CalendarOwner(type, ownerId), name));
    }

    /// Renames a calendar of Google or another service. Nothing is fired.
    public void renameExternalSection(long id, String name) {
        store.locked(() -> store.sections.updateSilently(id, section -> section.put("NAME", name)));
    }

    /// Switches a calendar off, as its synchronisation does: it is listed no more, its events still are. Nothing
    /// is fired.
    public void switchOffSection(long id) {
        store.locked(() -> store.desk.sections.switchOff(id));
    }

    /// Switches a calendar on again. Nothing is fired.
    public void switchOnSection(long id) {
        store.locked(() -> store.desk.sections.switchOn(id));
    }

    /// Deletes a resource in the settings of a CRM field, and its bookings with it. Nothing is fired.
    public void deleteResourceInCrm(long id) {
        store.locked(() -> {
            store.sections.deleteSilently(id);
        });
    }

    /// Hides a section and all that is in it from some users. Nothing is fired.
    public void hideSection(long id, Long... userIds) {
        limitSection(id, Access.NOTHING, userIds);
    }

    /// Shows some users less of a section. Nothing is fired.
    public void limitSection(long id, Access access, Long... userIds) {
        store.locked(() -> store.sections.limit(id, access, Arrays.asList(userIds)));
    }

    public void showSection(long id) {
        store.locked(() -> store.desk.sections.unlimit(id));
    }

    // Events

    public long addEvent(long sectionId, EventDraft draft) {
        return store.locked(() -> store.events.add(actor, sectionId, draft));
    }

    /// Places a record as it is; it is an addition or a change by its `ID`.
    public void putEvent(ObjectNode record) {
        store.locked(() -> store.put(actor, record));
    }

    /// Changes an event, the copies of its guests and the booking of its room. With attendees in the change, who is
    /// left out loses the copy silently and who is new gets one.
    public void updateEvent(long id, EventDraft change) {
        store.locked(() -> store.events.update(actor, id, change));
    }

    /// Changes one occurrence of a series, which becomes an entry of its own.
    public long editOccurrence(long id, LocalDate date, EventDraft change) {
        return store.locked(() -> store.series.editOccurrence(actor, id, date, change));
    }

    /// Changes an occurrence and all that follow, which become a series of their own.
    public long editFollowing(long id, LocalDate date, EventDraft change) {
        return store.locked(() -> store.series.editFollowing(actor, id, date, change));
    }

    /// Deletes one occurrence of a series, which is a change of the series.
    public void deleteOccurrence(long id, LocalDate date) {
        store.locked(() -> store.series.deleteOccurrence(actor, id, date));
    }

    /// Books a meeting room, which is a section of type `location`, for an event: an entry in the room's calendar.
    public long bookRoom(long id, long room) {
        return store.locked(() -> {
            store.events.update(actor, id, EventDraft.change().room(room));
            return store.desk.entries.bookingOf(id).orElseThrow().id();
        });
    }

    /// Gives the booked room back.
    public void releaseRoom(long id) {
        updateEvent(id, EventDraft.change().location(""));
    }

    /// Deletes an event and, silently, the copies of its guests. A guest who deletes his own copy only declines.
    public void deleteEvent(long id) {
        store.locked(() -> store.events.delete(actor, id));
    }

    /// Deletes a changed occurrence by an import, which leaves its series alone.
    public void deleteOccurrenceEntry(long id) {
        store.locked(() -> store.events.deleteAlone(actor, id));
    }

    // Changes that no event tells of

    /// Answers an invitation, `Y` or `N`, in a guest's copy of the meeting. Nothing is fired.
    public void answer(long id, String status) {
        store.locked(() -> store.meetings.answer(store.desk.entries.existing(id), status));
    }

    /// Gives an event another colour. Nothing is fired.
    public void color(long id, String code) {
        store.locked(() -> store.silent.color(id, code));
    }

    /// Binds an event to other CRM items, or to none, as conversions and deletions in the CRM do. Nothing is fired.
    public void relink(long id, String... codes) {
        store.locked(() -> store.silent.relink(id, List.of(codes)));
    }

    /// Deletes an occurrence of a series by an import. Nothing is fired.
    public void deleteOccurrenceByImport(long id, LocalDate date) {
        store.locked(() -> store.silent.leaveOut(id, date));
    }

    /// Deletes events as the bulk clean-up of a synchronisation does. Nothing is fired.
    public void deleteBySynchronisation(Long... ids) {
        store.locked(() -> store.silent.delete(List.of(ids)));
    }

    /// Deletes all copies of a meeting, as the agent does that looks for orphans. Nothing is fired.
    public void cleanUpCopies(long meeting) {
        store.locked(() -> store.silent.delete(copiesOf(meeting)));
    }

    private List<Long> copiesOf(long meeting) {
        return store.desk.entries.copiesOf(meeting).stream().map(Entry::id).toList();
    }

    // What is there

    public List<Long> sectionIds() {
        return store.locked(store.desk.sections::ids);
    }

    public List<Long> eventIds() {
        return store.locked(store.desk.entries::ids);
    }

    /// The entries that belong to an event: its guests' copies and the booking of its room.
    public List<Long> childrenOf(long eventId) {
        return store.locked(() -> store.desk.entries.childrenOf(eventId).stream().map(Entry::id).toList());
    }

    /// The full record, as it is stored.
    public Optional<ObjectNode> section(long id) {
        return store.locked(() -> store.desk.sections.find(id).map(ObjectNode::deepCopy));
    }

    /// The full record, as `calendar.event.getbyid` shows it to those who may see all.
    public Optional<ObjectNode> event(long id) {
        return store.locked(() -> store.reader.record(id));
    }

    /// When an event truly takes place, from the portal's own knowledge and not from its record.
    public Optional<EventTruth> truth(long id) {
        return store.locked(() -> store.desk.entries.find(id).map(EventTruth::of));
    }

    /// The true occurrences of an event that touch these days: days of UTC, or dates where it takes whole days.
    public List<TrueTime> occurrences(long id, LocalDate from, LocalDate to) {
        return store.locked(() -> store.desk.entries.existing(id).schedule().within(from, to));
    }

    /// The iCalendar feed of a section, written from what the portal knows: one entry for each occurrence that touches
    /// these days, as a moment in UTC or as whole days.
    public String feed(long sectionId, LocalDate from, LocalDate to) {
        return store.locked(() -> new PortalFeed(store.desk.entries).write(sectionId, from, to));
    }

    /// The sections that somebody may see, by id.
    public Map<Long, ObjectNode> sectionsSeenBy(long userId) {
        return store.locked(() -> store.reader.sectionsSeenBy(userId));
    }

    /// The events that somebody may see, by id, each as `calendar.event.getbyid` shows it to that person.
    public Map<Long, ObjectNode> eventsSeenBy(long userId) {
        return store.locked(() -> store.reader.eventsSeenBy(userId));
    }
}
