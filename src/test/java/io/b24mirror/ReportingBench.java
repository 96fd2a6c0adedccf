package io.b24mirror;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.testing.PostgresServer;

/// Fills the mirror by SQL and measures what readers ask most: bare SQL, as the database answers it.
class ReportingBench {
    private static final long EVENTS = Long.getLong("bench.events", 1_000_000);
    private static final int RUNS = Integer.getInteger("bench.runs", 60);
    private static final boolean PLANS = Boolean.getBoolean("bench.plans");
    private static final int PAGE = 100;

    private static final String EVENT_LIST = """
            select event_id, parent_id, section_id, calendar_type, owner_id, name, starts_at, ends_at, all_day, start_date,
                end_date, raw, fetched_at, deleted_at, sort_at
            from reporting.calendar_events
            where member_id = 'acme' and {condition}
            order by sort_at, event_id
            limit 100
            """;
    private static final String OCCURRENCE_LIST = """
            select event_id, occurrence, section_id, owner_id, name, starts_at, ends_at, start_date, end_date, deleted_at,
                sort_at
            from reporting.calendar_occurrences
            where member_id = 'acme' and {condition}
            order by sort_at, event_id, occurrence
            {limit}
            """;
    private static final String UPDATES = """
            select u.updated_at, u.what, e.event_id, e.name, e.raw, e.deleted_at
            from (
                select record_id, updated_at, what
                from reporting.record_updates
                where member_id = 'acme' and record_kind = 'calendar_event' and {condition}
                order by updated_at, record_id
                limit 100
            ) u
            join reporting.calendar_events e on e.member_id = 'acme' and e.event_id = u.record_id
            order by u.updated_at, u.record_id
            """;

    private final JdbcClient jdbc;

    ReportingBench() {
        var database = PostgresServer.get().newDatabase();
        var dataSource = new HikariDataSource();
        dataSource.setJdbcUrl(database.url());
        dataSource.setUsername(database.user());
        dataSource.setPassword(database.password());
        dataSource.setConnectionInitSql("set max_parallel_workers_per_gather = 0");
        Flyway.configure().dataSource(dataSource).defaultSchema("flyway").createSchemas(true).load().migrate();
        jdbc = JdbcClient.create(dataSource);
    }

    @Test
    void readsListsAndAMonth() {
        fill();
        System.out.printf("bench events %,d, occurrences of series %,d, tombstones %,d%n", EVENTS,
                count("mirror.calendar_occurrence"), count("mirror.tombstone"));
        System.out.printf("bench %-52s %8s %8s %6s%n", "query", "p50 ms", "p95 ms", "rows");
        queries().forEach(this::measure);
    }

    /// In calendars of 1,000 events each; every 50th repeats, every 20th is a participant's copy, every 100th deleted,
    /// some with their calendars.
    private void fill() {
        jdbc.sql(
                """
                        insert into mirror.calendar_event (member_id, event_id, parent_id, section_id, calendar_type, owner_id, name,
                            starts_at, ends_at, all_day, start_date, end_date, time_zone, duration_seconds, created_by, is_meeting,
                            meeting_status, meeting_host_id, importance, accessibility, is_private, rrule, version, is_masked, raw,
                            fetched_at, seen_at, valid_from, is_addition, layer)
                        select 'acme', id, case when id % 20 = 0 then id - 1 else id end, id % sections + 1, 'user', id % sections + 1,
                            'Event ' || id, case when not all_day then start_at end,
                            case when not all_day then start_at + interval '1 hour' end, all_day,
                            case when all_day then start_at::date end, case when all_day then start_at::date end, 'Europe/Riga', 3600,
                            id % sections + 1, id % 20 < 2, case when id % 20 < 2 then 'H' end, id % sections + 1, 'normal', 'busy',
                            false, case when id % 50 = 0 then '{"FREQ": "WEEKLY", "BYDAY": {"MO": "MO"}, "INTERVAL": 1}'::jsonb end,
                            1, false,
                            jsonb_build_object('ID', id::text, 'NAME', 'Event ' || id, 'DESCRIPTION', repeat(md5(id::text), 10)),
                            read_at, read_at, read_at, true, 'BACKFILL'
                        from (
                            select id, greatest(1, :events / 1000) as sections, id % 10 = 0 as all_day,
                                timestamptz '2024-01-01 00:00Z' + mod(id * 7919, 1051200) * interval '1 minute' as start_at,
                                timestamptz '2025-12-01 00:00Z' + id * interval '1 second' as read_at
                            from generate_series(1, :events) id
                        ) drawn
                        """)
                .param("events", EVENTS)
                .update();
        jdbc.sql(
                """
                        insert into mirror.calendar_occurrence (member_id, event_id, number, starts_at, ends_at, start_date, end_date)
                        select member_id, event_id, number, starts_at + number * interval '7 days', ends_at + number * interval '7 days',
                            start_date + number * 7, end_date + number * 7
                        from mirror.calendar_event, generate_series(0, 51) number
                        where rrule is not null
                        """)
                .update();
        jdbc.sql(
                """
                        insert into mirror.tombstone (member_id, kind, record_id, deleted_at, told_at, layer)
                        select 'acme', 'calendar_event', event_id, seen_at + interval '1 hour', seen_at + interval '1 hour', 'ONLINE'
                        from mirror.calendar_event
                        where event_id % 100 = 0
                        union all
                        select 'acme', 'calendar_section', section, told_at, told_at, 'ONLINE'
                        from generate_series(1, greatest(1, :events / 1000), 100) section,
                            lateral (select timestamptz '2026-01-01 00:00Z' + section * interval '1 minute' as told_at) told
                        """)
                .param("events", EVENTS)
                .update();
        jdbc.sql("vacuum analyze").update();
    }

