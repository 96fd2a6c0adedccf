package io.b24mirror.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import io.b24mirror.simulation.EventDraft;
import io.b24mirror.testing.BasicLogin;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

/// A year at a small portal that is in use every day, in minutes: whatever is kept for a time has a bound, and what is
/// kept for ever grows with the portal's records alone. New tables are looked at without being named here.
@TestPropertySource(properties = {"b24.retention-history=P62D", "b24.retention-deliveries=P60D",
        "b24.retention-dead=P60D", "b24.operator-password=password-of-the-year"})
class YearChaosTests extends ServiceTest {
    private static final int STEP = Integer.getInteger("b24.chaos.year-step", 5);
    private static final int DAYS = 365;
    private static final String FORM = "application/x-www-form-urlencoded";

    /// The copy itself: deleted records stay in it, with their deletion.
    private static final Set<String> COPY = Set.of("mirror.calendar_section", "mirror.calendar_event",
            "mirror.calendar_event_attendee", "mirror.calendar_event_crm_link", "mirror.calendar_occurrence",
            "mirror.calendar_series", "mirror.timeline_comment", "mirror.timeline_comment_file",
            "mirror.timeline_comment_binding", "mirror.tombstone");

    /// Room for what a day more or less, or the length of a month, makes of the same.
    private static final double TOLERANCE = 1.3;
    private static final long FEW = 3;

    /// What has another bound: a row for each month in which events are, and the sweeps that are kept of a portal.
    private static final Map<String, Long> BOUNDS = Map.of("mirror.portal_clock", 40L, "sweep.sweep", 32L,
            "sweep.tally", 640L);

    /// More than the rows of any one record in any table of the copy.
    private static final long ROWS_PER_RECORD = 6;

    private final List<RecurringTask<?>> passes;
    private final HttpClient http = HttpClient.newHttpClient();
    private long records;

    @Autowired
    YearChaosTests(List<RecurringTask<?>> passes) {
        this.passes = passes;
    }

    @Test
    void nothingGrowsWithoutABound() throws Exception {
        installAndSettle();
        long section = portal.calendar().addSection("user", 1, "Work");
        records++;
        var half = new TreeMap<String, Long>();
        for (int day = 0; day < DAYS; day += STEP) {
            live(section, day);
            clock.advance(Duration.ofDays(STEP));
            deliverAndWork();
            doPasses();
            if (day < DAYS / 2 && day + STEP >= DAYS / 2) {
                half.putAll(sizes());
            }
        }
        var whole = sizes();
        note(half, whole);

        assertThat(whole.entrySet()).filteredOn(table -> !COPY.contains(table.getKey()))
                .allSatisfy(table -> assertThat(table.getValue()).as(table.getKey())
                        .isLessThanOrEqualTo(bound(table.getKey(), half.getOrDefault(table.getKey(), 0L))));
        assertThat(whole.entrySet()).filteredOn(table -> COPY.contains(table.getKey()))
                .allSatisfy(table -> assertThat(table.getValue()).as(table.getKey())
                        .isLessThanOrEqualTo(records * ROWS_PER_RECORD));
    }

    private static long bound(String table, long before) {
        return BOUNDS.getOrDefault(table, (long) (before * TOLERANCE) + FEW);
    }

    private void installAndSettle() throws InterruptedException {
        install();
        clock.advance(Duration.ofSeconds(20));
        deliverAndWork();
    }

    /// What the service does again and again, the planning of sweeps before and after they are done.
    private void doPasses() {
        for (int round = 0; round < 3; round++) {
            passes.forEach(YearChaosTests::run);
            work();
        }
    }

    @SuppressWarnings("NullAway") // none of them looks at what it is executed by
    private static <T> void run(RecurringTask<T> pass) {
        pass.execute(pass.instance(RecurringTask.INSTANCE), null);
    }

