package io.b24mirror.mirror.event;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.Lenient;
import io.b24mirror.mirror.ListedRecord;

/// An event as a listing shows it, or our copy as it would.
///
/// Every occurrence of a series is listed under the series' id with times of its own, so of a series times say nothing.
/// Of an event that shows only that its time is taken, nothing else says anything.
///
/// @param isMasked
///            whether it shows only that the time is taken
record ListedEvent(ListedRecord record, ListedRecord times, boolean isMasked, boolean repeats) {
    /// What is read of an event for this.
    static final List<String> FIELDS = List.of("VERSION", "TIMESTAMP_X", "NAME", "DESCRIPTION", "LOCATION",
            "SECTION_ID", "MEETING_STATUS", "ATTENDEE_LIST", "RRULE", "IMPORTANCE", "ACCESSIBILITY", "PRIVATE_EVENT",
            "DATE_FROM_TS_UTC", "DATE_TO_TS_UTC", "DT_SKIP_TIME", "DT_LENGTH", "IS_ACCESSIBLE_TO_USER");

    private static final List<String> TEXTS = List.of("VERSION", "TIMESTAMP_X", "NAME", "DESCRIPTION", "LOCATION",
            "SECTION_ID", "MEETING_STATUS", "RRULE", "IMPORTANCE", "ACCESSIBILITY");
    private static final List<String> NUMBERS = List.of("DATE_FROM_TS_UTC", "DATE_TO_TS_UTC", "DT_LENGTH");

    static ListedEvent of(long id, JsonNode event) {
        return new ListedEvent(new ListedRecord(id, contents(event)), new ListedRecord(id, times(event)),
                Boolean.FALSE.equals(Lenient.yesOrNo(event, "IS_ACCESSIBLE_TO_USER")),
                !ListedRecord.plain(event.path("RRULE")).isEmpty());
    }

    private static Map<String, String> contents(JsonNode event) {
        var fields = new HashMap<String, String>();
        TEXTS.stream().filter(event::has).forEach(name -> fields.put(name, ListedRecord.plain(event.path(name))));
        if (event.has("PRIVATE_EVENT")) {
            fields.put("PRIVATE_EVENT", Boolean.toString(Lenient.isYes(event, "PRIVATE_EVENT")));
        }
        if (event.has("ATTENDEE_LIST")) {
            fields.put("ATTENDEE_LIST", attendees(event));
        }
        return fields;
    }

    private static String attendees(JsonNode event) {
        return Attendee.of(event).stream().sorted(Comparator.comparingLong(Attendee::userId)).toList().toString();
    }

    private static Map<String, String> times(JsonNode event) {
        var fields = new HashMap<String, String>();
        for (var name : NUMBERS) {
            var number = Lenient.number(event, name);
            if (number != null) {
                fields.put(name, number.toString());
            }
        }
        if (event.has("DT_SKIP_TIME")) {
            fields.put("DT_SKIP_TIME", Boolean.toString(Lenient.isYes(event, "DT_SKIP_TIME")));
        }
        return fields;
    }

    long id() {
        return record.id();
    }

    /// Whether a copy says something else, as far as this says anything.
    boolean differsFrom(ListedEvent copy) {
        boolean timesDiffer = !repeats && !copy.repeats && times.differsFrom(copy.times);
        return isMasked ? timesDiffer : copy.isMasked || timesDiffer || record.differsFrom(copy.record);
    }

    /// All that it says in one.
    ListedRecord whole() {
        var fields = new HashMap<>(record.fields());
        if (!repeats) {
            fields.putAll(times.fields());
        }
        fields.put("masked", Boolean.toString(isMasked));
        return new ListedRecord(id(), fields);
    }
}
