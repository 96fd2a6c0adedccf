package io.b24mirror.mirror.event;

import java.time.temporal.Temporal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.json.ContentHash;
import io.b24mirror.mirror.time.EventTimes;

/// What of an event is content, for telling whether two readings say the same.
///
/// Four kinds of fields are none: what only the portal's clock or language says (a Unix time has seconds until the next
/// edit, a series tells its rule in words), what a newer version of the portal tells a second time, what
/// synchronisation notes for itself, and `VERSION` and `TIMESTAMP_X`, which say that the event was saved and not that
/// it was changed. When it takes place counts as the clock in its time zone shows it, in whatever format that is
/// written.
///
/// Some fields belong to the reader: the calendar, colour, reminders and answer that a user has for an event. Another
/// reader's are no change as long as the event was not saved.
public final class EventContent {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern MIDNIGHT = Pattern.compile("\\s+(?:00:00(?::00)?|12:00(?::00)?\\s*am)$",
            Pattern.CASE_INSENSITIVE);
    private static final long MINUTE = 60;

    private static final List<String> NO_CONTENT = List.of("~USER_OFFSET_FROM", "~USER_OFFSET_TO", "~RRULE_DESCRIPTION",
            "~DESCRIPTION", "IS_DAYLIGHT_SAVING_TZ", "DATE_CREATE", "ACTIVE", "DT_FROM", "DT_TO", "TEXT_COLOR",
            "RINDEX",
            "~DATE_FROM", "~DATE_TO", "attendeesEntityList", "IS_ACCESSIBLE_TO_USER", "RESOURCE_BOOKING_ID",
            "SYNC_STATUS", "G_EVENT_ID", "DAV_EXCH_LABEL", "CAL_DAV_LABEL", "SECTION_DAV_XML_ID");
    private static final List<String> TIMES = List.of("DATE_FROM", "DATE_TO", "DATE_FROM_FORMATTED",
            "DATE_TO_FORMATTED", "DATE_FROM_TS_UTC", "DATE_TO_TS_UTC", "TZ_FROM", "TZ_TO", "TZ_OFFSET_FROM",
            "TZ_OFFSET_TO", "DT_SKIP_TIME", "DT_LENGTH");
    private static final List<String> WHEN_SAVED = List.of("VERSION", "TIMESTAMP_X");
    private static final List<String> OF_THE_READER = List.of("SECTION_ID", "SECT_ID", "MEETING_STATUS", "COLOR",
            "REMIND");
    private static final ContentHash HASH = new ContentHash(Set.of());

    private EventContent() {}

    /// Hashes an event: first all of its content, then what of it is the same for every reader, and when it was saved.
    ///
    /// @param start
    ///            when it begins by the clock of its time zone, or its first day; null if that is not known
    /// @param end
    ///            when it ends by the clock, or its last day; null if that is not known
    static String hash(JsonNode raw, @Nullable Temporal start, @Nullable Temporal end) {
        var content = content(raw, start, end);
        var shared = content.deepCopy();
        shared.remove(OF_THE_READER);
        WHEN_SAVED.forEach(name -> shared.set(name, raw.path(name)));
        return HASH.of(content, shared);
    }

    private static ObjectNode content(JsonNode raw, @Nullable Temporal start, @Nullable Temporal end) {
        var content = NODES.objectNode();
        raw.properties().forEach(field -> content.set(field.getKey(), field.getValue()));
        content.remove(NO_CONTENT).remove(TIMES).remove(WHEN_SAVED);
        content.set("ATTENDEE_LIST",
                BitrixFields.isYes(raw, "IS_MEETING") ? list(raw, "ATTENDEE_LIST") : NODES.nullNode());
        content.set("UF_CRM_CAL_EVENT", list(raw, "UF_CRM_CAL_EVENT"));
        content.set("UF_WEBDAV_CAL_EVENT", list(raw, "UF_WEBDAV_CAL_EVENT"));
        content.set("ATTENDEES_CODES", pieces(raw.path("ATTENDEES_CODES"), ","));
        content.set("EXDATE", pieces(raw.path("EXDATE"), ";"));
        content.set("RRULE", rule(raw.path("RRULE")));
        content.set("RELATIONS", without(raw.path("RELATIONS"), "COMMENT_XML_ID"));
        content.set("PRIVATE_EVENT", NODES.booleanNode(BitrixFields.isYes(raw, "PRIVATE_EVENT")));
        content.set("times", times(raw, start, end));
        return content.put("visibility", Visibility.of(raw).name());
    }

