package io.b24mirror.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.b24mirror.testing.SettableClock;

import static io.b24mirror.simulation.EventDraft.change;
import static io.b24mirror.simulation.EventDraft.named;
import static org.assertj.core.api.Assertions.assertThat;

/// The simulated portal, told what people did on a real one, answers what the real one answered: the same keys and
/// types, and the same times.
class CaptureTests {

    /// What is compared by value as well. Ids and people's own words are not.
    private static final List<String> TIMES = List.of("DATE_FROM", "DATE_TO", "TZ_FROM", "TZ_TO", "TZ_OFFSET_FROM",
            "TZ_OFFSET_TO", "DATE_FROM_TS_UTC", "DATE_TO_TS_UTC", "DT_SKIP_TIME", "DT_LENGTH", "DATE_CREATE",
            "TIMESTAMP_X", "ORIGINAL_DATE_FROM", "DATE_FROM_FORMATTED", "DATE_TO_FORMATTED", "RRULE", "EXDATE",
            "~DATE_FROM", "~DATE_TO", "IS_DAYLIGHT_SAVING_TZ", "IS_MEETING", "MEETING_STATUS", "PRIVATE_EVENT");
    private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
    private static final ZoneId MINSK = ZoneId.of("Europe/Minsk");
    private static final ZoneId BOGOTA = ZoneId.of("America/Bogota");
    private static final LocalDate EVER = LocalDate.of(2038, 1, 1);

    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final List<SimulatedPortal> portals = new ArrayList<>();

    private SimulatedPortal portal(ZoneId server, DateFormat dates, PortalAge age) {
        var portal = SimulatedPortal.builder()
                .clock(clock)
                .language("ru")
                .serverZone(server)
                .dateFormat(dates)
                .age(age)
                .start();
        portals.add(portal);
        return portal;
    }

    @AfterEach
    void close() {
        portals.forEach(SimulatedPortal::close);
    }

    private void at(String instant) {
        clock.set(Instant.parse(instant));
    }

    /// The captured record without what no draft can say: numbers of ids, and where a value is text or nothing
    /// by chance.
    private static void assertSame(JsonNode answered, JsonNode captured, String... unlike) {
        var types = CapturedAnswers.types(answered);
        var expected = CapturedAnswers.types(captured);
        for (var key : unlike) {
            types.remove(key);
            expected.remove(key);
        }
        assertThat(types).isEqualTo(expected);
        assertThat(times(answered, captured, unlike)).isEqualTo(times(captured, captured, unlike));
    }

    private static Map<String, String> times(JsonNode record, JsonNode captured, String... unlike) {
        var times = new TreeMap<String, String>();
        TIMES.stream()
                .filter(key -> captured.has(key) && !List.of(unlike).contains(key))
                .forEach(key -> times.put(key, record.path(key).toString()));
        return times;
    }

    private static JsonNode byId(SimulatedPortal portal, long id) {
        return portal.calendar().event(id).orElseThrow();
    }

    private static JsonNode listed(SimulatedPortal portal, String type, long owner, LocalDate from, LocalDate to) {
        try (var client = new RestClient()) {
            return client.json(portal.restUrl().resolve("calendar.event.get"), portal.issueTokens(1).accessToken(), """
                    {"type": "%s", "ownerId": %d, "from": "%s", "to": "%s"}""".formatted(type, owner, from, to))
                    .result();
        }
    }

