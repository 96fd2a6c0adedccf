package io.b24mirror.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.testing.ServiceTest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/// Answers of real portals, read through the whole service: the views show what is certainly true of each.
class CapturedEventsIntegrationTests extends ServiceTest {
    private static final List<String> WITH_EVENTS = List.of("02", "03", "05", "09", "10", "14", "20", "21", "22");

    static Stream<Arguments> events() {
        return WITH_EVENTS.stream()
                .flatMap(number -> capture(number).path("_truth")
                        .path("events")
                        .properties()
                        .stream()
                        .map(event -> Arguments.of(number, Long.parseLong(event.getKey()), event.getValue())));
    }

    @ParameterizedTest(name = "{0}, event {1}")
    @MethodSource("events")
    void takesPlaceWhenItTrulyDoes(String number, long id, JsonNode truth) throws InterruptedException {
        mirror(number, id);

        assertThat(jdbc.sql("""
                select starts_at, ends_at, all_day, start_date, end_date, time_doubt
                from reporting.calendar_events
                where event_id = :id
                """).param("id", id).query().singleRow()).satisfies(row -> {
            assertThat(utc(row.get("starts_at"))).isEqualTo(text(truth, "starts_at"));
            assertThat(utc(row.get("ends_at"))).isEqualTo(text(truth, "ends_at"));
            assertThat(row.get("all_day")).isEqualTo(truth.path("all_day").booleanValue());
            assertThat(date(row.get("start_date"))).isEqualTo(text(truth, "start_date"));
            assertThat(date(row.get("end_date"))).isEqualTo(text(truth, "end_date"));
            assertThat(row.get("time_doubt")).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"09", "10"})
    void repeatsAsItTrulyDoes(String number) throws InterruptedException {
        var truth = capture(number).path("_truth");
        mirror(number, Long.parseLong(truth.path("events").propertyNames().iterator().next()));

        assertThat(jdbc.sql("select starts_at from reporting.calendar_occurrences order by starts_at")
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant().toString())
                .list()).containsExactlyElementsOf(texts(truth.path("occurrences")));
    }

    @ParameterizedTest
    @ValueSource(strings = "21")
    void leavesOutTheDaysThatItTrulyDoes(String number) throws InterruptedException {
        var truth = capture(number).path("_truth");
        mirror(number, 1265);

        assertThat(jdbc.sql("select unnest(left_out)::text from reporting.calendar_series order by 1")
                .query(String.class)
                .list()).containsExactlyElementsOf(texts(truth.path("exdates")));
        assertThat(value("select rule from reporting.calendar_series", String.class))
                .endsWith("UNTIL=" + truth.path("until").stringValue().replace("-", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = "05")
    void replacesTheOccurrenceThatItTrulyDoes(String number) throws InterruptedException {
        mirror(number, 1145166);

        assertThat(instant("select original_starts_at from reporting.calendar_occurrences"))
                .isEqualTo(capture(number).path("_truth")
                        .path("events")
                        .path("1145166")
                        .path("original_start")
                        .stringValue());
        assertThat(value("select original_start_date from reporting.calendar_occurrences", LocalDate.class))
                .isEqualTo("2025-09-29");
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "03", "05", "09", "10", "14", "20", "21", "22"})
    void findsTheClockOfTheServer(String number) throws InterruptedException {
        var truth = capture(number).path("_truth");
        mirror(number, Long.parseLong(truth.path("events").propertyNames().iterator().next()));

        assertThat(value("select server_offset from reporting.portal_clocks", String.class))
                .isEqualTo(truth.path("server_offset").stringValue());
    }

    /// Of an older portal only keys and types are known: the values are those of a newer portal's meeting.
    @Test
    void readsAnOlderPortalsMeetingLikeANewerOnes() throws InterruptedException {
        mirror("03", 3418);
        var newer = shownMeeting();
        beginAnew();
        mirror("03", 3418, asAnOlderPortalSays(event("03", 3418)));

        assertThat(shownMeeting()).isEqualTo(newer).contains("starts_at=2026-09-21 08:00:00.0");
    }

    private String shownMeeting() {
        return rows("""
                select event_id, starts_at, ends_at, all_day, time_doubt, time_zone, name, is_meeting, meeting_status,
                    meeting_host_id, array(select user_id || ' ' || status from reporting.calendar_event_attendees
                        where event_id = e.event_id order by 1)::text as attendees,
                    (select count(*) from reporting.calendar_event_crm_links) as links,
                    (select server_offset from reporting.portal_clocks) as server_offset
                from reporting.calendar_events e
                """).toString();
    }

    private static ObjectNode asAnOlderPortalSays(ObjectNode event) {
        var types = capture("26").path("answer").path("event");
        var older = event.deepCopy();
        event.propertyNames().stream().filter(name -> !types.has(name)).forEach(older::remove);
        older.put("ATTENDEES_CODES", "U1,U37").put("DT_LENGTH", event.path("DT_LENGTH").asString());
        older.put("UF_CRM_CAL_EVENT", false).put("UF_WEBDAV_CAL_EVENT", false).putNull("REL").putArray("uploads");
        older.putNull("G_EVENT_ID").putNull("CAL_DAV_LABEL").putNull("DAV_EXCH_LABEL").putNull("EVENT_TYPE");
        older.withObject("MEETING").without("HIDE_GUESTS").putNull("TEXT").put("OPEN", false);
        older.withArray("attendeesEntityList")
                .valueStream()
                .map(ObjectNode.class::cast)
                .forEach(entity -> entity.put("id", entity.path("id").asString()));
        assertThat(event.propertyNames()).contains("DATE_FROM_FORMATTED");
        assertThat(older.propertyNames()).doesNotContain("DATE_FROM_FORMATTED");
        return older;
    }

    /// Lets the portal tell of an event, and answer as the real one did.
    private void mirror(String number, long id) throws InterruptedException {
        mirror(number, id, event(number, id));
    }

    private void mirror(String number, long id, ObjectNode event) throws InterruptedException {
        clock.set(requireNonNull(start(capture(number).path("_truth").path("events").path(Long.toString(id)))));
        install();
        portal.faults().answerCalls("calendar.event.getbyid", 5, event.toString());
        portal.calendar().putEvent(event);
        deliverAndWork();
    }

    private static @Nullable Instant start(JsonNode truth) {
        var startsAt = text(truth, "starts_at");
        var startDate = text(truth, "start_date");
        return startsAt == null && startDate != null
                ? LocalDate.parse(startDate).atStartOfDay(ZoneOffset.UTC).toInstant()
                : startsAt == null ? null : Instant.parse(startsAt);
    }

    private static ObjectNode event(String number, long id) {
        var result = capture(number).path("answer").path("result");
        var events = result.isArray() ? result.values() : List.of(result);
        return (ObjectNode) events.stream()
                .filter(event -> event.path("ID").stringValue().equals(Long.toString(id)))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode capture(String number) {
        try (var file = requireNonNull(CapturedEventsIntegrationTests.class
                .getResourceAsStream("/captures/calendar-%s.json".formatted(number)))) {
            return JsonMapper.shared().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).toList();
    }

    private static @Nullable String text(JsonNode truth, String field) {
        return truth.path(field).isString() ? truth.path(field).stringValue() : null;
    }

    private static @Nullable String utc(@Nullable Object timestamp) {
        return timestamp == null ? null : ((java.sql.Timestamp) timestamp).toInstant().toString();
    }

    private static @Nullable String date(@Nullable Object date) {
        return date == null ? null : date.toString();
    }
}