    private static ObjectNode times(JsonNode raw, @Nullable Temporal start, @Nullable Temporal end) {
        boolean allDay = BitrixFields.isYes(raw, "DT_SKIP_TIME");
        var times = NODES.objectNode().put("allDay", allDay).put("start", wall(raw, "DATE_FROM", start));
        if (EventTimes.isSeries(raw)) {
            times.put("minutes", minutes(BitrixFields.number(raw, "DT_LENGTH")));
        } else {
            times.put("end", wall(raw, "DATE_TO", end));
        }
        if (!allDay) {
            Stream.of("TZ_FROM", "TZ_TO", "TZ_OFFSET_FROM", "TZ_OFFSET_TO")
                    .forEach(name -> times.set(name, raw.path(name)));
        }
        return times;
    }

    private static @Nullable String wall(JsonNode raw, String field, @Nullable Temporal known) {
        return known == null ? wall(raw, field) : known.toString();
    }

    /// What the clock shows, in the portal's words: the English ones, else those of its format, else a Unix time to the
    /// minute, to which the texts are rounded.
    private static @Nullable String wall(JsonNode raw, String field) {
        var formatted = day(raw, field + "_FORMATTED");
        var text = formatted == null ? day(raw, field) : formatted;
        return text == null ? Objects.toString(minutes(BitrixFields.number(raw, field + "_TS_UTC")), null) : text;
    }

    /// A time as it is written; where it is a whole day, without a midnight behind it, which some methods write and
    /// others do not.
    public static @Nullable String day(JsonNode event, String field) {
        var text = BitrixFields.text(event, field);
        return text == null || !BitrixFields.isYes(event, "DT_SKIP_TIME")
                ? text
                : MIDNIGHT.matcher(text).replaceFirst("");
    }

    public static @Nullable Long minutes(@Nullable Long seconds) {
        return seconds == null ? null : Math.floorDiv(seconds + MINUTE / 2, MINUTE);
    }

    /// The days on which a series does not take place, as they are written, in order: Bitrix24 has no order of them.
    public static List<String> exceptionDates(JsonNode event) {
        return texts(event.path("EXDATE"), ";").sorted().distinct().toList();
    }

    private static ArrayNode pieces(JsonNode value, String separator) {
        var pieces = NODES.arrayNode();
        texts(value, separator).sorted().distinct().forEach(pieces::add);
        return pieces;
    }

    private static Stream<String> texts(JsonNode value, String separator) {
        var texts = value.isContainer()
                ? BitrixFields.elements(value).stream().filter(JsonNode::isString).map(JsonNode::stringValue)
                : Stream.of(value.isString() ? value.stringValue() : "");
        return texts.flatMap(text -> Stream.of(text.split(separator)))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    private static JsonNode list(JsonNode raw, String field) {
        var value = raw.path(field);
        return value.isContainer() ? NODES.arrayNode().addAll(BitrixFields.elements(value)) : value;
    }

    /// The last day of a rule is written in the portal's format, and newer versions tell it as a Unix time besides.
    private static JsonNode rule(JsonNode rule) {
        return BitrixFields.number(rule, "UNTIL_TS") == null ? rule : without(rule, "UNTIL", "~UNTIL");
    }

    private static JsonNode without(JsonNode value, String... names) {
        return value instanceof ObjectNode object ? object.deepCopy().remove(List.of(names)) : value;
    }
}
