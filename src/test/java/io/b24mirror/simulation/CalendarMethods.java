package io.b24mirror.simulation;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The methods `calendar.*`. What is wrong they say in the portal's language, without a code.
final class CalendarMethods {

    private final CalendarStore store;
    private final Formats formats;
    private final Clock clock;

    CalendarMethods(CalendarStore store, Formats formats, Clock clock) {
        this.store = store;
        this.formats = formats;
        this.clock = clock;
    }

    void offer(Methods methods) {
        methods.offer("calendar.section.get", "calendar", this::sections);
        methods.offer("calendar.event.get", "calendar", this::events);
        methods.offer("calendar.event.getbyid", "calendar", this::event);
        methods.offer("calendar.resource.list", "calendar", this::resources);
    }

    private Answer sections(Call call) {
        return Answer.list(store.sectionsOf(owner(call), call.user()));
    }

    private Answer resources(Call call) {
        denyGuests(call);
        var rows = new ArrayList<JsonNode>();
        for (var section : store.sectionsOfType("resource")) {
            rows.add(Json.object()
                    .put("ID", Json.text(section.path("ID")))
                    .put("NAME", Json.text(section.path("NAME")))
                    .put("CREATED_BY", Json.text(section.path("CREATED_BY"))));
        }
        return Answer.list(rows);
    }

    /// What is deleted and what may not be seen look the same: like nothing.
    private Answer event(Call call) {
        denyGuests(call);
        var id = Json.number(require(call, "id"), 0);
        var entry = store.event(id).filter(found -> store.sees(call.user(), found.sectionId()));
        return Answer.of(entry.<JsonNode>map(found -> store.seenBy(call.user().id(), found, found.json()))
                .orElse(Json.nothing()));
    }

    private Answer events(Call call) {
        var owner = owner(call);
        var from = day(call, "from", -30).atStartOfDay(ZoneOffset.UTC).toInstant();
        var to = day(call, "to", 90).atTime(LocalTime.MAX).toInstant(ZoneOffset.UTC);
        var sections = sectionFilter(call);
        var rows = new ArrayList<ObjectNode>();
        for (var entry : store.eventsOf(owner)) {
            if ((sections.isEmpty() || sections.contains(entry.sectionId()))
                    && store.sees(call.user(), entry.sectionId())) {
                rows.addAll(rows(call.user(), entry, from, to));
            }
        }
        return Answer.list(rows);
    }

    private List<ObjectNode> rows(SimulatedUser reader, Entry entry, Instant from, Instant to) {
        var records = store.eventRecords;
        return entry.schedule()
                .within(from, to)
                .stream()
                .map(occurrence -> entry.schedule().repeats() ? records.instance(entry, occurrence) : entry.json())
                .map(row -> store.seenBy(reader.id(), entry, row))
                .toList();
    }

    private CalendarOwner owner(Call call) {
        denyGuests(call);
        var type = Json.text(require(call, "type"));
        var id = call.exactly("ownerId");
        return switch (type) {
            case "user" -> new CalendarOwner(type, Json.number(id, call.user().id()));
            case "group" -> new CalendarOwner(type, Json.number(require(call, "ownerId"), 0));
            default -> new CalendarOwner(type, Json.number(id, 0));
        };
    }

    private JsonNode require(Call call, String name) {
        var value = call.exactly(name);
        if (Json.text(value).isEmpty()) {
            throw RestError.nameless(formats.missing(name, call.method()));
        }
        return value;
    }

    private void denyGuests(Call call) {
        if (call.user().extranet()) {
            throw RestError.nameless(formats.denied());
        }
    }

    private LocalDate day(Call call, String name, int otherwise) {
        var text = Json.text(call.exactly(name));
        if (text.isEmpty()) {
            return LocalDate.ofInstant(clock.instant().plus(Duration.ofDays(otherwise)), ZoneOffset.UTC);
        }
        try {
            return LocalDate.parse(text.substring(0, Math.min(10, text.length())));
        } catch (DateTimeException _) {
            throw RestError.nameless("The date \"%s\" of \"%s\" is not understood".formatted(text, name));
        }
    }

    private static Set<Long> sectionFilter(Call call) {
        var sections = new HashSet<Long>();
        Json.items(call.exactly("section")).forEach(id -> Json.number(id).ifPresent(sections::add));
        return sections;
    }
}
