package io.b24mirror.truth;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.simulation.SimulatedComments.SeenComment;
import io.b24mirror.simulation.SimulatedPortal;

/// What the service identity can see on the portal, told by the portal itself. It is translated here a second time, by
/// the documentation and not by our code.
final class PortalTruth {
    private final SimulatedPortal portal;
    private final Map<Long, Set<Fields>> fullVersions = new HashMap<>();

    PortalTruth(SimulatedPortal portal) {
        this.portal = portal;
    }

    /// Remembers what events say now: what was read while it was open to us we may keep when it no longer is.
    void remember() {
        for (var id : portal.calendar().eventIds()) {
            fullVersions.computeIfAbsent(id, _ -> new HashSet<>())
                    .add(event(id, portal.calendar().event(id).orElseThrow()));
        }
    }

    /// All that an event has said so far.
    Set<Fields> everSaid(long id) {
        return fullVersions.getOrDefault(id, Set.of());
    }

    Map<Long, Fields> sections() {
        return translated(portal.calendar().sectionsSeenBy(PortalLife.IDENTITY), (_, section) -> new Fields()
                .with("name", text(section, "NAME"))
                .with("calendar_type", text(section, "CAL_TYPE"))
                .with("owner_id", text(section, "OWNER_ID"))
                .with("created_by", text(section, "CREATED_BY")));
    }

    /// Events whose content the identity may see.
    Map<Long, Fields> openEvents() {
        var seen = new TreeMap<>(portal.calendar().eventsSeenBy(PortalLife.IDENTITY));
        seen.values().removeIf(PortalTruth::isMasked);
        return translated(seen, this::event);
    }

    /// Events of which the identity sees only that they are there.
    Set<Long> maskedEvents() {
        var seen = new TreeMap<>(portal.calendar().eventsSeenBy(PortalLife.IDENTITY));
        seen.values().removeIf(event -> !isMasked(event));
        return seen.keySet();
    }

    /// Calendars that the identity does not see, but others do.
    Set<Long> sectionsOfOthers() {
        var others = new TreeSet<>(portal.calendar().sectionIds());
        others.removeAll(portal.calendar().sectionsSeenBy(PortalLife.IDENTITY).keySet());
        return others;
    }

    /// Events that the identity does not see, but others may.
    Set<Long> eventsOfOthers() {
        var others = new TreeSet<>(portal.calendar().eventIds());
        others.removeAll(portal.calendar().eventsSeenBy(PortalLife.IDENTITY).keySet());
        return others;
    }

    /// All restricted forms, of which one has no flag, come without a place.
    private static boolean isMasked(ObjectNode event) {
        return !event.has("LOCATION");
    }

    private Fields event(long id, ObjectNode event) {
        var truth = portal.calendar().truth(id).orElseThrow();
        var time = truth.time();
        return new Fields().with("parent_id", text(event, "PARENT_ID"))
                .with("section_id", text(event, "SECTION_ID"))
                .with("calendar_type", text(event, "CAL_TYPE"))
                .with("owner_id", text(event, "OWNER_ID"))
                .with("name", text(event, "NAME"))
                .with("description", text(event, "DESCRIPTION"))
                .with("location", text(event, "LOCATION"))
                .with("starts", time.allDay() ? time.firstDay() : time.start())
                .with("ends", time.allDay() ? time.lastDay() : time.end())
                .with("all_day", time.allDay())
                .with("time_zone", truth.zone())
                .with("time_doubt", null)
                .with("is_meeting", event.path("IS_MEETING").asBoolean(false))
                .with("meeting_status", text(event, "MEETING_STATUS"))
                .with("importance", text(event, "IMPORTANCE"))
                .with("is_private", text(event, "PRIVATE_EVENT") != null)
                .withTree("rrule", event.path("RRULE").isObject() ? event.path("RRULE") : null)
                .with("recurrence_id", text(event, "RECURRENCE_ID"))
                .with("attendees", attendees(event))
                .with("crm_links", links(event));
    }

    /// The owner of an ordinary appointment stands in its list too, and takes part in no meeting.
    private static List<String> attendees(ObjectNode event) {
        return !event.path("IS_MEETING").asBoolean(false)
                ? List.of()
                : elements(event.path("ATTENDEE_LIST"))
                        .map(one -> "%s %s %s".formatted(text(one, "id"), text(one, "entryId"), text(one, "status")))
                        .sorted()
                        .toList();
    }

    /// When the events that the identity may see take place within these days, one by one.
    List<String> occurrences(LocalDate from, LocalDate to) {
        return openEvents().keySet()
                .stream()
                .flatMap(id -> portal.calendar()
                        .occurrences(id, from, to)
                        .stream()
                        .map(time -> "%d #%d %s".formatted(id, time.index(), time)))
                .sorted()
                .toList();
    }

    private static List<String> links(ObjectNode event) {
        return elements(event.path("UF_CRM_CAL_EVENT")).map(code -> switch (code.asString("")) {
            case "D_5" -> "deal 5";
            case "L_2" -> "lead 2";
            case "CO_1" -> "company 1";
            case "C_9" -> "contact 9";
            case "T416_3" -> "dynamic_1046 3";
            default -> throw new IllegalArgumentException("No such link: " + code);
        }).distinct().sorted().toList();
    }

    Map<Long, Fields> comments() {
        return translated(portal.comments().seenBy(PortalLife.IDENTITY), PortalTruth::comment);
    }

    /// The CRM items that each comment stands on.
    Map<Long, Set<String>> commentItems() {
        var items = new TreeMap<Long, Set<String>>();
        portal.comments().seenBy(PortalLife.IDENTITY).forEach((id, seen) -> items.put(id, new TreeSet<>(seen.items())));
        return items;
    }

    private static Fields comment(long id, SeenComment seen) {
        return new Fields().with("comment", text(seen.json(), "COMMENT"))
                .with("author_id", text(seen.json(), "AUTHOR_ID"))
                .with("has_item", true)
                .with("files", elements(seen.json().path("FILES")).map(file -> "%s %s %s".formatted(text(file, "id"),
                        text(file, "name"), text(file, "size"))).sorted().toList());
    }

    private static <T> Map<Long, Fields> translated(Map<Long, T> records, BiFunction<Long, T, Fields> translation) {
        var translated = new TreeMap<Long, Fields>();
        records.forEach((id, record) -> translated.put(id, translation.apply(id, record)));
        return translated;
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return list.isContainer() ? StreamSupport.stream(list.values().spliterator(), false) : Stream.of();
    }

    private static @Nullable String text(JsonNode record, String field) {
        var text = record.path(field).asString("");
        return text.isEmpty() ? null : text;
    }
}
