package io.b24mirror.report.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;

import io.b24mirror.report.ReportTest;
import io.b24mirror.report.Resources;
import io.b24mirror.report.query.Column;
import io.b24mirror.report.query.ReportDatabase;
import io.b24mirror.report.query.ReportingViews;
import io.b24mirror.simulation.EventDraft;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class ReportApiIntegrationTests extends ReportTest {
    private final Resources resources;
    private final ReportingViews views;

    @Autowired
    ReportApiIntegrationTests(Resources resources, ReportingViews views) {
        this.resources = resources;
        this.views = views;
    }

    @Test
    void listsEveryResourceWithAllColumnsOfItsView() throws Exception {
        install();
        var section = portal.calendar().addSection("user", 1, "Work");
        portal.calendar().addEvent(section, EventDraft.named("Lunch"));
        portal.comments().add("deal", 7, 1, "Called");
        deliverAndWork();
        jdbc.sql("""
                insert into fetch_list.request
                    (member_id, record_kind, record_id, state, urgency, requested_at, due_at, last_error)
                values (:memberId, 'timeline_comment', 999, 'DEAD', 0, now(), now(), 'Not found')
                """).param("memberId", portal.memberId()).update();
        jdbc.sql(
                "insert into operation.action (acted_at, user_name, what, member_id) values (now(), 'x', 'SWEEP', 'y')")
                .update();

        for (var resource : resources.all()) {
            var page = json("/api/v1/" + resource.name());

            assertThat(page.path("items").size()).as(resource.name()).isPositive();
            assertThat(page.path("items").get(0).propertyNames()).as(resource.name())
                    .containsExactlyElementsOf(
                            views.view(resource.view()).columns().stream().map(Column::name).toList());
            assertThat(page.path("next").isNull()).isTrue();
        }
    }

    @Test
    void writesEachTypeAsJsonKnowsIt() throws Exception {
        putEvents("acme", 7, 1);

        var event = json("/api/v1/calendar-events").path("items").get(0);

        assertThat(event.path("event_id").isNumber()).isTrue();
        assertThat(event.path("all_day").isBoolean()).isTrue();
        assertThat(event.path("starts_at").asString()).isEqualTo("2026-06-01T07:00:00Z");
        assertThat(event.path("start_date").isNull()).isTrue();
        assertThat(event.path("raw").path("ID").asString()).isEqualTo("7");
    }

    @Test
    void pagesThroughAHundredThousandRowsWithoutGapOrRepeatWhileRowsAreAdded() throws Exception {
        putEvents("acme", 1, 50_000);
        putEvents("emca", 1, 50_000);

        var seen = new ArrayList<String>();
        var next = "/api/v1/calendar-events?limit=1000&fields=member_id,event_id";
        for (long added = 1; next != null; added++) {
            var page = json(next);
            page.path("items").forEach(row -> seen.add(row.path("member_id").asString() + row.path("event_id")));
            next = page.path("next").isNull() ? null : page.path("next").asString();
            putEvents("acme", 50_000 + added, 1);
            putEvents("acme", -added, 1);
            putEvents("emca", 50_000 + added, 1);
        }

        var distinct = new HashSet<>(seen);
        assertThat(distinct).hasSameSizeAs(seen);
        assertThat(LongStream.rangeClosed(1, 50_000)
                .filter(id -> !distinct.contains("acme" + id) || !distinct.contains("emca" + id))
                .count()).as("missing").isZero();
    }

    @Test
    void pagesTheNewestDeliveriesFirst() throws Exception {
        install();
        for (long record = 1; record <= 5; record++) {
            portal.comments().add("deal", record, 1, "Comment");
            clock.advance(Duration.ofMinutes(1));
            portal.events().deliverAll();
        }

        var ids = new ArrayList<Long>();
        for (var next = "/api/v1/deliveries?limit=2"; next != null;) {
            var page = json(next);
            page.path("items").forEach(row -> ids.add(row.path("delivery_id").asLong()));
            next = page.path("next").isNull() ? null : page.path("next").asString();
        }

        assertThat(ids).hasSizeGreaterThan(5).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void namesTheNextPageInALinkHeaderWithoutAHost() throws Exception {
        putEvents("acme", 1, 3);

        var first = get("/api/v1/calendar-events?limit=2&section=1,2,3");

        var link = first.headers().firstValue("Link").orElseThrow();
        assertThat(link).matches("</api/v1/calendar-events\\?.*section=1,2,3.*>; rel=\"next\"");
        var second = get(link.substring(1, link.indexOf('>')));
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.headers().firstValue("Link")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"portal=acme | 50", "portal=nobody | 0", "section=3 | 10",
            "section=3,4 | 20", "owner=42 | 1", "from=2026-06-02 | 77", "to=2026-06-02 | 23",
            "from=2026-06-02T00:00:00%2B02:00 | 79", "from=2026-06-02T00:00:00+02:00 | 79",
            "from=2026-06-02&to=2026-06-03&section=3 | 2", "meeting=true | 0", "type=group | 0",
            "updatedSince=2026-06-01T00:01:30Z | 11", "entity=deal:7 | 1", "entity=deal:7,deal:70,contact:1 | 2",
            "owner=9223372036854775807 | 0", "deleted=only | 0"})
    void narrows(String filter, int expected) throws Exception {
        putEvents("acme", 1, 50);
        putEvents("emca", 51, 50);
        jdbc.sql("""
                insert into mirror.calendar_event_crm_link (member_id, event_id, entity_type, entity_id)
                values ('acme', 1, 'deal', 7), ('emca', 51, 'deal', 70), ('acme', 2, 'contact', 7)
                """).update();

        assertThat(json("/api/v1/calendar-events?limit=1000&" + filter).path("items").size()).isEqualTo(expected);
    }

    @Test
    void leavesDeletedRecordsOutUnlessChangesAreAskedFor() throws Exception {
        install();
        var section = portal.calendar().addSection("user", 1, "Work");
        var kept = portal.calendar().addEvent(section, EventDraft.named("Lunch"));
        var gone = portal.calendar().addEvent(section, EventDraft.named("Dinner"));
        deliverAndWork();
        clock.advance(Duration.ofHours(1));
        var before = clock.instant();
        portal.calendar().deleteEvent(gone);
        deliverAndWork();

        assertThat(events("")).containsExactly(kept);
        assertThat(events("?deleted=include")).containsExactlyInAnyOrder(kept, gone);
        assertThat(events("?deleted=only")).containsExactly(gone);
        assertThat(events("?updatedSince=" + before)).containsExactly(gone);
    }

    /// An event may be gone for two reasons at once, and have changed before that.
    @Test
    void listsEachRecordThatChangedOnceAndInTheOrderOfItsChange() throws Exception {
        putEvents("acme", 1, 30);
        jdbc.sql("""
                insert into mirror.tombstone (member_id, kind, record_id, deleted_at, told_at, layer)
                select 'acme', kind, id, gone_at, gone_at, 'ONLINE'
                from (values ('calendar_event', 13), ('calendar_event', 5), ('calendar_section', 3)) as gone(kind, id),
                    (values (timestamptz '2026-06-02Z')) as moment(gone_at)
                """).update();

        var page = json("/api/v1/calendar-events?portal=acme&limit=4&updatedSince=2026-06-01T00:00:10Z");
        var listed = new ArrayList<Long>();
        while (true) {
            page.path("items").forEach(event -> listed.add(event.path("event_id").asLong()));
            if (page.path("next").isNull()) {
                break;
            }
            page = json(page.path("next").asString());
        }

        var changed = LongStream.rangeClosed(10, 30).filter(id -> id % 10 != 3).boxed();
        assertThat(listed).containsExactlyElementsOf(Stream.concat(changed, Stream.of(3L, 5L, 13L, 23L)).toList());
        assertThat(events("?updatedSince=2026-06-01T00:00:10Z&limit=100")).containsExactlyInAnyOrderElementsOf(listed);
        assertThat(events("?section=3&updatedSince=2026-06-01T00:00:10Z")).containsExactlyInAnyOrder(3L, 13L, 23L);
    }

    private Set<Long> events(String query) throws IOException, InterruptedException {
        return json("/api/v1/calendar-events" + query).path("items")
                .valueStream()
                .map(row -> row.path("event_id").asLong())
                .collect(toSet());
    }

    @Test
    void givesARecordAndItsHistory() throws Exception {
        install();
        var section = portal.calendar().addSection("user", 1, "Work");
        deliverAndWork();
        clock.advance(Duration.ofHours(1));
        portal.calendar().renameSection(section, "Leisure");
        deliverAndWork();

        var path = "/api/v1/calendar-sections/%s/%d".formatted(portal.memberId(), section);
        assertThat(json(path).path("name").asString()).isEqualTo("Leisure");
        assertThat(json(path + "/history").path("items").valueStream().map(row -> row.path("name").asString()))
                .containsExactly("Work", "Leisure");
        assertThat(get("/api/v1/calendar-sections/%s/999999".formatted(portal.memberId())).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"calendar-events?sectoin=3 | sectoin | section",
            "calendar-events?section=abc | section | whole number", "calendar-events?section= | section | whole number",
            "calendar-events?section=1&section=2 | section | one value",
            "calendar-events?from=yesterday | from | 2026-11-01",
            "calendar-events?from=99999-01-01 | from | 2026-11-01", "calendar-events?to=2026-02-30 | to | 2026-11-01",
            "calendar-events?entity=deal | entity | deal:7", "calendar-events?entity=deal:7, | entity | deal:7",
            "calendar-events?entity=deal:9999999999999999999 | entity | deal:7",
            "calendar-events?owner=9999999999999999999 | owner | whole number",
            "calendar-events?type=, | type | calendar_type",
            "calendar-events?portal=a,,b | portal | member_id", "calendar-events?zone=Nowhere/X | zone | Europe/Berlin",
            "calendar-events?deleted=maybe | deleted | exclude",
            "calendar-events?limit=1001 | limit | 1 to 1000", "calendar-events?limit=0 | limit | 1 to 1000",
            "calendar-events?limit=-1 | limit | 1 to 1000", "calendar-events?fields=name,secret | fields | event_id",
            "calendar-events?fields= | fields | event_id", "calendar-events?cursor=abc | cursor | page before",
            "calendar-events?format=xml | format | ndjson", "deliveries?format=csv&zone=Mars | zone | Europe/Berlin",
            "deliveries?format=csv&bom=1 | bom | true", "calendar-events/acme/1?format=csv | format | fields",
            "calendar-events/acme/1?limit=5 | limit | fields",
            "calendar-events/acme/1/history?id=1 | id | cursor, fields",
            "calendar-events/acme/1/history?zone=x | zone | Europe/Berlin",
            "calendar-events/acme/9999999999999999999 | id | whole number"})
    void refusesWhatItDoesNotUnderstandAndNamesWhatIsAllowed(String query, String parameter, String allowed)
            throws Exception {
        var answer = get("/api/v1/" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        var problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.path("parameter").asString()).isEqualTo(parameter);
        assertThat(problem.path("allowed").asString()).contains(allowed);
    }

    @Test
    void refusesTheCursorOfAnotherListOrOtherFilters() throws Exception {
        putEvents("acme", 1, 5);
        var cursor = cursor("/api/v1/calendar-events?limit=2&section=1,2,3");

        assertThat(get("/api/v1/calendar-events?limit=2&section=1,2,3&cursor=" + cursor).statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/calendar-events?limit=3&fields=name&section=1,2,3&cursor=" + cursor).statusCode())
                .isEqualTo(200);
        assertThat(get("/api/v1/calendar-events?limit=2&section=1,2&cursor=" + cursor).statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/calendar-sections?limit=2&cursor=" + cursor).statusCode()).isEqualTo(400);
    }

    /// The mark of a cursor is no secret.
    @ParameterizedTest
    @ValueSource(strings = {"[null,\"5\"]", "[\"acme\",null]", "null", "[\"acme\"]", "[\"acme\",\"x\"]", "{}",
            "[\"acme\",\"99999999999999999999\"]"})
    void refusesAnythingElseInACursor(String key) throws Exception {
        putEvents("acme", 1, 1);
        var place = key.getBytes(UTF_8);
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(place);
        digest.update("calendar-events{}".getBytes(UTF_8));
        var cursor = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(Long.BYTES + place.length)
                        .put(digest.digest(), 0, Long.BYTES)
                        .put(place)
                        .array());

        var answer = get("/api/v1/calendar-events?cursor=" + cursor);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(JsonMapper.shared().readTree(answer.body()).path("parameter").asString()).isEqualTo("cursor");
    }

    @Test
    void goesOnAlthoughACursorIsSpelledInAnotherWay() throws Exception {
        putEvents("acme", 1, 3);
        var cursor = cursor("/api/v1/calendar-events?limit=1");

        var second = json("/api/v1/calendar-events?limit=1&%63ursor=" + cursor);

        assertThat(json(second.path("next").asString()).path("items").get(0).path("event_id").asLong()).isEqualTo(3);
    }

    private String cursor(String path) throws IOException, InterruptedException {
        return json(path).path("next").asString().replaceFirst(".*cursor=", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "calendar_events", "portals/a/1", "freshness/a/1/history",
            "calendar-events/a/1,2", "calendar-events/a,b/1", "calendar-events/a/x/history", ""})
    void findsNothingElse(String path) throws Exception {
        assertThat(get("/api/v1/" + path).statusCode()).isEqualTo(404);
    }

    @Test
    void respondsNotModifiedToAReaderWithTheSamePage() throws Exception {
        putEvents("acme", 1, 3);
        var tag = get("/api/v1/calendar-events").headers().firstValue("ETag").orElseThrow();

        assertThat(get("/api/v1/calendar-events", "If-None-Match", tag).statusCode()).isEqualTo(304);

        putEvents("acme", 4, 1);
        assertThat(get("/api/v1/calendar-events", "If-None-Match", tag).statusCode()).isEqualTo(200);
    }

    @Test
    void exportsAllRowsAsLinesOfJson() throws Exception {
        putEvents("acme", 1, 5_001);

        var ids = new ArrayList<Long>();
        try (var lines = new BufferedReader(
                new InputStreamReader(stream("/api/v1/calendar-events", "application/x-ndjson"), UTF_8))) {
            lines.lines().map(line -> JsonMapper.shared().readTree(line)).forEach(row -> ids.add(id(row)));
        }

        assertThat(ids).hasSize(5_001).doesNotHaveDuplicates().isSorted();
    }

    private static long id(JsonNode row) {
        return row.path("event_id").asLong();
    }

    @Test
    void exportsWhatASpreadsheetOpensAsItIsMeant() throws Exception {
        putEvents("acme", 1, 4_100);
        jdbc.sql("update mirror.calendar_event set name = :name, description = :description where event_id = 1")
                .param("name", "=HYPERLINK(\"http://evil.example\")")
                .param("description", "one, \"two\"\r\nthree; Привет")
                .update();

        List<NamedCsvRecord> rows;
        try (var csv = CsvReader.builder()
                .ofNamedCsvRecord(new InputStreamReader(
                        stream("/api/v1/calendar-events?zone=Europe/Berlin&bom=false", "text/csv"), UTF_8))) {
            rows = csv.stream().toList();
        }

        assertThat(rows).hasSize(4_100);
        assertThat(rows.getFirst().getHeader()).startsWith("member_id", "event_id").endsWith("meeting_name", "zone");
        assertThat(rows.getFirst().getField("name")).isEqualTo("'=HYPERLINK(\"http://evil.example\")");
        assertThat(rows.getFirst().getField("description")).isEqualTo("one, \"two\"\r\nthree; Привет");
        assertThat(rows.getFirst().getField("starts_at")).isEqualTo("2026-06-01 03:00:00");
        assertThat(rows.getFirst().getField("zone")).isEqualTo("Europe/Berlin");
    }

    @Test
    void exportsWaitForEachOtherWhereThereAreTooMany() throws Exception {
        putEvents("acme", 1, 3);
        var taken = Stream.generate(exportSlots::take).limit(ReportDatabase.CONNECTIONS).toList();
        var answer = CompletableFuture.supplyAsync(() -> export("/api/v1/calendar-events?format=csv"));
        await().until(() -> exportSlots.waiting() == 1);

        taken.forEach(ExportSlots.Slot::close);

        assertThat(answer.join()).hasLineCount(4);
    }

    private String export(String path) {
        try {
            return get(path).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tellsTheHeadersOfAnExport() throws Exception {
        putEvents("acme", 1, 3);

        var answer = head("/api/v1/calendar-events?format=csv");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"calendar-events.csv\"");
    }

    @Test
    void writesCsvAfterRfc4180() throws Exception {
        putEvents("acme", 1, 1);
        jdbc.sql("update mirror.calendar_event set name = 'a \"b\", c'").update();

        var answer = get("/api/v1/calendar-events?fields=event_id,name,location", "Accept", "text/csv");

        assertThat(answer.body()).isEqualTo("\uFEFFevent_id,name,location\r\n1,\"a \"\"b\"\", c\",\r\n");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv;charset=UTF-8");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"calendar-events.csv\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠SUM(A1)"})
    void neutralisesTextsThatBeginLikeAFormula(String name) throws Exception {
        putEvents("acme", 1, 1);
        jdbc.sql("update mirror.calendar_event set name = :name").param("name", name).update();

        var body = get("/api/v1/calendar-events?fields=name&bom=false", "Accept", "text/csv").body();

        try (var csv = CsvReader.builder().ofNamedCsvRecord(body)) {
            assertThat(csv.stream().toList().getFirst().getField("name")).isEqualTo("'" + name);
        }
    }

    @Test
    void writesALineForARowWithoutAValue() throws Exception {
        putEvents("acme", 1, 2);
        jdbc.sql("update mirror.calendar_event set name = null").update();

        assertThat(get("/api/v1/calendar-events?fields=name&bom=false&format=csv").body())
                .isEqualTo("name\r\n\"\"\r\n\"\"\r\n");
    }

    @ParameterizedTest
    @CsvSource({"2026-02-10,2026-02-11,10", "2026-02-10T00:00:00%2B01:00,2026-02-11T00:00:00%2B01:00,10",
            "2026-02-09T12:00:00Z,2026-02-10T12:00:00Z,10", "2026-02-10T00:00:00.000001Z,2026-02-12,11"})
    void takesADayForTheMomentAtWhichItBegins(String from, String to, String days) throws Exception {
        putEvents("acme", 1, 3);
        jdbc.sql("""
                update mirror.calendar_event
                set valid_from = timestamptz '2026-02-08 13:00Z' + event_id * interval '1 day'
                """).update();

        var items = json("/api/v1/completeness?from=%s&to=%s".formatted(from, to)).path("items");

        assertThat(items.valueStream().map(row -> row.path("day").asString().substring(8))).containsExactly(days);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"text/csv;q=0.5, application/json | application/json",
            "*/* | application/json", "application/json;q=0, */* | text/csv;charset=UTF-8",
            "*/*;q=0.9, application/json;q=0.1 | text/csv;charset=UTF-8",
            "text/html, application/x-ndjson;q=0.2 | application/x-ndjson;charset=UTF-8",
            "text/* | text/csv;charset=UTF-8", "application/x-ndjson, */*;q=0.1 | application/x-ndjson;charset=UTF-8"})
    void writesWhatIsAccepted(String accept, String type) throws Exception {
        assertThat(get("/api/v1/portals", "Accept", accept).headers().firstValue("Content-Type")).hasValue(type);
    }

    @Test
    void looksAtEveryAcceptHeader() throws Exception {
        var answer = send(to("/api/v1/portals").header("Accept", "text/html").header("Accept", "text/csv"));

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv;charset=UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/pdf", "application/json;q=0", "foo", "text/csv;q=2"})
    void saysThatItDoesNotWriteOtherFormats(String accept) throws Exception {
        var answer = get("/api/v1/portals", "Accept", accept);

        assertThat(answer.statusCode()).isEqualTo(406);
        assertThat(JsonMapper.shared().readTree(answer.body()).path("detail").asString()).contains("text/csv");
    }

    @Test
    void refusesUnreadableParameters(CapturedOutput output) throws Exception {
        var many = IntStream.range(0, 1_100).mapToObj(at -> "a" + at).collect(joining("&"));

        assertThat(get("/api/v1/portals?" + many).body()).contains("at most 1,000");
        assertThat(get("/api/v1/portals?" + many).statusCode()).isEqualTo(400);
        assertThat(output).doesNotContain("ERROR");
    }

    /// Whoever asks for something else is told what is wrong all the same.
    @ParameterizedTest
    @ValueSource(strings = {"foo", "text/csv", "image/png", "application/json;q=0"})
    void tellsErrorsWhateverIsAccepted(String accept) throws Exception {
        for (var path : List.of("portals?format=csv&bad=1", "calendar-events/acme/999?bad=1")) {
            var answer = get("/api/v1/" + path, "Accept", accept);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.body()).contains("\"parameter\":\"bad\"");
        }
        assertThat(get("/api/v1/calendar-events/acme/999", "Accept", accept).body())
                .contains("There is no such record");
    }

    @Test
    void refusesToChangeAnything() throws Exception {
        var database = catchThrowable(() -> reportDatabase.query(
                "insert into portal.portal (member_id) values ('x') returning member_id", Map.of(),
                (row, _) -> row.getString(1)));

        assertThat(database).isInstanceOf(DataAccessException.class);
    }

    @Test
    void queriesAsAReaderWithATimeLimit() {
        assertThat(setting("role")).isEqualTo("b24_reporting");
        assertThat(setting("statement_timeout")).isEqualTo("30s");
        assertThat(setting("lock_timeout")).isEqualTo("2s");
    }

    /// Otherwise it would go on without anybody who waits for it, and the reader would be told that it is our trouble.
    @Test
    void leavesItToTheDatabaseToEndWhatTakesTooLong() {
        var patience = reportDatabase.query("select 1", Map.of(),
                (row, _) -> row.getStatement().getConnection().getNetworkTimeout()).getFirst();

        assertThat(Duration.ofMillis(patience)).isGreaterThan(Duration.ofSeconds(30));
    }

    private String setting(String name) {
        return reportDatabase.query("select current_setting(:name)", Map.of("name", name),
                (row, _) -> row.getString(1)).getFirst();
    }

    /// Cancelled from outside, in the way in which PostgreSQL cancels what takes too long.
    @Test
    void saysThatAQuestionTakesTooLong() {
        var question = CompletableFuture.supplyAsync(() -> catchThrowable(
                () -> reportDatabase.query("select pg_sleep(60)", Map.of(), (row, _) -> row.getString(1))));
        var backends = await().until(
                () -> rows("select pid from pg_stat_activity where query = 'select pg_sleep(60)'"),
                found -> !found.isEmpty());
        jdbc.sql("select pg_cancel_backend(:pid)").param("pid", backends.getFirst().get("pid")).query().singleRow();
        var cancelled = (DataAccessException) question.join();

        var answer = new ReportErrors().onDatabase(cancelled);

        assertThat(answer.getStatusCode().value()).isEqualTo(400);
        assertThat(requireNonNull(answer.getBody()).getDetail()).contains("from and to");
    }

    @Autowired
    @SuppressWarnings("NullAway.Init") // Spring fills the field
    private ReportDatabase reportDatabase;

    @Autowired
    @SuppressWarnings("NullAway.Init") // Spring fills the field
    private ExportSlots exportSlots;
}
