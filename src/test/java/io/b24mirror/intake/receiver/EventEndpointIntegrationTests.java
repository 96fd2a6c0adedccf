package io.b24mirror.intake.receiver;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.intake.form.FormEncoder;
import io.b24mirror.intake.outage.DatabaseRecovery;
import io.b24mirror.spill.Spill;
import io.b24mirror.testing.PostgresServer;
import io.b24mirror.testing.ServiceTest;

import static io.b24mirror.intake.event.EventForms.commentAdded;
import static io.b24mirror.intake.event.EventForms.documentedCommentAdded;
import static io.b24mirror.intake.event.EventForms.event;
import static io.b24mirror.intake.event.EventForms.sectionAdded;
import static io.b24mirror.intake.event.EventForms.with;
import static io.b24mirror.intake.event.EventForms.withAuth;
import static io.b24mirror.intake.event.EventForms.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/// The contract's table of answers, over HTTP.
class EventEndpointIntegrationTests extends ServiceTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String FORM = "application/x-www-form-urlencoded";

    @Autowired
    private DataSource dataSource;

    @Autowired
    private Spill spill;

    @Autowired
    private DatabaseRecovery recovery;

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    EventEndpointIntegrationTests() {}

    @BeforeEach
    void installTheApp() throws InterruptedException {
        install();
        jdbc.sql("truncate intake.delivery, intake.fingerprint").update();
    }

    @Test
    void storesAnAuthenticEventBeforeItAnswers() throws Exception {
        var answer = post(sectionAdded(portal, 202));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(rows("select * from reporting.deliveries")).singleElement()
                .satisfies(row -> assertThat(row)
                        .contains(entry("member_id", portal.memberId()), entry("event", "ONCALENDARSECTIONADD"),
                                entry("event_handler_id", 6L), entry("record_kind", "calendar_section"),
                                entry("record_id", 202L), entry("duplicates", 0))
                        .containsEntry("user_id", null));
        assertThat(instant("select event_at from reporting.deliveries")).isEqualTo(Instant.ofEpochSecond(1734608536));
        assertThat(instant("select received_at from reporting.deliveries")).isEqualTo(clock.instant());
        assertThat(rows("select record_kind, record_id, state, attempts from reporting.pending_fetches"))
                .containsExactly(
                        Map.of("record_kind", "calendar_section", "record_id", 202L, "state", "WAITING", "attempts",
                                0));
    }

    @Test
    void takesAnEventWithPlainBrackets() throws Exception {
        var form = FormEncoder.encode(sectionAdded(portal, 202), FormEncoder.Brackets.PLAIN);

        var answer = post(handler(), FORM + "; charset=UTF-8", form);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(value("select record_id from reporting.deliveries", Long.class)).isEqualTo(202);
    }

    @Test
    void takesBothShapesOfCommentEventsForOneRecord() throws Exception {
        post(commentAdded(portal, 999));
        post(documentedCommentAdded(portal, 999));

        assertThat(rows("select event, record_kind, record_id from reporting.deliveries")).hasSize(2)
                .containsOnly(
                        Map.of("event", "ONCRMTIMELINECOMMENTADD", "record_kind", "timeline_comment", "record_id",
                                999L));
        assertThat(rows("select record_id from reporting.pending_fetches")).containsExactly(Map.of("record_id", 999L));
    }

    static Stream<Map.Entry<String, Object>> uninterestingEvents() {
        return Stream.of(Map.entry("ONCRMDEALADD", Map.of("FIELDS", Map.of("ID", "7"))),
                Map.entry("ONCALENDARENTRYADD", Map.of("title", "no id")),
                Map.entry("ONCALENDARENTRYUPDATE", Map.of("id", "12x")),
                Map.entry("ONCALENDARENTRYUPDATE", Map.of("id", "0")),
                Map.entry("ONCALENDARENTRYUPDATE", Map.of("id", "99999999999999999999")),
                Map.entry("OnSomethingNew:After", Map.of()));
    }

    @ParameterizedTest
    @MethodSource("uninterestingEvents")
    void logsAnUninterestingEventAndNothingMore(Map.Entry<String, Object> uninteresting) throws Exception {
        var answer = post(event(portal, uninteresting.getKey(), uninteresting.getValue()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(value("select event from reporting.deliveries", String.class))
                .isEqualToIgnoringCase(uninteresting.getKey());
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();
    }

    @Test
    void takesAnEventWithoutDataHandlerIdOrTime() throws Exception {
        var answer = post(without(without(without(event(portal, "ONOFFLINEEVENT", Map.of()), "data"),
                "event_handler_id"), "ts"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(rows("select event, event_handler_id, data::text as data from reporting.deliveries")).singleElement()
                .satisfies(row -> assertThat(row).contains(entry("event", "ONOFFLINEEVENT"), entry("data", "{}"))
                        .containsEntry("event_handler_id", null));
        assertThat(instant("select event_at from reporting.deliveries")).isEqualTo(clock.instant());
    }

    @Test
    void countsARepeatAndMarksItsRecordAgain() throws Exception {
        post(sectionAdded(portal, 202));
        post(with(sectionAdded(portal, 202), "event_handler_id", "7"));
        var answer = post(sectionAdded(portal, 202));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(rows("select duplicates from reporting.deliveries")).containsExactly(Map.of("duplicates", 2));
        assertThat(rows("select revision, delivery_id from fetch_list.request")).containsExactly(
                Map.of("revision", 3L, "delivery_id",
                        value("select delivery_id from reporting.deliveries", Long.class)));
    }

    @Test
    void takesTwoEventsOfDifferentSecondsForTwo() throws Exception {
        post(sectionAdded(portal, 202));
        post(with(sectionAdded(portal, 202), "ts", "1734608537"));

        assertThat(rows("select duplicates from reporting.deliveries")).hasSize(2)
                .containsOnly(Map.of("duplicates", 0));
        assertThat(rows("select record_id from reporting.pending_fetches")).hasSize(1);
    }

    static Stream<Map.Entry<String, String>> malformedForms() {
        var auth = "&auth[member_id]=a223c6b3710f85df22e9377d6c4f7553&auth[application_token]=51856f";
        var deep = "event=E&a[b][c][d][e][f][g][h][i]=1" + auth;
        var many = "event=E" + "&k[]=1".repeat(300) + auth;
        return Stream.of(Map.entry("empty body", ""), Map.entry("no event", "x=1" + auth),
                Map.entry("empty event", "event=" + auth), Map.entry("no member_id", "event=ONCALENDARENTRYADD"),
                Map.entry("strange member_id", "event=E&auth[member_id]=%00"),
                Map.entry("event as a tree", "event[a]=E" + auth),
                Map.entry("data as a scalar", "event=E&data=1" + auth),
                Map.entry("auth as a scalar", "event=E&auth=1"),
                Map.entry("member_id as a tree", "event=E&auth[member_id][x]=1"),
                Map.entry("domain as a tree", "event=E&auth[domain][x]=1" + auth),
                Map.entry("scalar and tree", "event=E&data[id]=1&data[id][x]=2" + auth),
                Map.entry("bad percent-encoding", "event=%zz" + auth), Map.entry("too deep", deep),
                Map.entry("too many keys", many),
                Map.entry("too long a key", "event=E&" + "k".repeat(257) + "=1" + auth),
                Map.entry("unbalanced brackets", "event=E&data[id=1" + auth));
    }

    @ParameterizedTest
    @MethodSource("malformedForms")
    void refusesAMalformedForm(Map.Entry<String, String> malformed) throws Exception {
        var answer = post(handler(), FORM, malformed.getValue());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("urn:b24-mirror:malformed").doesNotContain("51856f");
        assertThat(rows("select * from intake.quarantine")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "51856fefc120afa4b628cc82d3935cc", "51856FEFC120AFA4B628CC82D3935CCE", ""})
    void refusesAWrongApplicationToken(String token) throws Exception {
        var answer = post(withAuth(sectionAdded(portal, 202), "application_token", token));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("urn:b24-mirror:not-authentic").doesNotContain(portal.memberId());
        assertThat(rows("select * from reporting.deliveries")).isEmpty();
        assertThat(rows("select member_id, event, record_id from intake.quarantine")).containsExactly(
                Map.of("member_id", portal.memberId(), "event", "ONCALENDARSECTIONADD", "record_id", 202L));
    }

    @Test
    void refusesAnUnknownPortalAndAMissingToken() throws Exception {
        var unknown = post(withAuth(sectionAdded(portal, 202), "member_id", "ffffffffffffffffffffffffffffffff"));
        var missing = post(handler(), FORM, "event=E&auth[member_id]=" + portal.memberId());

        assertThat(unknown.statusCode()).isEqualTo(403);
        assertThat(missing.statusCode()).isEqualTo(403);
        assertThat(rows("select 1 from reporting.deliveries")).isEmpty();
        assertThat(rows("select 1 from reporting.portals")).hasSize(1);
    }

    @Test
    void refusesABodyOverTheLimitWithoutReadingItsEnd() throws Exception {
        var filler = "&x=" + "y".repeat(64 * 1024);

        var answer = post(handler(), FORM, FormEncoder.encode(sectionAdded(portal, 202)) + filler);
        var chunked = HTTP.send(HttpRequest.newBuilder(handler())
                .header("Content-Type", FORM)
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(filler)))
                .build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void takesABodyOfExactlyTheLimit() throws Exception {
        var form = FormEncoder.encode(sectionAdded(portal, 202)) + "&x=";
        var answer = post(handler(), FORM, form + "y".repeat(64 * 1024 - form.length()));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void refusesOtherTypesAndMethods() throws Exception {
        var json = post(handler(), "application/json", "{}");
        var get = HTTP.send(HttpRequest.newBuilder(handler()).GET().build(), BodyHandlers.ofString());

        assertThat(json.statusCode()).isEqualTo(415);
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void removesSecretsFromWhatItStores() throws Exception {
        var secret = "0123456789abcdef0123456789abcdef";
        var event = event(portal, "ONAPPMETHODCONFIRM",
                Map.of("TOKEN", secret, "METHOD", "x", "note", "says " + portal.applicationToken()));

        post(withAuth(withAuth(event, "access_token", secret), "user_id", "5"));

        assertThat(value("select data::text from reporting.deliveries", String.class)).contains("[removed]", "METHOD")
                .doesNotContain(secret, portal.applicationToken());
    }

    @Test
    void marksADeletedRecordAtOnce() throws Exception {
        var section = portal.calendar().addSection("user", 1, "Work");
        deliverAndWork();

        portal.calendar().deleteSection(section);
        portal.events().deliverAll();

        assertThat(instant("select deleted_at from reporting.calendar_sections where section_id = " + section))
                .isEqualTo(clock.instant());
    }

    @Test
    void saysWhenItCanNeitherStoreNorKeep() throws Exception {
        var database = value("select current_database()", String.class);
        PostgresServer.get().shut(database);
        spill.stop();
        try {
            var answer = post(sectionAdded(portal, 202));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        } finally {
            spill.start();
            PostgresServer.get().open(database);
        }
        recovery.recover();
        assertThat(post(sectionAdded(portal, 202)).statusCode()).isEqualTo(200);
        forgetDeadConnections();
        assertThat(rows("select duplicates from reporting.deliveries")).containsExactly(Map.of("duplicates", 0));
    }

    @Test
    void doesNotLoseAnEventToTheDebugLog() throws Exception {
        var logger = (ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("org.springframework.web");
        var before = logger.getLevel();
        try {
            logger.setLevel(ch.qos.logback.classic.Level.TRACE);

            var answer = post(sectionAdded(portal, 202));

            assertThat(answer.statusCode()).isEqualTo(200);
        } finally {
            logger.setLevel(before);
        }
    }

    private void forgetDeadConnections() throws SQLException {
        dataSource.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
    }

    private HttpResponse<String> post(Map<String, ?> event) throws IOException, InterruptedException {
        return post(handler(), FORM, FormEncoder.encode(event));
    }

    private static HttpResponse<String> post(URI url, String type, String body)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(url).header("Content-Type", type).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }
}
