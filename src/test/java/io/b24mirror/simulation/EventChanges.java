package io.b24mirror.simulation;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Adds, changes and deletes events as people and `calendar.event.*` do, and tells of it: of the booking of a room
/// first, of the copies next, of the main row last.
final class EventChanges {

    private final CalendarDesk desk;
    private final Meetings meetings;
    private final RoomBookings rooms;

    EventChanges(CalendarDesk desk, Meetings meetings, RoomBookings rooms) {
        this.desk = desk;
        this.meetings = meetings;
        this.rooms = rooms;
    }

    // Additions

    long add(@Nullable Long actor, long sectionId, EventDraft draft) {
        var owner = CalendarOwner.of(desk.sections.existing(sectionId));
        var booking = draft.room == null ? 0 : desk.entries.nextId();
        var id = desk.entries.nextId();
        var row = desk.records.blank(id, owner, sectionId, CalendarDesk.creator(actor, owner), desk.now());
        if (!draft.hasTime()) {
            draft.at(desk.now().atZone(ZoneOffset.UTC), Duration.ofHours(1));
        }
        if (owner.isResource()) {
            describeBooking(row, id);
        }
        desk.records.apply(draft, row);
        var schedule = schedule(draft, Schedule.once(desk.times.of(draft, null)));
        return write(actor, row, schedule, draft, booking).id();
    }

    private void describeBooking(ObjectNode row, long id) {
        row.put("NAME", desk.formats.booking())
                .put("EVENT_TYPE", "#resourcebooking#")
                .put(EventViews.BOOKING, Long.toString(id * 10));
    }

    private Entry write(@Nullable Long actor, ObjectNode row, Schedule schedule, EventDraft draft, long booking) {
        var entry = Entry.of(row, schedule);
        desk.records.applySchedule(schedule, row);
        EventRecords.leaveOut(row, draft.exceptions.stream().map(desk.formats::date).toList());
        desk.records.identify(row, schedule.base());
        if (draft.byRest && Meetings.canMeet(entry)) {
            meetings.describeAppointment(row, entry);
        }
        desk.entries.save(entry);
        return announce(actor, entry, draft, booking);
    }

    /// Books the room, invites the guests and tells of all of it.
    Entry announce(@Nullable Long actor, Entry entry, EventDraft draft, long booking) {
        var main = entry;
        if (draft.room != null && booking > 0) {
            desk.tell("ADD", rooms.book(actor, booking, draft.room, entry), actor);
            main = desk.save(entry, entry.copy().put("LOCATION", RoomBookings.location(draft.room, booking)));
        }
        if (draft.attendees != null && Meetings.canMeet(main)) {
            main = meetings.convene(main, draft.attendees, draft.byRest);
        }
        desk.entries.copiesOf(main.id()).forEach(copy -> desk.tell("ADD", copy, actor));
        desk.tell("ADD", main, actor);
        return main;
    }

    /// When an event takes place after a change; a rule that the change does not name stays.
    Schedule schedule(EventDraft draft, Schedule before) {
        var schedule = draft.frequency == null ? before : before.repeating(rule(draft, before.time()));
        return schedule.without(draft.exceptions.stream());
    }

    /// Forms name the day of the week on which a weekly event begins; the server takes Monday where none is named.
    private static Recurrence rule(EventDraft draft, StoredTime time) {
        var days = new ArrayList<>(new LinkedHashSet<>(draft.days));
        if (days.isEmpty() && "WEEKLY".equals(draft.frequency)) {
            days.add(draft.byRest ? java.time.DayOfWeek.MONDAY : time.firstDate().getDayOfWeek());
        }
        days.sort(null);
        return new Recurrence(String.valueOf(draft.frequency), draft.interval, days, draft.count, draft.until);
    }

    // Changes

    void update(@Nullable Long actor, long id, EventDraft change) {
        var entry = desk.entries.existing(id);
        var main = mainOf(entry);
        if (main.id() == id || change.section == null) {
            updateMain(actor, main, change);
        } else if (entry.isGuests()) {
            moveOwnCopy(actor, entry, change.section);
        } else {
            updateMain(actor, main, EventDraft.change().room(change.section));
        }
    }

    Entry mainOf(Entry entry) {
        return desk.entries.find(entry.parentId()).orElse(entry);
    }

