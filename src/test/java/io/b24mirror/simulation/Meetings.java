package io.b24mirror.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Makes meetings of events: every guest has a copy of the main row in a calendar of his own.
///
/// In a calendar of the company or of a group the host has a copy too, and his status is `Y` there.
final class Meetings {

    private final CalendarDesk desk;

    Meetings(CalendarDesk desk) {
        this.desk = desk;
    }

    static boolean canMeet(Entry entry) {
        return !entry.owner().isBooked();
    }

    static long hostOf(Entry main) {
        return main.owner().isUser() ? main.owner().ownerId() : main.creator();
    }

    /// Invites guests to an event, and drops silently the copies of those who are not invited any more.
    Entry convene(Entry main, List<Long> guests, boolean byRest) {
        var host = hostOf(main);
        var users = new LinkedHashSet<>(List.of(host));
        users.addAll(guests);
        desk.entries.copiesOf(main.id())
                .stream()
                .filter(copy -> !users.contains(copy.owner().ownerId()))
                .forEach(desk.entries::forget);
        var row = main.copy()
                .put("IS_MEETING", true)
                .put("MEETING_STATUS", "H")
                .put("MEETING_HOST",
                        Long.toString(host));
        describe(row, host, true, byRest);
        codes(row, users);
        var saved = desk.save(main.verbatim() ? Entry.of(row, main.schedule()) : main, row);
        if (main.owner().isUser()) {
            users.remove(host);
        }
        Map<Long, Entry> copies = copiesByGuest(main.id());
        users.forEach(user -> copy(saved, user, copies.get(user), user == host ? "Y" : "Q"));
        return saved;
    }

    /// What `calendar.event.add` writes beside an ordinary appointment: a meeting of its owner alone, which is none.
    void describeAppointment(ObjectNode row, Entry entry) {
        var host = hostOf(entry);
        row.put("MEETING_STATUS", "H").put("MEETING_HOST", Long.toString(host));
        describe(row, host, false, true);
        codes(row, Set.of(host));
        row.putArray("REMIND");
    }

    private void describe(ObjectNode row, long host, boolean meeting, boolean byRest) {
        var described = row.putObject("MEETING")
                .put("HOST_NAME", desk.users.nameOf(host))
                .put("NOTIFY", meeting)
                .put("REINVITE", false);
        if (byRest) {
            row.putNull("UF_WEBDAV_CAL_EVENT");
        }
        describe(described, host, meeting, byRest, desk.formats.age());
    }

    /// What a portal writes when it makes the meeting, and leaves as it is when it is updated.
    private void describe(ObjectNode meeting, long host, boolean hidesGuests, boolean byRest, PortalAge age) {
        if (age != PortalAge.CURRENT) {
            meeting.putNull("TEXT").put("OPEN", false);
        } else {
            meeting.put("MEETING_CREATOR", host)
                    .put("ALLOW_INVITE", false)
                    .put("HIDE_GUESTS", hidesGuests)
                    .put("LANGUAGE_ID", desk.formats.language());
        }
        if (age == PortalAge.OLD || (age == PortalAge.CURRENT && !byRest)) {
            meeting.put("MAIL_FROM", "");
        } else {
            meeting.put("MAIL_FROM", false);
        }
        if (age == PortalAge.CURRENT && !byRest) {
            meeting.put("CHAT_ID", 0);
        }
    }

    private static void codes(ObjectNode row, Set<Long> users) {
        var codes = row.putArray("ATTENDEES_CODES");
        users.forEach(user -> codes.add("U" + user));
    }

    private Map<Long, Entry> copiesByGuest(long mainId) {
        var copies = new LinkedHashMap<Long, Entry>();
        desk.entries.copiesOf(mainId).forEach(copy -> copies.put(copy.owner().ownerId(), copy));
        return copies;
    }

    /// Writes the main row into all copies, which keep what is each guest's own.
    void renewCopies(Entry main) {
        desk.entries.copiesOf(main.id()).forEach(copy -> copy(main, copy.owner().ownerId(), copy, copy.status()));
    }

    /// Writes a guest's copy. The calendar, colour and reminders are his own; CRM links stand in the main row only.
    Entry copy(Entry main, long guest, @Nullable Entry before, String status) {
        var owner = new CalendarOwner("user", guest);
        var id = before == null ? desk.entries.nextId() : before.id();
        var section = Long.toString(before == null ? defaultSection(owner) : before.sectionId());
        var row = main.copy()
                .put("ID", Long.toString(id))
                .put("PARENT_ID", Long.toString(main.id()))
                .put("CAL_TYPE", "user")
                .put("OWNER_ID", Long.toString(guest))
                .put("CREATED_BY", Long.toString(guest))
                .put("MEETING_STATUS", before == null ? status : before.status())
                .put("LOCATION", RoomBookings.withoutBooking(Json.text(main.json().path("LOCATION"))))
                .putNull("UF_CRM_CAL_EVENT")
                .put("SECTION_ID", section)
                .put("SECT_ID", section);
        if (before != null) {
            row.put("COLOR", Json.text(before.json().path("COLOR")));
            row.set("REMIND", before.json().path("REMIND").deepCopy());
        }
        var copy = main.with(row);
        desk.entries.save(copy);
        return copy;
    }

    /// A guest's first section. One that is missing "was always there": no event tells of it.
    private long defaultSection(CalendarOwner owner) {
        var sections = desk.sections.ofOwner(owner);
        if (!sections.isEmpty()) {
            return sections.getFirst();
        }
        var id = desk.sections.nextId();
        desk.sections.save(id,
                desk.sectionRecords.create(id, owner, "My calendar", owner.ownerId(), desk.now()));
        return id;
    }

    /// A guest answers. It stands in his own row, from which the lists of all rows are made; no event tells of it.
    void answer(Entry copy, String status) {
        desk.changeSilently(List.of(copy), row -> row.put("MEETING_STATUS", status));
    }

    /// The guests of a meeting besides its host.
    List<Long> guestsOf(Entry main) {
        var guests = new ArrayList<>(copiesByGuest(main.id()).keySet());
        guests.remove(Long.valueOf(hostOf(main)));
        return guests;
    }
}
