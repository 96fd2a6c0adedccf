package io.b24mirror.simulation;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The sections and events of a portal. Stored records are never changed, only replaced.
final class CalendarStore {

    final SectionRecords sectionRecords;
    final EventRecords eventRecords;
    private final Clock clock;
    private final SimulatedUsers users;
    private final Emitter emitter;
    private final Map<Long, ObjectNode> sections = new TreeMap<>();
    private final Map<Long, Set<Long>> hidden = new LinkedHashMap<>();
    private final Map<Long, Entry> entries = new TreeMap<>();
    private final Map<CalendarOwner, Map<Long, Entry>> byOwner = new LinkedHashMap<>();
    private final Map<Long, Set<Long>> children = new LinkedHashMap<>();
    private long lastSection;
    private long lastEntry;

    CalendarStore(Clock clock, Formats formats, SimulatedUsers users, Emitter emitter) {
        this.clock = clock;
        this.sectionRecords = new SectionRecords(formats);
        this.eventRecords = new EventRecords(formats);
        this.users = users;
        this.emitter = emitter;
    }

    // Sections

    synchronized long addSection(@Nullable Long actor, CalendarOwner owner, String name) {
        var id = createSection(actor, owner, name);
        emitSection("ADD", owner, id, actor);
        return id;
    }

    private long createSection(@Nullable Long actor, CalendarOwner owner, String name) {
        var id = ++lastSection;
        var creator = actor == null ? SimulatedUsers.INSTALLER : actor;
        sections.put(id, sectionRecords.create(id, owner, name, creator, clock.instant()));
        return id;
    }

    synchronized void putSection(@Nullable Long actor, ObjectNode record) {
        var id = Json.number(record.path("ID")).orElseThrow();
        var known = sections.put(id, record.deepCopy()) != null;
        lastSection = Math.max(lastSection, id);
        emitSection(known ? "UPDATE" : "ADD", CalendarOwner.of(record), id, actor);
    }

    synchronized void updateSection(@Nullable Long actor, long id, Consumer<ObjectNode> change) {
        var section = section(id).orElseThrow().deepCopy();
        change.accept(section);
        sections.put(id, sectionRecords.touch(section, clock.instant()));
        emitSection("UPDATE", CalendarOwner.of(section), id, actor);
    }

    /// Its events go with it, and nobody says so.
    synchronized void deleteSection(@Nullable Long actor, long id) {
        var section = section(id).orElseThrow();
        sections.remove(id);
        entries.values().stream().filter(entry -> entry.sectionId() == id).toList().forEach(this::forget);
        emitSection("DELETE", CalendarOwner.of(section), id, actor);
    }

    private void emitSection(String what, CalendarOwner owner, long id, @Nullable Long actor) {
        var code = owner.isRoom()
                ? "ONCALENDARROOM" + (what.equals("ADD") ? "CREATE" : what)
                : "ONCALENDARSECTION" + what;
        emitter.emit(code, identified(id), actor);
    }

    synchronized void hideSection(long id, List<Long> userIds) {
        hidden.computeIfAbsent(id, _ -> new LinkedHashSet<>()).addAll(userIds);
    }

    synchronized void showSection(long id) {
        hidden.remove(id);
    }

    synchronized Optional<ObjectNode> section(long id) {
        return Optional.ofNullable(sections.get(id));
    }

    synchronized List<Long> sectionIds() {
        return List.copyOf(sections.keySet());
    }

    synchronized List<ObjectNode> sectionsOf(CalendarOwner owner, SimulatedUser reader) {
        return sections.values()
                .stream()
                .filter(section -> CalendarOwner.of(section).equals(owner))
                .filter(section -> sees(reader, Json.number(section.path("ID"), 0)))
                .map(section -> SectionRecords.seenBy(reader, section))
                .toList();
    }

    synchronized List<ObjectNode> sectionsOfType(String type) {
        return sections.values().stream().filter(section -> CalendarOwner.of(section).type().equals(type)).toList();
    }

    synchronized Map<Long, ObjectNode> sectionsSeenBy(long userId) {
        var seen = new TreeMap<Long, ObjectNode>();
        sections.forEach((id, section) -> {
            if (sees(userId, id)) {
                seen.put(id, section.deepCopy());
            }
        });
        return seen;
    }

    synchronized boolean sees(SimulatedUser reader, long sectionId) {
        return sees(reader.id(), sectionId);
    }

    private boolean sees(long userId, long sectionId) {
        return !hidden.getOrDefault(sectionId, Set.of()).contains(userId);
    }

    // Events