    private static Map<String, String> queries() {
        var queries = new LinkedHashMap<String, String>();
        list(queries, "all", "true");
        list(queries, "from", "sort_at >= timestamptz '2025-03-01 00:00Z'");
        list(queries, "from, to",
                "sort_at >= timestamptz '2025-03-01 00:00Z' and sort_at < timestamptz '2025-03-02 00:00Z'");
        list(queries, "page in the middle", "(sort_at, event_id) > (timestamptz '2025-06-01 00:00Z', 5)");
        list(queries, "section", "section_id = 42");
        list(queries, "section, from, to",
                "section_id = 42 and sort_at >= timestamptz '2025-03-01 00:00Z' and sort_at < timestamptz '2025-04-01 00:00Z'");
        list(queries, "section that is deleted", "section_id = 101");
        list(queries, "section that is deleted, not deleted", "section_id = 101 and deleted_at is null");
        list(queries, "owner", "calendar_type = 'user' and owner_id = 42");
        list(queries, "owner without type", "owner_id = 42");
        list(queries, "not deleted", "deleted_at is null");
        list(queries, "from, not deleted", "sort_at >= timestamptz '2025-03-01 00:00Z' and deleted_at is null");
        updates(queries, "long ago", "updated_at >= timestamptz '2025-01-01 00:00Z'");
        updates(queries, "middle", "updated_at >= timestamptz '2025-12-06 00:00Z'");
        updates(queries, "just now", "updated_at >= timestamptz '2026-01-01 00:00Z'");
        updates(queries, "page in the middle",
                "updated_at >= timestamptz '2025-12-05 00:00Z' and (updated_at, record_id) > (timestamptz '2025-12-05 00:00Z', 5)");
        month(queries, "of everybody, first page", "true", "limit " + PAGE);
        month(queries, "of a section", "section_id = 42", "");
        month(queries, "of a section, not deleted", "section_id = 42 and deleted_at is null", "");
        month(queries, "of an owner", "calendar_type = 'user' and owner_id = 42", "");
        queries.put("event by id", EVENT_LIST.replace("{condition}", "event_id = 4711"));
        return queries;
    }

    private static void list(Map<String, String> queries, String name, String condition) {
        queries.put("events: " + name, EVENT_LIST.replace("{condition}", condition));
    }

    private static void updates(Map<String, String> queries, String name, String condition) {
        queries.put("updates since " + name, UPDATES.replace("{condition}", condition));
    }

    private static void month(Map<String, String> queries, String name, String condition, String limit) {
        queries.put("month " + name, OCCURRENCE_LIST
                .replace("{condition}", condition + " and sort_at >= timestamptz '2025-03-01 00:00Z'"
                        + " and sort_at < timestamptz '2025-04-01 00:00Z'")
                .replace("{limit}", limit));
    }

    private void measure(String name, String sql) {
        if (PLANS) {
            jdbc.sql("explain (analyze, costs off) " + sql)
                    .query((row, _) -> row.getString(1))
                    .list()
                    .forEach(line -> System.out.println("bench-plan " + name + ": " + line));
        }
        var times = new double[RUNS];
        int rows = 0;
        for (int run = 0; run < RUNS; run++) {
            long began = System.nanoTime();
            rows = read(sql).size();
            times[run] = (System.nanoTime() - began) / 1e6;
        }
        Arrays.sort(times);
        System.out.printf("bench %-52s %8.1f %8.1f %6d%n", name, times[RUNS / 2], times[RUNS * 95 / 100], rows);
    }

    private List<List<Object>> read(String sql) {
        return jdbc.sql(sql).query((row, _) -> {
            var cells = new ArrayList<Object>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                cells.add(String.valueOf(row.getString(i)));
            }
            return (List<Object>) cells;
        }).list();
    }

    private long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }
}
