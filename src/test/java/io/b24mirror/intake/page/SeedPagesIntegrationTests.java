package io.b24mirror.intake.page;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.intake.form.FormEncoder;
import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/// The five pages of the documentation that the product started from: two events received, three methods called, with
/// the samples that stand on the pages.
class SeedPagesIntegrationTests extends ServiceTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final Map<String, Object> AUTH = orderedMap("access_token", "s6p6eclrvim6da22ft9ch94ekreb52lv",
            "expires_in", "3600", "scope", "calendar", "domain", "some-domain.bitrix24.com", "server_endpoint",
            "https://oauth.bitrix.info/rest/", "status", "F", "client_endpoint",
            "https://some-domain.bitrix24.com/rest/", "member_id", "a223c6b3710f85df22e9377d6c4f7553", "refresh_token",
            "4s386p3q0tr8dy89xvmt96234v3dljg8", "application_token", "51856fefc120afa4b628cc82d3935cce");
    private static final Map<String, Object> SECTION_ADDED = orderedMap("event", "ONCALENDARSECTIONADD",
            "event_handler_id", "6", "data", Map.of("id", "202"), "ts", "1734608536", "auth", AUTH);
    private static final Map<String, Object> COMMENT_ADDED = orderedMap("event", "onCrmTimelineCommentAdd", "data",
            Map.of("ID", 999), "ts", "1466439714", "auth", AUTH);

    /// The samples come from a portal whose server runs at UTC.
    @Override
    protected SimulatedPortal newPortal() {
        return portalSettings().memberId("a223c6b3710f85df22e9377d6c4f7553")
                .serverZone(ZoneOffset.UTC)
                .applicationToken("51856fefc120afa4b628cc82d3935cce")
                .start();
    }

    @BeforeEach
    void installOnAPortalWithTheSamples() throws Exception {
        install();
        portal.calendar().putSection(sample("section-202"));
        portal.calendar().putEvent(sample("event-1265").put("SECTION_ID", "202").put("SECT_ID", "202"));
        portal.comments().putComment(sample("comment-999"));
        portal.events().dropWaiting();
    }

    @Test
    void readsTheSectionAndItsEventsAfterOnCalendarSectionAdd() throws Exception {
        assertThat(post(SECTION_ADDED)).isEqualTo(200);

        work();

        assertThat(rows("select section_id from reporting.calendar_sections")).contains(Map.of("section_id", 202L));
        assertThat(rows("select event_id from reporting.calendar_events")).containsExactly(Map.of("event_id", 1265L));
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();
    }

    @Test
    void readsTheCommentAfterOnCrmTimelineCommentAdd() throws Exception {
        var postedAt = clock.instant();
        assertThat(post(COMMENT_ADDED)).isEqualTo(200);

        work();

        assertThat(rows("select * from reporting.timeline_comments")).singleElement()
                .satisfies(row -> assertThat(row).contains(entry("member_id", portal.memberId()),
                        entry("comment_id", 999L), entry("entity_type", "deal"), entry("entity_id", 5L),
                        entry("author_id", 1L), entry("comment", "New comment was added"))
                        .containsEntry("deleted_at", null));
        assertThat(instant("select created_at from reporting.timeline_comments"))
                .isEqualTo(Instant.parse("2024-12-20T09:00:00Z"));
        assertThat(instant("select fetched_at from reporting.timeline_comments")).isEqualTo(postedAt);
        assertThat(rows("select * from reporting.timeline_comment_files")).singleElement()
                .satisfies(row -> assertThat(row).contains(entry("file_id", 1L), entry("name", "1.gif"),
                        entry("size_bytes", 43L), entry("type", "image"), entry("author_id", 1L)));
        assertThat(raw("timeline_comments")).isEqualTo(sample("comment-999"));
    }

    @Test
    void takesTheRealShapeOfTheCommentEvent() throws Exception {
        var real = new LinkedHashMap<>(COMMENT_ADDED);
        real.put("event", "ONCRMTIMELINECOMMENTADD");
        real.put("data", Map.of("FIELDS", Map.of("ID", "999")));

        assertThat(post(real)).isEqualTo(200);
        work();

        assertThat(rows("select comment_id from reporting.timeline_comments"))
                .containsExactly(Map.of("comment_id", 999L));
    }

    @Test
    void keepsEveryFieldOfCalendarSectionGet() throws Exception {
        post(SECTION_ADDED);
        work();

        assertThat(rows("select * from reporting.calendar_sections where section_id = 202")).singleElement()
                .satisfies(row -> assertThat(row).contains(entry("member_id", portal.memberId()),
                        entry("calendar_type", "user"), entry("owner_id", 1L), entry("name", "New Section"),
                        entry("description", "Description for section"), entry("color", "#9cbeee"),
                        entry("text_color", "#283000"), entry("created_by", 1L), entry("external_type", "local"),
                        entry("is_collab", false)).containsEntry("deleted_at", null));
        assertThat(raw("calendar_sections where section_id = 202"))
                .isEqualTo(sample("section-202").put("TIMESTAMP_X", "2024-12-19 12:00:00")); // when its event was added
    }

    @Test
    void keepsAllSectionsOfTheOwner() throws Exception {
        var other = portal.calendar().addSection("user", 1, "Another one");

        post(SECTION_ADDED);
        work();

        assertThat(rows("select section_id from reporting.calendar_sections where owner_id = 1"))
                .contains(Map.of("section_id", 202L), Map.of("section_id", other));
    }

    @Test
    void listsTheEventsOfTheSectionInTheWindowOnceEach() throws Exception {
        portal.calendar()
                .putEvent(sample("event-1265").put("ID", "1300")
                        .put("SECTION_ID", "202")
                        .put("SECT_ID", "202")
                        .put("DATE_FROM", "12/10/2019 07:46:40 pm")
                        .put("DATE_TO", "12/10/2019 08:46:40 pm")
                        .put("DATE_FROM_FORMATTED", "Tue Dec 10 2019 19:46:40")
                        .put("DATE_TO_FORMATTED", "Tue Dec 10 2019 20:46:40")
                        .put("DATE_FROM_TS_UTC", "1576000000")
                        .put("DATE_TO_TS_UTC", "1576003600")
                        .put("RRULE", ""));
        portal.events().dropWaiting();

        post(SECTION_ADDED);
        work();

        assertThat(portal.calls("calendar.event.get")).isEqualTo(1);
        assertThat(portal.calls("calendar.event.getbyid")).isEqualTo(1);
        assertThat(rows("select event_id from reporting.calendar_events")).containsExactly(Map.of("event_id", 1265L));
    }

    @Test
    void keepsEveryFieldOfCalendarEventGetById() throws Exception {
        post(SECTION_ADDED);
        work();

        assertThat(rows("select * from reporting.calendar_events")).singleElement()
                .satisfies(row -> assertThat(row)
                        .contains(entry("event_id", 1265L), entry("parent_id", 1265L), entry("section_id", 202L),
                                entry("calendar_type", "user"), entry("owner_id", 1L), entry("name", "Event Name"),
                                entry("description", "Description for event"), entry("location", "test location"),
                                entry("all_day", false), entry("time_zone", "Europe/Riga"),
                                entry("duration_seconds", 3600L), entry("created_by", 1L), entry("is_meeting", true),
                                entry("meeting_status", "H"), entry("meeting_host_id", 1L),
                                entry("importance", "normal"), entry("accessibility", "free"),
                                entry("is_private", false), entry("recurrence_id", 1272L), entry("version", 1L),
                                entry("is_masked", false))
                        .containsEntry("start_date", null)
                        .containsEntry("end_date", null)
                        .containsEntry("deleted_at", null));
        assertThat(instant("select starts_at from reporting.calendar_events"))
                .isEqualTo(Instant.ofEpochSecond(1733932740));
        assertThat(instant("select ends_at from reporting.calendar_events"))
                .isEqualTo(Instant.ofEpochSecond(1733936340));
        var expected = sample("event-1265").put("SECTION_ID", "202").put("SECT_ID", "202");
        assertThat(raw("calendar_events")).isEqualTo(expected);
        assertThat(JSON.readTree(value("select rrule::text from reporting.calendar_events", String.class)))
                .isEqualTo(expected.get("RRULE"));
        assertThat(rows("select event_id, user_id, entry_id, status from reporting.calendar_event_attendees"))
                .containsExactly(Map.of("event_id", 1265L, "user_id", 1L, "entry_id", 1265L, "status", "H"));
        assertThat(rows("select entity_type, entity_id from reporting.calendar_event_crm_links"))
                .containsExactlyInAnyOrder(Map.of("entity_type", "company", "entity_id", 1L),
                        Map.of("entity_type", "lead", "entity_id", 5L));
    }

    @Test
    void showsTheRecordWithinTwoSecondsOfTheEvent() throws Exception {
        var postedAt = clock.instant();

        post(SECTION_ADDED);
        work();

        assertThat(instant("select fetched_at from reporting.calendar_events"))
                .isBefore(postedAt.plus(Duration.ofSeconds(2)));
    }

    private JsonNode raw(String from) {
        return JSON.readTree(value("select raw::text from reporting." + from, String.class));
    }

    private int post(Map<String, Object> event) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(handler())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(FormEncoder.encode(event)))
                .build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static ObjectNode sample(String name) throws IOException {
        try (InputStream json = Objects.requireNonNull(
                SeedPagesIntegrationTests.class.getResourceAsStream("/simulation/" + name + ".json"), name)) {
            return (ObjectNode) JSON.readTree(json);
        }
    }

    private static Map<String, Object> orderedMap(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