    synchronized long addEvent(@Nullable Long actor, long sectionId, EventDraft draft) {
        var owner = CalendarOwner.of(section(sectionId).orElseThrow());
        var creator = actor == null ? SimulatedUsers.INSTALLER : actor;
        var event = eventRecords.blank(++lastEntry, owner, sectionId, creator, clock.instant());
        if (draft.start == null && draft.firstDay == null) {
            draft.at(clock.instant().atZone(java.time.ZoneOffset.UTC), java.time.Duration.ofHours(1));
        }
        eventRecords.apply(draft, event);
        store(event);
        emitEntry("ADD", lastEntry, actor);
        var id = lastEntry;
        if (draft.attendees != null) {
            convene(actor, id, draft.attendees);
        }
        return id;
    }

    synchronized void putEvent(@Nullable Long actor, ObjectNode record) {
        var id = Json.number(record.path("ID")).orElseThrow();
        lastEntry = Math.max(lastEntry, id);
        var known = entries.containsKey(id);
        store(record.deepCopy());
        emitEntry(known ? "UPDATE" : "ADD", id, actor);
    }

    synchronized void updateEvent(@Nullable Long actor, long id, EventDraft change) {
        var event = eventRecords.touch(existing(id).json().deepCopy(), clock.instant());
        eventRecords.apply(change, event);
        store(event);
        emitEntry("UPDATE", id, actor);
        if (change.attendees != null) {
            convene(actor, id, change.attendees);
        } else {
            childrenOf(id).forEach(child -> updateChild(actor, child, change));
        }
    }

    private void updateChild(@Nullable Long actor, long child, EventDraft change) {
        var before = existing(child);
        var event = eventRecords.touch(before.json().deepCopy(), clock.instant());
        eventRecords.apply(change, event);
        event.put("SECTION_ID", Long.toString(before.sectionId())).put("SECT_ID", Long.toString(before.sectionId()));
        store(event);
        emitEntry("UPDATE", child, actor);
    }

    /// Gives every guest an entry of his own. Who is no longer invited loses his without a word.
    private void convene(@Nullable Long actor, long parentId, List<Long> guests) {
        var parent = existing(parentId);
        var host = parent.owner().isUser()
                ? parent.owner().ownerId()
                : Json.number(parent.json().path("CREATED_BY"), 0);
        var before = entriesByGuest(parentId);
        before.forEach((guest, entry) -> {
            if (!guests.contains(guest)) {
                forget(existing(entry));
            }
        });
        var invited = new LinkedHashMap<Long, Long>();
        invited.put(host, parentId);
        for (var guest : guests) {
            if (guest != host) {
                invited.put(guest, before.getOrDefault(guest, 0L));
            }
        }
        invited.replaceAll((_, entry) -> entry == 0 ? ++lastEntry : entry);
        storeMeeting(parent, host, invited);
        invited.forEach((guest, entry) -> {
            if (guest != host) {
                emitEntry(before.containsKey(guest) ? "UPDATE" : "ADD", entry, actor);
            }
        });
    }

    private void storeMeeting(Entry parent, long host, Map<Long, Long> invited) {
        invited.forEach((guest, id) -> {
            var event = parent.json().deepCopy();
            if (id != parent.id()) {
                var owner = new CalendarOwner("user", guest);
                var section = Long.toString(defaultSection(owner));
                event.put("ID", Long.toString(id))
                        .put("CAL_TYPE", "user")
                        .put("OWNER_ID", Long.toString(guest))
                        .put("SECTION_ID", section)
                        .put("SECT_ID", section);
            }
            Meetings.invite(event, host, users.nameOf(host), invited);
            store(event);
        });
    }

    private Map<Long, Long> entriesByGuest(long parentId) {
        var guests = new LinkedHashMap<Long, Long>();
        childrenOf(parentId).stream()
                .map(this::existing)
                .filter(child -> child.owner().isUser())
                .forEach(child -> guests.put(child.owner().ownerId(), child.id()));
        return guests;
    }