    /// What happens within a day: records come, change and go, one cannot be read, strangers post, an operator acts.
    private void live(long section, int day) throws IOException, InterruptedException {
        long kept = portal.calendar().addEvent(section, EventDraft.named("Event of day " + day));
        long gone = portal.calendar().addEvent(section, EventDraft.named("Gone on day " + day));
        long never = portal.calendar().addEvent(section, EventDraft.named("Never seen on day " + day));
        portal.calendar().deleteEvent(never);
        var comment = portal.comments().add("deal", 5, 1, "Remark of day " + day);
        records += 4;
        deliverAndWork();
        clock.advance(Duration.ofMinutes(5));
        portal.calendar().updateEvent(kept, EventDraft.change().name("Changed on day " + day));
        portal.comments().update(comment, "Changed on day " + day);
        portal.calendar().deleteEvent(gone);
        deliverAndWork();
        clock.advance(Duration.ofMinutes(5));
        post("event=ONCALENDARENTRYUPDATE&data[id]=%d&ts=%d&auth[member_id]=%s&auth[application_token]=%s"
                .formatted(1_000_000 + day, clock.instant().getEpochSecond(), portal.memberId(), "0".repeat(32)));
        post("event=ONCALENDARENTRYUPDATE&data[id]=%d&ts=%d&auth[member_id]=stranger%d&auth[application_token]=%s"
                .formatted(day, clock.instant().getEpochSecond(), day, "0".repeat(32)));
        giveUp(2_000_000 + day);
        act("/sweep");
    }

    /// An event on a record that is not there, and whose deletion nobody tells.
    private void giveUp(long event) throws IOException, InterruptedException {
        jdbc.sql(
                """
                        insert into fetch_list.request
                            (member_id, record_kind, record_id, state, urgency, requested_at, due_at, layer)
                        values (:memberId, 'calendar_event', :id, 'WAITING', 0, cast(:now as timestamptz), cast(:now as timestamptz), 0)
                        """)
                .param("memberId", portal.memberId())
                .param("id", event)
                .param("now", clock.instant().toString())
                .update();
        work();
    }

    private void post(String form) throws IOException, InterruptedException {
        http.send(HttpRequest.newBuilder(handler())
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(form.replace("[", "%5B").replace("]", "%5D")))
                .build(), BodyHandlers.discarding());
    }

    private void act(String path) throws IOException, InterruptedException {
        var uri = URI.create("/api/v1/portals/" + portal.memberId() + path);
        var answer = http.send(HttpRequest.newBuilder(handler().resolve(uri))
                .header("Authorization", BasicLogin.of("operator", "password-of-the-year"))
                .POST(BodyPublishers.noBody())
                .build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202, 409);
    }

    /// The rows of every table of every schema, and how many partitions there are.
    private Map<String, Long> sizes() {
        var sizes = new TreeMap<String, Long>();
        jdbc.sql("""
                select format('%I.%I', nspname, relname)
                from pg_class
                join pg_namespace on pg_namespace.oid = relnamespace
                where relkind in ('r', 'p') and not relispartition
                  and nspname not in ('pg_catalog', 'pg_toast', 'information_schema', 'flyway')
                """)
                .query(String.class)
                .list()
                .forEach(table -> sizes.put(table, value("select count(*) from " + table, Long.class)));
        sizes.put("partitions", value("""
                select count(*)
                from pg_inherits
                join pg_class on pg_class.oid = inhrelid
                where relkind = 'r'
                """, Long.class));
        return sizes;
    }

    private void note(Map<String, Long> half, Map<String, Long> whole) throws IOException {
        var line = new StringBuilder("chaos | a year in steps of %d days | records %d".formatted(STEP, records));
        whole.forEach(
                (table, rows) -> line.append(" | %s %d → %d".formatted(table, half.getOrDefault(table, 0L), rows)));
        System.out.println(line);
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "chaos.txt"), line + System.lineSeparator(), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
