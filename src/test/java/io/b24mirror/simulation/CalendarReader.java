package io.b24mirror.simulation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import tools.jackson.databind.node.ObjectNode;

/// Reads calendars on behalf of somebody, as far as that person may see them.
final class CalendarReader {

    private final CalendarDesk desk;
    private final EventViews views;

    CalendarReader(CalendarDesk desk) {
        this.desk = desk;
        this.views = new EventViews(desk.records, desk.entries);
    }

    // Sections

    /// The calendars of an owner. Resources have none in the database, so that none is found by it.
    List<ObjectNode> sections(SimulatedUser reader, CalendarOwner owner) {
        return owner.isResource()
                ? List.of()
                : desk.sections.ofOwner(owner)
                        .stream()
                        .filter(id -> desk.sections.lists(reader.id(), id))
                        .map(id -> section(reader, id))
                        .toList();
    }

    private ObjectNode section(SimulatedUser reader, long id) {
        return desk.sectionRecords.seenBy(reader, desk.sections.existing(id), desk.sections.access(reader.id(), id));
    }

    Map<Long, ObjectNode> sectionsSeenBy(long userId) {
        var seen = new TreeMap<Long, ObjectNode>();
        desk.sections.ids()
                .stream()
                .filter(id -> desk.sections.lists(userId, id))
                .forEach(id -> seen.put(id, desk.sections.existing(id).deepCopy()));
        return seen;
    }

    // Events

    /// Private events are masked for administrators too: only their owner, creator and attendees see them.
    Access access(long userId, Entry entry) {
        var access = desk.sections.access(userId, entry.sectionId());
        if (access == Access.NOTHING || takesPart(userId, entry)) {
            return access == Access.NOTHING ? Access.NOTHING : Access.FULL;
        }
        return entry.isPrivate() && entry.creator() != userId ? Access.TIME : access;
    }

    private boolean takesPart(long userId, Entry entry) {
        return (entry.owner().isUser() && entry.owner().ownerId() == userId)
                || (entry.isMeeting() && views.participants(entry).anyMatch(row -> row.owner().ownerId() == userId));
    }

    /// What is deleted and what may not be seen look the same: like nothing.
    Optional<ObjectNode> event(long userId, long id) {
        return desk.entries.find(id)
                .filter(entry -> access(userId, entry) != Access.NOTHING)
                .map(entry -> views.byId(entry, access(userId, entry)));
    }

    List<ObjectNode> events(long userId, CalendarOwner owner, Set<Long> sections, LocalDate from, LocalDate to) {
        var rows = new ArrayList<ObjectNode>();
        for (var entry : owner.isResource() ? List.<Entry>of() : desk.entries.ofOwner(owner)) {
            var access = access(userId, entry);
            if ((sections.isEmpty() || sections.contains(entry.sectionId())) && access != Access.NOTHING) {
                rows.addAll(views.listed(entry, access, from, to));
            }
        }
        return rows;
    }

    /// Bookings by the resource they are of, or by the number that CRM fields have of them.
    List<ObjectNode> bookings(long userId, Set<Long> resources, Set<Long> numbers, LocalDate from, LocalDate to) {
        return desk.entries.where(entry -> entry.owner().isResource())
                .stream()
                .filter(entry -> resources.contains(entry.sectionId()) || numbers.contains(number(entry)))
                .filter(entry -> !entry.schedule().within(from, to).isEmpty())
                .filter(entry -> access(userId, entry) != Access.NOTHING)
                .map(entry -> views.booking(entry, access(userId, entry)))
                .toList();
    }

    private static long number(Entry entry) {
        return Json.number(entry.json().path(EventViews.BOOKING), 0);
    }

    Map<Long, ObjectNode> eventsSeenBy(long userId) {
        var seen = new TreeMap<Long, ObjectNode>();
        desk.entries.ids().forEach(id -> event(userId, id).ifPresent(event -> seen.put(id, event)));
        return seen;
    }

    /// A record in full.
    Optional<ObjectNode> record(long id) {
        return desk.entries.find(id).map(entry -> views.byId(entry, Access.FULL));
    }
}
