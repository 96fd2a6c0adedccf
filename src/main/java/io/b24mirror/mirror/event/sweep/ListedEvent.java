package io.b24mirror.mirror.event.sweep;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

import io.b24mirror.mirror.difference.ListedFields;
import io.b24mirror.mirror.event.Attendee;
import io.b24mirror.mirror.event.CrmLink;
import io.b24mirror.mirror.event.EventContent;
import io.b24mirror.mirror.event.Visibility;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.time.EventTimes;

/// An event as a listing shows it, or our copy as it would.
///
/// When it takes place is compared as it is written, since Unix times have seconds until the next edit. Every
/// occurrence of a series is listed under the series' id with times of its own, so of a series only what the listing
/// says of its first time counts, and its length.
///
/// @param open
///            what every answer shows, however restricted
/// @param details
///            what only a full answer shows
record ListedEvent(ListedFields open, ListedFields details, Visibility visibility) {
    private static final List<String> OPEN = List.of("VERSION", "TIMESTAMP_X", "RRULE", "PARENT_ID", "RECURRENCE_ID",
            "ORIGINAL_DATE_FROM");
    private static final List<String> DETAILS = List.of("NAME", "DESCRIPTION", "LOCATION", "SECTION_ID",
            "MEETING_STATUS", "MEETING_HOST", "IMPORTANCE", "ACCESSIBILITY", "COLOR", "EVENT_TYPE");

    /// What is read of an event for this.
    static final List<String> FIELDS = List.of("VERSION", "TIMESTAMP_X", "RRULE", "PARENT_ID", "RECURRENCE_ID",
            "ORIGINAL_DATE_FROM", "EXDATE", "DATE_FROM", "DATE_TO", "DATE_FROM_FORMATTED", "DATE_TO_FORMATTED",
            "TZ_FROM", "TZ_TO", "DT_SKIP_TIME", "DT_LENGTH", "NAME", "DESCRIPTION", "LOCATION", "SECTION_ID",
            "IS_MEETING", "MEETING_STATUS", "MEETING_HOST", "ATTENDEE_LIST", "IMPORTANCE", "ACCESSIBILITY", "COLOR",
            "EVENT_TYPE", "PRIVATE_EVENT", "UF_CRM_CAL_EVENT", "IS_ACCESSIBLE_TO_USER", "ID");

    /// An event as it is listed.
    static ListedEvent of(long id, JsonNode event) {
        return of(id, event, "~DATE_FROM");
    }

    /// Our copy of an event, as reading it alone gave it.
    static ListedEvent copy(long id, JsonNode event) {
        return of(id, event, "DATE_FROM");
    }

    private static ListedEvent of(long id, JsonNode event, String startOfSeries) {
        var open = plain(event, OPEN);
        put(open, "EXDATE", event.has("EXDATE") ? EventContent.exceptionDates(event).toString() : null);
        open.putAll(EventTimes.isSeries(event) ? timesOfSeries(event, startOfSeries) : times(event));
        return new ListedEvent(new ListedFields(id, open), new ListedFields(id, details(event)), Visibility.of(event));
    }

    private static Map<String, String> timesOfSeries(JsonNode event, String start) {
        var fields = plain(event, List.of("TZ_FROM"));
        put(fields, "start", EventContent.day(event, start));
        put(fields, "minutes", Objects.toString(EventContent.minutes(BitrixFields.number(event, "DT_LENGTH")), null));
        return fields;
    }

    /// The English words where a portal writes them, else those of its own format.
    private static Map<String, String> times(JsonNode event) {
        boolean isFormatted = BitrixFields.text(event, "DATE_FROM_FORMATTED") != null;
        var fields = new HashMap<String, String>();
        for (var name : isFormatted
                ? List.of("DATE_FROM_FORMATTED", "DATE_TO_FORMATTED")
                : List.of("DATE_FROM", "DATE_TO")) {
            put(fields, name, EventContent.day(event, name));
        }
        if (event.has("DT_SKIP_TIME")) {
            boolean allDay = BitrixFields.isYes(event, "DT_SKIP_TIME");
            fields.put("DT_SKIP_TIME", Boolean.toString(allDay));
            fields.putAll(allDay ? Map.of() : plain(event, List.of("TZ_FROM", "TZ_TO")));
        }
        return fields;
    }

    /// Where nothing is written in place of a list, it is empty. CRM links stand on the main event of a meeting alone.
    private static Map<String, String> details(JsonNode event) {
        var fields = plain(event, DETAILS);
        if (event.has("PRIVATE_EVENT")) {
            fields.put("PRIVATE_EVENT", Boolean.toString(BitrixFields.isYes(event, "PRIVATE_EVENT")));
        }
        if (event.has("IS_MEETING")) {
            fields.put("ATTENDEE_LIST", attendees(event));
        }
        if (isMain(event)) {
            fields.put("UF_CRM_CAL_EVENT", crmLinks(event));
        }
        return fields;
    }

    private static boolean isMain(JsonNode event) {
        var parentId = BitrixFields.id(event, "PARENT_ID");
        return parentId != null && parentId.equals(BitrixFields.id(event, "ID"));
    }

    private static String attendees(JsonNode event) {
        return Attendee.of(event).stream().sorted(Comparator.comparingLong(Attendee::userId)).toList().toString();
    }

    private static String crmLinks(JsonNode event) {
        return CrmLink.of(event).stream().map(CrmLink::toString).sorted().toList().toString();
    }

    private static Map<String, String> plain(JsonNode event, List<String> names) {
        var fields = new HashMap<String, String>();
        names.stream().filter(event::has).forEach(name -> fields.put(name, ListedFields.plain(event.path(name))));
        return fields;
    }

    private static void put(Map<String, String> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, ListedFields.plain(StringNode.valueOf(value)));
        }
    }

    long id() {
        return open.id();
    }

    /// Whether a copy says something else, or shows less, as far as this says anything.
    boolean differsFrom(ListedEvent copy) {
        return showsMoreThan(copy) || open.differsFrom(copy.open)
                || (visibility == Visibility.FULL && details.differsFrom(copy.details));
    }

    private boolean showsMoreThan(ListedEvent copy) {
        return visibility.compareTo(copy.visibility) > 0;
    }

    /// Whether it shows as much as a copy does.
    boolean showsAllOf(ListedEvent copy) {
        return !copy.showsMoreThan(this);
    }

    /// All that it says in one.
    ListedFields whole() {
        var fields = new HashMap<>(details.fields());
        fields.putAll(open.fields());
        fields.put("visibility", visibility.name());
        return new ListedFields(id(), fields);
    }
}