    private void moveOwnCopy(@Nullable Long actor, Entry copy, long section) {
        var row = desk.records.touch(copy.copy(), desk.now())
                .put("SECTION_ID", Long.toString(section))
                .put("SECT_ID", Long.toString(section));
        desk.tell("UPDATE", desk.save(copy, row), actor);
    }

    private void updateMain(@Nullable Long actor, Entry before, EventDraft change) {
        var main = rewrite(before, change);
        main = keepRoom(actor, main, change);
        var known = ids(desk.entries.copiesOf(main.id()));
        if (change.attendees != null && Meetings.canMeet(main)) {
            main = meetings.convene(main, change.attendees, false);
        }
        meetings.renewCopies(main);
        for (var copy : desk.entries.copiesOf(main.id())) {
            desk.tell(known.contains(copy.id()) ? "UPDATE" : "ADD", copy, actor);
        }
        desk.tell("UPDATE", main, actor);
    }

    private static Set<Long> ids(List<Entry> entries) {
        var ids = new HashSet<Long>();
        entries.forEach(entry -> ids.add(entry.id()));
        return ids;
    }

    private Entry rewrite(Entry before, EventDraft change) {
        var schedule = schedule(change, before.schedule().at(desk.times.of(change, before.schedule().time())));
        var row = desk.records.touch(before.copy(), desk.now());
        desk.records.apply(change, row);
        if (!schedule.equals(before.schedule())) {
            desk.records.applySchedule(schedule, row);
        }
        EventRecords.leaveOut(row, change.exceptions.stream().map(desk.formats::date).toList());
        return desk.save(before.at(schedule), row);
    }

    /// A booked room follows its event. Another place gives it back.
    private Entry keepRoom(@Nullable Long actor, Entry main, EventDraft change) {
        var booking = desk.entries.bookingOf(main.id());
        if (booking.isEmpty()) {
            return change.room == null ? main : book(actor, main, change.room);
        }
        if (change.room == null && change.location != null) {
            rooms.release(actor, booking.get());
            return main;
        }
        var room = change.room == null ? booking.get().sectionId() : change.room;
        desk.tell("UPDATE", rooms.follow(booking.get(), main, room), actor);
        return desk.save(main, main.copy().put("LOCATION", RoomBookings.location(room, booking.get().id())));
    }

    private Entry book(@Nullable Long actor, Entry main, long room) {
        var booking = rooms.book(actor, desk.entries.nextId(), room, main);
        desk.tell("ADD", booking, actor);
        return desk.save(main, main.copy().put("LOCATION", RoomBookings.location(room, booking.id())));
    }

    // Deletions

    /// Deletes a changed occurrence alone, as imports do.
    void deleteAlone(@Nullable Long actor, long id) {
        deleteMain(actor, mainOf(desk.entries.existing(id)));
    }

    /// Deletes what an id stands for. A guest who deletes his copy only declines, and no event says so; a changed
    /// occurrence takes its whole series along; the booking of a room is given back.
    void delete(@Nullable Long actor, long id) {
        var entry = desk.entries.existing(id);
        var main = mainOf(entry);
        if (entry.isGuests() && main.id() != id && actor != null && entry.owner().ownerId() == actor
                && Meetings.hostOf(main) != actor) {
            meetings.answer(entry, "N");
        } else if (entry.isChild() && entry.owner().isRoom() && main.id() != id) {
            update(actor, main.id(), EventDraft.change().location(""));
        } else {
            deleteSeries(actor, desk.entries.find(main.series()).map(this::mainOf).orElse(main));
        }
    }

    private void deleteSeries(@Nullable Long actor, Entry main) {
        var exceptions = desk.entries.exceptionsOf(main.id());
        deleteMain(actor, main);
        exceptions.forEach(exception -> deleteMain(actor, exception));
    }

    /// Told once, for the main row, and for the booking of a room. The copies vanish silently.
    private void deleteMain(@Nullable Long actor, Entry main) {
        var booking = desk.entries.bookingOf(main.id());
        desk.forgetWithChildren(main);
        desk.tell("DELETE", main, actor);
        booking.ifPresent(released -> desk.tell("DELETE", released, actor));
    }
}