    /// CapturedAnswers 02 and 03: an employee invites a colleague and books a room, and changes it half an hour later.
    @Test
    void answersLikeAPortalInMinskOnAMeetingInARoom() {
        at("2026-09-18T11:21:21Z");
        var portal = portal(MOSCOW, DateFormat.DOTS, PortalAge.CURRENT);
        portal.installSilently();
        var peter = portal.users().add("Пётр Образцов");
        var room = portal.calendar().addSection("location", 0, "Комната для встреч 2й этаж");
        var calendar = portal.calendar().by(peter);
        var meeting = calendar.addEvent(calendar.addSection("user", peter, "Мой"), named("Беседа")
                .at(LocalDateTime.of(2026, 9, 21, 10, 0).atZone(MINSK), Duration.ofHours(1))
                .attendees(peter, 1L)
                .room(room));
        at("2026-09-18T11:56:12Z");
        calendar.updateEvent(meeting,
                change().at(LocalDateTime.of(2026, 9, 21, 11, 0).atZone(MINSK), Duration.ofHours(1))
                        .description("[QUOTE]Это пробный рассказ!![/QUOTE]"));
        var booking = portal.calendar().childrenOf(meeting).getFirst();

        var captured = CapturedAnswers.result("03");
        assertSame(byId(portal, meeting), captured);
        assertThat(byId(portal, meeting).path("VERSION")).isEqualTo(captured.path("VERSION"));
        assertThat(byId(portal, meeting).path("DATE_FROM_TS_UTC").asString()).isEqualTo("1789966800");
        assertThat(byId(portal, meeting).path("LOCATION").asString())
                .isEqualTo("calendar_%d_%d".formatted(room, booking));
        assertThat(portal.calendar().truth(meeting).orElseThrow().time().toString())
                .isEqualTo("2026-09-21T08:00:00Z 2026-09-21T09:00:00Z");

        var row = listed(portal, "location", 0, LocalDate.of(2026, 9, 21), LocalDate.of(2026, 9, 21)).path(0);
        assertSame(row, CapturedAnswers.result("02").path(0));
        assertThat(booking).isEqualTo(meeting - 1);
        assertThat(row.path("NAME").asString()).isEqualTo("Пётр Образцов");
        assertThat(row.path("VERSION").asString()).isEqualTo("1");
        assertThat(row.path("PARENT_ID").asString()).isEqualTo(Long.toString(meeting));
        assertThat(row.path("ATTENDEE_LIST").toString())
                .isEqualTo("[{\"id\":0,\"entryId\":\"%d\",\"status\":\"Y\"}]".formatted(booking));
    }

    /// Capture 05, first event: an app makes an appointment for somebody.
    @Test
    void answersLikeASpanishPortalOnAnAppointmentMadeByAnApp() {
        at("2025-09-24T21:55:25Z");
        var portal = portal(MOSCOW, DateFormat.SLASHES, PortalAge.CURRENT);
        portal.installSilently();
        var section = portal.calendar().addSection("user", 1, "Mi calendario");
        portal.calendar()
                .addEvent(section, named("llamada")
                        .at(LocalDateTime.of(2025, 9, 27, 9, 20).atZone(ZoneId.of("America/Atikokan")),
                                Duration.ofMinutes(10))
                        .byRest()
                        .crm("D_917382"));

        var row = listed(portal, "user", 1, LocalDate.of(2025, 9, 27), LocalDate.of(2025, 9, 27)).path(0);

        var captured = CapturedAnswers.result("05").path(0);
        assertSame(row, captured, "MEETING");
        assertThat(row.path("MEETING").propertyNames()).containsExactlyInAnyOrderElementsOf(captured.path("MEETING")
                .propertyNames());
    }

