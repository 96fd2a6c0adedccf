package io.b24mirror.report;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static java.util.Objects.requireNonNull;

/// Measures what readers ask most of a mirror with many events: by the API, and beside it the same rows by bare SQL,
/// which is what it is held against.
@SuppressWarnings("NullAway.Init") // Spring connects
class ReportingBench extends ReportTest {
    private static final long EVENTS = Long.getLong("bench.events", 1_000_000);
    private static final int RUNS = Integer.getInteger("bench.runs", 200);
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 4));
    private static final boolean PLANS = Boolean.getBoolean("bench.plans");
    private static final int EXPORT_STEP = 100_000;
    private static final String NOT_DELETED = "coalesce(deleted_at, 'infinity') >= 'infinity'";
    private static final String MARCH = "sort_at >= timestamptz '2025-03-01Z' and sort_at < timestamptz '2025-04-01Z'";
    private static final String IN_MARCH = "&from=2025-03-01&to=2025-04-01";

    /// Without the service's limits, which the filling would exceed.
    private DriverManagerDataSource database;
    private Connection connection;

    @Autowired
    void connect(DataSource limited) throws SQLException {
        var settings = limited.unwrap(HikariDataSource.class);
        database = new DriverManagerDataSource(settings.getJdbcUrl(), settings.getUsername(), settings.getPassword());
        connection = database.getConnection();
        try (var statement = connection.createStatement()) {
            statement.execute("set jit = off");
            statement.execute("set max_parallel_workers_per_gather = 0");
        }
        connection.setAutoCommit(false);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    private record Question(String path, String sql) {}

    @Test
    void readsListsAMonthAndEverything() throws Exception {
        ManyEvents.fill(JdbcClient.create(database), EVENTS);
        System.out.printf("bench events %,d, occurrences %,d, tombstones %,d%n", EVENTS,
                count("mirror.calendar_occurrence"), count("mirror.tombstone"));
        System.out.printf("bench %-46s %6s %22s %22s %6s%n", "", "", "API", "bare SQL", "");
        System.out.printf("bench %-46s %6s %10s %10s %11s %10s %6s%n", "question", "rows", "p50 ms", "p95 ms",
                "p50 ms", "p95 ms", "ratio");
        var questions = questions();
        for (var question : questions.values()) {
            warmUp(question);
        }
        for (var question : questions.entrySet()) {
            compare(question.getKey(), question.getValue());
        }
        measureViews();
        export("text/csv");
        export("application/x-ndjson");
    }

    private static Map<String, Question> questions() {
        var questions = new LinkedHashMap<String, Question>();
        events(questions, "all", "", "true", "event_id");
        events(questions, "from", "&from=2025-03-01", "sort_at >= timestamptz '2025-03-01Z'");
        events(questions, "month", IN_MARCH, MARCH);
        events(questions, "section", "&section=42", "section_id = 42");
        events(questions, "section, month", "&section=42" + IN_MARCH, "section_id = 42 and " + MARCH);
        events(questions, "section that is deleted", "&section=101", "section_id = 101");
        events(questions, "owner", "&type=user&owner=42", "calendar_type = 'user' and owner_id = 42");
        events(questions, "owner without type", "&owner=42", "owner_id = 42");
        events(questions, "CRM item", "&entity=deal:7", """
                exists (
                    select from reporting.calendar_event_crm_links link
                    where link.member_id = calendar_events.member_id and link.event_id = calendar_events.event_id
                        and link.entity_type = 'deal' and link.entity_id = 7)""");
        events(questions, "meetings from", "&meeting=true&from=2025-03-01",
                "is_meeting and sort_at >= timestamptz '2025-03-01Z'");
        for (var since : new String[]{"2025-01-01", "2025-12-06", "2026-01-01"}) {
            updates(questions, since);
        }
        occurrences(questions, "month of everybody, first page", IN_MARCH + "&limit=100", MARCH, 100);
        occurrences(questions, "month of everybody, 1,000 rows", IN_MARCH + "&limit=1000", MARCH, 1_000);
        occurrences(questions, "month of a section", "&section=42&limit=1000" + IN_MARCH,
                "section_id = 42 and " + MARCH, 1_000);
        occurrences(questions, "month of an owner", "&type=user&owner=42&limit=1000" + IN_MARCH,
                "calendar_type = 'user' and owner_id = 42 and " + MARCH, 1_000);
        occurrences(questions, "a section", "&section=42&limit=100", "section_id = 42", 100);
        return questions;
    }

    private static void events(Map<String, Question> questions, String name, String filters, String condition) {
        events(questions, name, filters, condition, "sort_at, event_id");
    }

    private static void events(Map<String, Question> questions, String name, String filters, String condition,
            String order) {
        questions.put("events: " + name, new Question("/api/v1/calendar-events?portal=acme" + filters, """
                select *
                from reporting.calendar_events
                where member_id = 'acme' and %s and %s
                order by member_id, %s
                limit 101
                """.formatted(condition, NOT_DELETED, order)));
    }

    private static void updates(Map<String, Question> questions, String since) {
        questions.put("what changed since " + since, new Question(
                "/api/v1/record-updates?portal=acme&kind=calendar_event&from=" + since, """
                        select *
                        from reporting.record_updates
                        where member_id = 'acme' and record_kind = 'calendar_event' and updated_at >= timestamptz '%sZ'
                        order by member_id, record_kind, updated_at, record_id, what
                        limit 101
                        """.formatted(since)));
        questions.put("events updated since " + since, new Question(
                "/api/v1/calendar-events?portal=acme&updatedSince=" + since, """
                        select listed.*
                        from (
                            select distinct on (updated_at, record_id) updated_at, record_id
                            from reporting.record_updates
                            where member_id = 'acme' and record_kind = 'calendar_event'
                                and updated_at >= timestamptz '%sZ'
                            order by updated_at, record_id
                        ) news
                        join reporting.calendar_events listed
                            on listed.member_id = 'acme' and listed.event_id = news.record_id
                            and listed.updated_at <= news.updated_at
                        order by news.updated_at, news.record_id
                        limit 101
                        """.formatted(since)));
    }

    private static void occurrences(Map<String, Question> questions, String name, String filters, String condition,
            int limit) {
        questions.put("occurrences: " + name, new Question("/api/v1/calendar-occurrences?portal=acme" + filters, """
                select *
                from reporting.calendar_occurrences
                where member_id = 'acme' and %s and %s
                order by member_id, sort_at, event_id, occurrence
                limit %d
                """.formatted(condition, NOT_DELETED, limit + 1)));
    }

    /// A service that has run for a while is what readers meet: the virtual machine needs some thousand requests before
    /// it has compiled all that they go through.
    private void warmUp(Question question) throws SQLException, IOException {
        for (long began = System.nanoTime(); System.nanoTime() - began < WARM_UP.toNanos();) {
            ask(question.path());
            read(question.sql());
        }
    }

    /// By turns, so that whatever else the machine does concerns both.
    private void compare(String name, Question question) throws Exception {
        explain(name, question.sql());
        var api = new double[RUNS];
        var sql = new double[RUNS];
        int rows = json(question.path()).path("items").size();
        for (int run = 0; run < RUNS; run++) {
            api[run] = time(() -> ask(question.path()));
            sql[run] = time(() -> read(question.sql()));
        }
        System.out.printf("bench %-46s %6d %10.1f %10.1f %11.1f %10.1f %6.2f%n", name, rows, percentile(api, 50),
                percentile(api, 95), percentile(sql, 50), percentile(sql, 95),
                percentile(api, 50) / percentile(sql, 50));
    }

    /// By the JDK's plainest client: a cleverer one takes longer than the service for a small answer.
    private int ask(String path) throws IOException {
        var connection = (HttpURLConnection) handler().resolve(path).toURL().openConnection();
        connection.setRequestProperty("Authorization", LOGIN);
        try (var body = connection.getInputStream()) {
            return body.readAllBytes().length;
        }
    }

    private void measureViews() throws Exception {
        for (var sql : new String[]{
                "select * from reporting.meeting_load where member_id = 'acme' and week = '2025-03-03' order by user_id",
                "select * from reporting.meeting_load where member_id = 'acme' and user_id = 42 order by week"}) {
            explain(sql, sql);
            int rows = read(sql);
            System.out.printf("bench %6d rows in %6.0f ms: %s%n", rows, time(() -> read(sql)), sql);
        }
    }

    private void explain(String name, String sql) {
        if (PLANS) {
            jdbc.sql("explain (analyze, costs off) " + sql)
                    .query((row, _) -> row.getString(1))
                    .list()
                    .forEach(line -> System.out.println("bench-plan " + name + ": " + line));
        }
    }

    /// As a program takes it that writes a file. Memory is what is still reachable while the export is under way, in
    /// the service and in this test.
    private void export(String type) throws Exception {
        var path = "/api/v1/calendar-events?portal=acme";
        long before = reachable();
        long most = before;
        long rows = 0;
        long nextLook = EXPORT_STEP;
        long began = System.nanoTime();
        try (var body = stream(path, type)) {
            var bytes = new byte[1 << 16];
            for (int read = body.read(bytes); read >= 0; read = body.read(bytes)) {
                rows += lines(bytes, read);
                if (rows > nextLook) {
                    most = Math.max(most, reachable());
                    nextLook += EXPORT_STEP;
                }
            }
        }
        double api = (System.nanoTime() - began) / 1e9;
        double sql = time(
                () -> read("select * from reporting.calendar_events where member_id = 'acme' and " + NOT_DELETED
                        + " order by member_id, event_id"))
                / 1e3;
        System.out.printf(
                "bench export as %-20s %,9d lines in %5.1f s, bare SQL %5.1f s, ratio %4.2f, at most %,d KB more%n",
                type, rows, api, sql, api / sql, (most - before) / 1_024);
    }

    private static int lines(byte[] bytes, int length) {
        int lines = 0;
        for (int at = 0; at < length; at++) {
            lines += bytes[at] == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static long reachable() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private interface Action {
        Object run() throws SQLException, IOException, InterruptedException;
    }

    private static double time(Action action) throws Exception {
        long began = System.nanoTime();
        requireNonNull(action.run());
        return (System.nanoTime() - began) / 1e6;
    }

    private static double percentile(double[] times, int percent) {
        var sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length * percent / 100];
    }

    /// Reads every cell, row by row as they come.
    private int read(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setFetchSize(2_000);
            int rows = 0;
            try (var result = statement.executeQuery(sql)) {
                int columns = result.getMetaData().getColumnCount();
                for (; result.next(); rows++) {
                    for (int at = 1; at <= columns; at++) {
                        result.getString(at);
                    }
                }
            }
            return rows;
        } finally {
            connection.rollback();
        }
    }

    private long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }
}