    /// A guest's first section. One that is missing was "always there": nobody is told of it.
    private long defaultSection(CalendarOwner owner) {
        return sections.entrySet()
                .stream()
                .filter(entry -> CalendarOwner.of(entry.getValue()).equals(owner))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> createSection(owner.ownerId(), owner, "My calendar"));
    }

    /// A booked room has an entry of its own in the room's calendar, whose id ends the code in the event's place.
    synchronized long bookRoom(@Nullable Long actor, long id, long room) {
        var event = existing(id).json();
        var booking = event.deepCopy();
        booking.put("ID", Long.toString(++lastEntry))
                .put("PARENT_ID", Long.toString(id))
                .put("CAL_TYPE", "location")
                .put("OWNER_ID", "0")
                .put("SECTION_ID", Long.toString(room))
                .put("SECT_ID", Long.toString(room));
        var entry = lastEntry;
        store(booking);
        emitEntry("ADD", entry, actor);
        place(actor, id, "calendar_%d_%d".formatted(room, entry));
        return entry;
    }

    /// Unlike the entry of a guest, that of a room is deleted with an event.
    synchronized void releaseRoom(@Nullable Long actor, long id) {
        for (var child : childrenOf(id)) {
            if (existing(child).owner().isRoom()) {
                forget(existing(child));
                emitEntry("DELETE", child, actor);
            }
        }
        place(actor, id, "");
    }

    private void place(@Nullable Long actor, long id, String location) {
        store(eventRecords.touch(existing(id).json().deepCopy(), clock.instant()).put("LOCATION", location));
        emitEntry("UPDATE", id, actor);
    }

    /// Changes one occurrence of a series: the series leaves it out, and a new entry stands in for it.
    synchronized long editOccurrence(@Nullable Long actor, long id, java.time.LocalDate date, EventDraft change) {
        var series = existing(id);
        var at = series.schedule().start().with(date);
        updateEvent(actor, id, EventDraft.change().except(date));
        var event = series.json().deepCopy();
        event.put("ID", Long.toString(++lastEntry))
                .put("PARENT_ID", Long.toString(lastEntry))
                .put("RRULE", "")
                .put("EXDATE", "")
                .put("VERSION", "1")
                .put("RECURRENCE_ID", id)
                .put("ORIGINAL_DATE_FROM", eventRecords.formats().dateTime(at))
                .remove("~RRULE_DESCRIPTION");
        event.putObject("RELATIONS")
                .put("COMMENT_XML_ID",
                        "EVENT_%d_%s".formatted(id, eventRecords.formats().date(date)));
        eventRecords.apply(EventDraft.change().at(at, series.schedule().length()), event);
        eventRecords.apply(change, event);
        store(event);
        emitEntry("ADD", lastEntry, actor);
        return lastEntry;
    }

    /// A guest's answer stands in every entry of the meeting; told of are the guest's own and the main one.
    synchronized void answer(@Nullable Long actor, long id, String status) {
        var guest = existing(id);
        var parent = guest.parentId();
        var entries = new ArrayList<>(childrenOf(parent));
        entries.add(parent);
        for (var entry : entries) {
            event(entry).ifPresent(found -> {
                var event = found.json().deepCopy();
                Meetings.answer(event, guest.owner().ownerId(), status);
                store(entry == id ? event.put("MEETING_STATUS", status) : event);
            });
        }
        emitEntry("UPDATE", id, actor);
        if (event(parent).isPresent()) {
            emitEntry("UPDATE", parent, actor);
        }
    }

    /// Told once, for this entry: the entries of guests vanish silently.
    synchronized void deleteEvent(@Nullable Long actor, long id) {
        var entry = existing(id);
        childrenOf(id).forEach(child -> forget(existing(child)));
        forget(entry);
        emitEntry("DELETE", id, actor);
    }

    private void emitEntry(String what, long id, @Nullable Long actor) {
        emitter.emit("ONCALENDARENTRY" + what, identified(id), actor);
    }

    private static ObjectNode identified(long id) {
        return Json.object().put("id", Long.toString(id));
    }

    synchronized Optional<Entry> event(long id) {
        return Optional.ofNullable(entries.get(id));
    }

    private Entry existing(long id) {
        return event(id).orElseThrow(() -> new IllegalArgumentException("No calendar event " + id));
    }

    synchronized List<Long> eventIds() {
        return List.copyOf(entries.keySet());
    }

    synchronized Map<Long, ObjectNode> eventsSeenBy(long userId) {
        var seen = new TreeMap<Long, ObjectNode>();
        entries.forEach((id, entry) -> {
            if (sees(userId, entry.sectionId())) {
                seen.put(id, seenBy(userId, entry, entry.json()));
            }
        });
        return seen;
    }

    ObjectNode seenBy(long userId, Entry entry, ObjectNode row) {
        return entry.isMaskedFor(userId) ? eventRecords.masked(row) : row.deepCopy();
    }

    synchronized List<Entry> eventsOf(CalendarOwner owner) {
        return List.copyOf(byOwner.getOrDefault(owner, Map.of()).values());
    }

    synchronized List<Long> childrenOf(long parentId) {
        return new ArrayList<>(children.getOrDefault(parentId, Set.of()));
    }

    private void store(ObjectNode record) {
        var entry = Entry.of(record);
        var old = entries.put(entry.id(), entry);
        if (old != null && !old.owner().equals(entry.owner())) {
            unlist(old);
        }
        byOwner.computeIfAbsent(entry.owner(), _ -> new TreeMap<>()).put(entry.id(), entry);
        if (entry.isChild()) {
            children.computeIfAbsent(entry.parentId(), _ -> new LinkedHashSet<>()).add(entry.id());
        }
    }

    private void forget(Entry entry) {
        entries.remove(entry.id());
        unlist(entry);
        if (entry.isChild()) {
            children.getOrDefault(entry.parentId(), new LinkedHashSet<>()).remove(entry.id());
        }
    }

    private void unlist(Entry entry) {
        byOwner.getOrDefault(entry.owner(), new TreeMap<>()).remove(entry.id());
    }
}
