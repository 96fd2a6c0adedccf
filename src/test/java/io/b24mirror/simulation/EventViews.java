package io.b24mirror.simulation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Shows stored events the way each method does, cut to what a reader may see and to the age of the portal.
final class EventViews {

    private static final List<String> ONLY_LISTED = List.of("ACTIVE", "DT_FROM", "DT_TO", "TEXT_COLOR");
    static final String BOOKING = "RESOURCE_BOOKING_ID";
    private static final List<String> RESTRICTED = List.of("LOCATION", "REMIND", "ATTENDEE_LIST", "ATTENDEES_CODES",
            "attendeesEntityList", "UF_CRM_CAL_EVENT", "UF_WEBDAV_CAL_EVENT");

    private final Formats formats;
    private final EventRecords records;
    private final Entries entries;

    EventViews(EventRecords records, Entries entries) {
        this.formats = records.formats();
        this.records = records;
        this.entries = entries;
    }

    /// The answer of `calendar.event.getbyid`.
    ObjectNode byId(Entry entry, Access access) {
        var row = whole(entry);
        row.remove(entry.verbatim() ? List.<String>of() : ONLY_LISTED);
        row.remove(BOOKING);
        return finished(entry, row, access);
    }

    /// The rows of `calendar.event.get`: one, or one for each occurrence of a series.
    List<ObjectNode> listed(Entry entry, Access access, LocalDate from, LocalDate to) {
        var rows = new ArrayList<ObjectNode>();
        for (var occurrence : entry.schedule().within(from, to)) {
            var row = whole(entry);
            if (!entry.verbatim()) {
                row.remove(List.of("~DESCRIPTION", BOOKING));
            }
            if (entry.schedule().repeats()) {
                records.showOccurrence(row, entry.schedule(), occurrence.date(), rows.size());
            }
            rows.add(finished(entry, row, access));
        }
        return rows;
    }

    /// A row of `calendar.resource.booking.list`.
    ObjectNode booking(Entry entry, Access access) {
        var row = byId(entry, access);
        row.set(BOOKING, entry.json().path(BOOKING));
        return row;
    }

    /// The row with what the server works out while it reads.
    private ObjectNode whole(Entry entry) {
        var row = entry.copy();
        if (!entry.verbatim()) {
            row.set("ATTENDEE_LIST", attendees(entry));
            codes(row);
        }
        return row;
    }

    private JsonNode attendees(Entry entry) {
        if (!entry.isMeeting()) {
            var status = entry.owner().isBooked() && List.of("H", "Y", "N", "Q").contains(entry.status())
                    ? entry.status()
                    : "H";
            return Json.array().add(attendee(entry.host(), entry.id(), status));
        }
        var list = Json.array();
        participants(entry).forEach(row -> list.add(attendee(row.owner().ownerId(), row.id(), row.status())));
        return entry.owner().type().equals("open_event") ? keyed(list) : list;
    }

    /// Rows of users: the copies, and the main row where it is the host's own.
    Stream<Entry> participants(Entry entry) {
        var main = entries.find(entry.parentId()).filter(row -> row.owner().isUser());
        return Stream.concat(main.stream(), entries.copiesOf(entry.parentId()).stream());
    }

    private static ObjectNode attendee(long user, long entry, String status) {
        return Json.object().put("id", user).put("entryId", Long.toString(entry)).put("status", status);
    }

    /// A list that was filtered keeps its keys in PHP, so that it is printed as a map.
    private static JsonNode keyed(JsonNode list) {
        var map = Json.object();
        list.values().forEach(value -> map.set(Integer.toString(map.size() + 1), value));
        return map;
    }

    private static void codes(ObjectNode row) {
        if (row.path("ATTENDEES_CODES").isArray()) {
            var entities = row.putArray("attendeesEntityList");
            Json.items(row.path("ATTENDEES_CODES"))
                    .forEach(code -> entities.addObject()
                            .put("entityId", "user")
                            .put("id", Long.parseLong(Json.text(code).substring(1))));
        }
    }

    private ObjectNode finished(Entry entry, ObjectNode row, Access access) {
        if (access == Access.TIME || access == Access.TITLE) {
            restrict(row, access);
        }
        return entry.verbatim() ? row : EventAges.age(row, formats.age());
    }

    private void restrict(ObjectNode row, Access access) {
        row.remove(RESTRICTED);
        row.put("DESCRIPTION", "");
        if (row.has("~DESCRIPTION")) {
            row.put("~DESCRIPTION", "");
        }
        if (access == Access.TITLE) {
            row.put("NAME", Json.text(row.path("NAME")) + " " + formats.busy());
        } else {
            row.put("NAME", formats.busy()).put("IS_ACCESSIBLE_TO_USER", false);
        }
    }
}
