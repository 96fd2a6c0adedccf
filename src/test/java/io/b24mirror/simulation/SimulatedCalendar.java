package io.b24mirror.simulation;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The calendars of a portal, in the hands of one of its users. Every change fires its events.
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

    /// Adds a section, for example to `user` 5, `group` 3 or `company_calendar` 0. A `resource` is a section too; one
    /// of type `location` is a meeting room and has events of its own.
    public long addSection(String type, long ownerId, String name) {
        return store.addSection(actor, new CalendarOwner(type, ownerId), name);
    }

    /// Places a record as it is; it is an addition or a change by its `ID`.
    public void putSection(ObjectNode record) {
        store.putSection(actor, record);
    }

    public void renameSection(long id, String name) {
        updateSection(id, section -> section.put("NAME", name));
    }

    public void updateSection(long id, Consumer<ObjectNode> change) {
        store.updateSection(actor, id, change);
    }

    /// Deletes a section and, silently, its events.
    public void deleteSection(long id) {
        store.deleteSection(actor, id);
    }

    /// Hides a section and all that is in it from some users. Nothing is fired.
    public void hideSection(long id, Long... userIds) {
        store.hideSection(id, Arrays.asList(userIds));
    }

    public void showSection(long id) {
        store.showSection(id);
    }

    public long addEvent(long sectionId, EventDraft draft) {
        return store.addEvent(actor, sectionId, draft);
    }

    /// Places a record as it is; it is an addition or a change by its `ID`.
    public void putEvent(ObjectNode record) {
        store.putEvent(actor, record);
    }

    /// Changes an event and the entries of its guests. With attendees in the change, who is left out loses his entry
    /// silently and who is new gets one.
    public void updateEvent(long id, EventDraft change) {
        store.updateEvent(actor, id, change);
    }

    /// Changes one occurrence of a series, which becomes an entry of its own.
    public long editOccurrence(long id, LocalDate date, EventDraft change) {
        return store.editOccurrence(actor, id, date, change);
    }

    /// Books a meeting room, which is a section of type `location`, for an event: an entry in the room's calendar.
    public long bookRoom(long id, long room) {
        return store.bookRoom(actor, id, room);
    }

    /// Gives the booked room back.
    public void releaseRoom(long id) {
        store.releaseRoom(actor, id);
    }

    /// Answers an invitation, `Y` or `N`, in a guest's entry of the meeting.
    public void answer(long id, String status) {
        store.answer(actor, id, status);
    }

    /// Deletes an event and, silently, the entries of its guests.
    public void deleteEvent(long id) {
        store.deleteEvent(actor, id);
    }

    public List<Long> sectionIds() {
        return store.sectionIds();
    }

    public List<Long> eventIds() {
        return store.eventIds();
    }

    /// The entries that a meeting's guests have of it.
    public List<Long> childrenOf(long eventId) {
        return store.childrenOf(eventId);
    }

    /// The full record, as it is stored.
    public Optional<ObjectNode> section(long id) {
        return store.section(id).map(ObjectNode::deepCopy);
    }

    /// The full record, as it is stored.
    public Optional<ObjectNode> event(long id) {
        return store.event(id).map(entry -> entry.json().deepCopy());
    }

    /// The sections that somebody may see, by id.
    public Map<Long, ObjectNode> sectionsSeenBy(long userId) {
        return store.sectionsSeenBy(userId);
    }

    /// The events that somebody may see, by id, each as he sees it: in full, or that there is one.
    public Map<Long, ObjectNode> eventsSeenBy(long userId) {
        return store.eventsSeenBy(userId);
    }
}