    /// Capture 05, second event, and capture 06 in the worked examples 31 to 33: an occurrence is moved by 40 minutes.
    @Test
    void answersLikeASpanishPortalOnAChangedOccurrence() {
        at("2025-05-20T18:51:17Z");
        var portal = portal(MOSCOW, DateFormat.SLASHES, PortalAge.CURRENT);
        portal.installSilently();
        var host = portal.users().add("Luis Modelo");
        var calendar = portal.calendar().by(host);
        var monday = LocalDate.of(2025, 5, 19);
        var series = calendar.addEvent(calendar.addSection("user", host, "Suyo"), named("Orden Muestra")
                .at(monday.atTime(9, 0).atZone(BOGOTA), Duration.ofMinutes(15))
                .weekly(java.time.DayOfWeek.MONDAY)
                .attendees(1L));
        for (var date : List.of(LocalDate.of(2025, 9, 15), LocalDate.of(2025, 6, 9), LocalDate.of(2025, 6, 23),
                LocalDate.of(2025, 7, 7))) {
            calendar.deleteOccurrence(series, date);
        }
        var copy = portal.calendar().childrenOf(series).getFirst();
        calendar.answer(copy, "Y");
        var instance = listed(portal, "user", 1, LocalDate.of(2025, 9, 22), LocalDate.of(2025, 9, 22)).path(0);
        at("2025-09-26T16:47:52Z");
        calendar.editOccurrence(series, LocalDate.of(2025, 9, 29), change().at(LocalDateTime.of(2025, 9, 29, 8, 20)
                .atZone(BOGOTA), Duration.ofMinutes(15)));

        var row = listed(portal, "user", 1, LocalDate.of(2025, 9, 29), LocalDate.of(2025, 9, 29)).path(0);

        assertSame(row, CapturedAnswers.result("05").path(1));
        assertThat(row.path("RECURRENCE_ID").asLong()).isEqualTo(series);
        assertThat(row.path("RELATIONS").path("COMMENT_XML_ID").asString())
                .isEqualTo("EVENT_%d_29/09/2025".formatted(series));
        assertThat(instance.path("DATE_FROM_FORMATTED").asString()).isEqualTo("Mon Sep 22 2025 09:00:00");
        assertThat(instance.path("DATE_FROM_TS_UTC").asString()).isEqualTo("1747652400");
        assertThat(instance.path("~DATE_FROM").asString()).isEqualTo("19/05/2025 09:00:00");
        assertThat(instance.path("EXDATE").asString()).isEqualTo("15/09/2025;09/06/2025;23/06/2025;07/07/2025");
    }

    /// Capture 05, third event: a guest's copy of a meeting.
    @Test
    void answersLikeASpanishPortalOnAGuestsCopy() {
        at("2025-09-22T17:44:20Z");
        var portal = portal(MOSCOW, DateFormat.SLASHES, PortalAge.CURRENT);
        portal.installSilently();
        var host = portal.users().add("Rosa Paula Dato Muestra");
        var other = portal.users().add("Luis Modelo");
        var calendar = portal.calendar().by(host);
        var meeting = calendar.addEvent(calendar.addSection("user", host, "Suyo"), named("PRUEBA")
                .at(LocalDateTime.of(2025, 10, 2, 15, 0).atZone(BOGOTA), Duration.ofHours(1))
                .attendees(other, 1L));
        portal.calendar().childrenOf(meeting).forEach(copy -> calendar.answer(copy, "Y"));

        var row = listed(portal, "user", 1, LocalDate.of(2025, 10, 2), LocalDate.of(2025, 10, 2)).path(0);

        assertSame(row, CapturedAnswers.result("05").path(2), "MEETING");
        assertThat(row.path("MEETING").path("HIDE_GUESTS").asBoolean()).isTrue();
        assertThat(row.path("ATTENDEE_LIST").size()).isEqualTo(3);
    }

    /// Capture 09: a client library makes a private series of a meeting at 23 seconds past the minute.
    @Test
    void answersLikeAPortalOf2024OnASeriesMadeByAnApp() {
        at("2025-02-08T21:45:24Z");
        var portal = portal(MOSCOW, DateFormat.DOTS, PortalAge.OF_2024);
        var guest = portal.users().add("Guest");
        var series = portal.calendar()
                .addEvent(portal.calendar().addSection("user", 1, "Mine"), named("New event")
                        .at(LocalDateTime.of(2025, 2, 10, 0, 45).atZone(MINSK), Duration.ofHours(1))
                        .byRest(23)
                        .daily()
                        .every(10)
                        .times(3)
                        .confidential()
                        .attendees(guest));

        assertSame(byId(portal, series), CapturedAnswers.result("09"), "REMIND");
        assertThat(byId(portal, series).path("REMIND").isArray()).isTrue();
        assertThat(portal.calendar().occurrences(series, LocalDate.of(2025, 1, 1), EVER)).extracting(TrueTime::start)
                .containsExactly(Instant.parse("2025-02-09T21:45:00Z"), Instant.parse("2025-02-19T21:45:00Z"),
                        Instant.parse("2025-03-01T21:45:00Z"));
    }

