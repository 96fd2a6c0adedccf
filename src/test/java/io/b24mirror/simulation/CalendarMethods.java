package io.b24mirror.simulation;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/// The methods `calendar.*`. What is wrong they say in the portal's language, without a code.
final class CalendarMethods {

    private static final LocalDate FOREVER = LocalDate.of(2038, 1, 1);

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
        methods.offer("calendar.resource.booking.list", "calendar", this::bookings);
    }

    /// Only users may leave the owner out, who then ask for their own calendars.
    private Answer sections(Call call) {
        denyGuests(call);
        var type = Json.text(require(call, "type"));
        var id = type.equals("user")
                ? Json.number(call.exactly("ownerId"), call.user().id())
                : Json.number(require(call, "ownerId"), 0);
        var owner = new CalendarOwner(type, id);
        return Answer.list(store.locked(() -> store.reader.sections(call.user(), owner)));
    }

    /// All resources, whatever the caller may see of their bookings.
    private Answer resources(Call call) {
        denyGuests(call);
        var rows = new ArrayList<JsonNode>();
        for (var section : store.locked(() -> store.desk.sections.ofType("resource"))) {
            rows.add(Json.object()
                    .put("ID", Json.text(section.path("ID")))
                    .put("NAME", Json.text(section.path("NAME")))
                    .put("CREATED_BY", Json.text(section.path("CREATED_BY"))));
        }
        return Answer.list(rows);
    }

    /// Bookings of resources in a span of days, or those that CRM fields name: one or the other.
    private Answer bookings(Call call) {
        denyGuests(call);
        var filter = call.exactly("filter");
        var resources = numbers(filter.path("resourceTypeIdList"));
        var bookings = numbers(filter.path("resourceIdList"));
        if (resources.isEmpty() == bookings.isEmpty()) {
            throw RestError.nameless(formats.missing("filter", call.method()));
        }
        var from = day(call, filter, "from", LocalDate.of(1970, 1, 1));
        var to = day(call, filter, "to", FOREVER);
        return Answer.list(store.locked(() -> store.reader.bookings(call.user().id(), resources, bookings, from, to)));
    }

    private Answer event(Call call) {
        denyGuests(call);
        var id = Json.number(require(call, "id"), 0);
        return Answer.of(store.locked(() -> store.reader.event(call.user().id(), id))
                .<JsonNode>map(event -> event)
                .orElse(Json.nothing()));
    }

    /// Without an owner the calendars of nobody are asked for. The last day gets another one added.
    private Answer events(Call call) {
        denyGuests(call);
        var owner = new CalendarOwner(Json.text(require(call, "type")), Json.number(call.exactly("ownerId"), 0));
        var from = day(call, call.parameters(), "from", hasOnly(call, "to") ? LocalDate.of(1970, 1, 1) : today(-30));
        var to = day(call, call.parameters(), "to", hasOnly(call, "from") ? FOREVER : today(90));
        var sections = numbers(call.exactly("section"));
        return Answer.list(store.locked(() -> store.reader.events(call.user().id(), owner, sections, from, to)));
    }

    private static boolean hasOnly(Call call, String name) {
        var other = name.equals("from") ? "to" : "from";
        return !Json.text(call.exactly(name)).isEmpty() && Json.text(call.exactly(other)).isEmpty();
    }

    private LocalDate today(int days) {
        return LocalDate.ofInstant(clock.instant(), formats.server().zone()).plusDays(days);
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

    private static LocalDate day(Call call, JsonNode parameters, String name, LocalDate otherwise) {
        var text = Json.text(parameters.path(name));
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return LocalDate.parse(text.substring(0, Math.min(10, text.length())));
        } catch (DateTimeException _) {
            throw RestError.nameless("The date \"%s\" of \"%s\" is not understood".formatted(text, call.method()));
        }
    }

    private static Set<Long> numbers(JsonNode list) {
        var numbers = new HashSet<Long>();
        Json.items(list).forEach(id -> Json.number(id).ifPresent(numbers::add));
        return numbers;
    }
}