    /// Capture 10: the same with a last date beside the count.
    @Test
    void answersLikeAPortalOf2025OnARowOfASeries() {
        at("2025-10-31T11:59:29Z");
        var portal = portal(MOSCOW, DateFormat.DOTS, PortalAge.CURRENT);
        portal.installSilently();
        var guest = portal.users().add("Guest");
        portal.calendar()
                .addEvent(portal.calendar().addSection("user", 1, "Mine"), named("New event")
                        .at(LocalDateTime.of(2025, 11, 1, 11, 59).atZone(MINSK), Duration.ofHours(1))
                        .byRest(29)
                        .daily()
                        .every(10)
                        .times(3)
                        .until(LocalDate.of(2025, 11, 11))
                        .confidential()
                        .attendees(guest));

        var row = listed(portal, "user", 1, LocalDate.of(2025, 11, 1), LocalDate.of(2025, 11, 1)).path(0);

        var captured = CapturedAnswers.result("10").path(0);
        assertSame(row, captured, "REMIND", "MEETING");
        assertThat(row.path("MEETING").path("HIDE_GUESTS").asBoolean()).isTrue();
        assertThat(row.path("RINDEX")).isEqualTo(captured.path("RINDEX"));
    }

    @Test
    void dropsTheSecondsWithTheNextChange() {
        at("2025-10-31T11:59:29Z");
        var portal = portal(MOSCOW, DateFormat.DOTS, PortalAge.CURRENT);
        var event = portal.calendar()
                .addEvent(portal.calendar().addSection("user", 1, "Mine"), named("x")
                        .at(LocalDateTime.of(2026, 1, 7, 14, 25).atZone(MINSK), Duration.ofHours(1))
                        .byRest(-20));
        var before = byId(portal, event).path("DATE_FROM_TS_UTC").asString();

        portal.calendar().updateEvent(event, change().name("y"));

        assertThat(before).isEqualTo("1767774280");
        assertThat(byId(portal, event).path("DATE_FROM_TS_UTC").asString()).isEqualTo("1767774300");
        assertThat(byId(portal, event).path("DATE_FROM").asString()).isEqualTo("07.01.2026 14:25:00");
    }

    /// Capture 22, whose page leaves keys out: a resource is booked for two whole days, after it was booked by
    /// the hour.
    @Test
    void answersLikeTheDocumentationOnABookingOfAResource() {
        at("2024-12-18T13:55:35Z");
        var portal = portal(ZoneOffset.UTC, DateFormat.DOTS, PortalAge.OF_2024);
        portal.installSilently();
        var van = portal.calendar().addSection("resource", 0, "Van");
        var riga = ZoneId.of("Europe/Riga");
        var booking = portal.calendar()
                .addEvent(van, named("x").at(LocalDateTime.of(2024, 12, 20, 9, 0).atZone(riga), Duration.ofHours(1))
                        .description("Услуга: проба"));
        portal.calendar()
                .updateEvent(booking,
                        change().allDay(LocalDate.of(2024, 12, 20), LocalDate.of(2024, 12, 21)));

        var row = bookings(portal, van).path(0);

        var captured = CapturedAnswers.result("22").path(0);
        assertThat(CapturedAnswers.types(row)).containsAllEntriesOf(CapturedAnswers.types(captured));
        assertThat(times(row, captured, "DATE_CREATE")).isEqualTo(times(captured, captured, "DATE_CREATE"));
        assertThat(row.path("VERSION").asString()).isEqualTo("1");
    }

    private static JsonNode bookings(SimulatedPortal portal, long resource) {
        try (var client = new RestClient()) {
            return client.json(portal.restUrl().resolve("calendar.resource.booking.list"),
                    portal.issueTokens(1).accessToken(), """
                            {"filter": {"resourceTypeIdList": [%d], "from": "2024-12-01", "to": "2024-12-31"}}"""
                            .formatted(resource))
                    .result();
        }
    }

    /// Capture 20: month first, with am and pm, on a server at UTC.
    @Test
    void answersLikeTheDocumentationOnAnEvent() {
        at("2024-12-05T13:48:41Z");
        var portal = portal(ZoneOffset.UTC, DateFormat.AMERICAN, PortalAge.OF_2024);
        var event = portal.calendar()
                .addEvent(portal.calendar().addSection("user", 1, "Mine"), named("4Sample Name")
                        .at(LocalDateTime.of(2024, 12, 11, 17, 59).atZone(ZoneId.of("Europe/Kaliningrad")),
                                Duration.ofHours(1))
                        .byRest()
                        .crm("CO_1", "L_5"));

        assertSame(byId(portal, event), CapturedAnswers.result("20"), "MEETING", "REMIND", "IS_MEETING");
    }

    /// CapturedAnswers 01 and 17: a room and a person's calendar.
    @Test
    void answersLikeRealPortalsOnCalendars() {
        at("2025-01-18T11:11:00Z");
        var portal = portal(MOSCOW, DateFormat.DOTS, PortalAge.CURRENT);
        portal.installSilently();
        portal.calendar().addSection("location", 0, "Комната");
        portal.calendar().addSection("user", 1, "Новая книга");

        assertThat(CapturedAnswers.types(sections(portal, "location", 0)))
                .containsAllEntriesOf(without(CapturedAnswers.result("01").path(0), "ACCESS"));
        assertThat(CapturedAnswers.types(sections(portal, "user", 1)))
                .containsAllEntriesOf(without(CapturedAnswers.result("17").path(0)));
        assertThat(sections(portal, "user", 1).path("DATE_CREATE").asString()).isEqualTo("2025-01-18 14:11:00");
    }

    private static Map<String, String> without(JsonNode captured, String... keys) {
        var types = CapturedAnswers.types(captured);
        types.keySet().removeAll(List.of(keys));
        return types;
    }

    private static JsonNode sections(SimulatedPortal portal, String type, long owner) {
        try (var client = new RestClient()) {
            return client.json(portal.restUrl().resolve("calendar.section.get"), portal.issueTokens(1).accessToken(),
                    "{\"type\": \"%s\", \"ownerId\": %d}".formatted(type, owner)).result().path(0);
        }
    }

    /// Capture 26, of which only keys and types are known.
    @Test
    void hasTheKeysAndTypesOfAnOldPortal() {
        at("2023-03-01T10:00:00Z");
        var portal = portal(MOSCOW, DateFormat.DOTS, PortalAge.OLD);
        portal.installSilently();
        var guest = portal.users().add("Guest");
        var event = portal.calendar()
                .addEvent(portal.calendar().addSection("user", 1, "Mine"), named("x").attendees(guest));
        var record = byId(portal, event);

        var captured = Json.MAPPER.createObjectNode();
        CapturedAnswers.answer("26")
                .path("event")
                .properties()
                .forEach(key -> captured.set(key.getKey(), key.getValue()));
        captured.remove(List.of("uploads", "section"));
        assertThat(record.propertyNames()).containsExactlyInAnyOrderElementsOf(captured.propertyNames());
        captured.properties()
                .stream()
                .filter(key -> key.getValue().isString())
                .forEach(key -> assertThat(typeName(record.path(key.getKey()))).as(key.getKey())
                        .isIn(List.of(key.getValue().asString().split("\\?"))));
        var section = CapturedAnswers.answer("26").path("section");
        assertThat(sections(portal, "user", 1).propertyNames())
                .containsExactlyInAnyOrderElementsOf(section.propertyNames());
    }

    private static String typeName(JsonNode value) {
        if (value.isNull()) {
            return "null";
        }
        return value.isArray() ? "list" : value.isString() ? "string" : value.isBoolean() ? "boolean" : "number";
    }
}
