package io.b24mirror;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import io.b24mirror.secret.Keyset;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/// Translates many events of a portal at +03:00 again that a release with another translation stored, while events of
/// another portal are received.
class UpgradeBench {
    private static final int RECORDS = Integer.getInteger("bench.records", 100_000);
    private static final String SECRET = "client-secret-of-the-bench";
    private static final int MAX_RECEIVED = 2_000;

    /// Every 10th lasts a whole day, every 50th repeats, every 7th was changed once, in an earlier month. The
    /// translation before ours took the Unix times for UTC.
    private static final List<String> FILL = List.of(
            """
                    insert into mirror.calendar_event (member_id, event_id, parent_id, section_id, calendar_type, owner_id, name,
                        starts_at, ends_at, all_day, start_date, end_date, time_zone, duration_seconds, created_by, is_meeting,
                        importance, accessibility, is_private, rrule, version, is_masked, raw, content_hash, fetched_at, seen_at,
                        valid_from, is_addition, layer)
                    select 'moscow', id, id, id % 100 + 1, 'user', id % 100 + 1, 'Event ' || id,
                        case when not all_day then to_timestamp(stamp) end,
                        case when not all_day then to_timestamp(stamp) + interval '1 hour' end, all_day,
                        case when all_day then date(to_timestamp(stamp) at time zone 'UTC') end,
                        case when all_day then date(to_timestamp(stamp) at time zone 'UTC') end,
                        'Europe/Moscow', case when all_day then 86400 else 3600 end, id % 100 + 1, false, 'normal', 'busy', false,
                        rrule, 1, false,
                        jsonb_build_object('ID', id::text, 'PARENT_ID', id::text, 'NAME', 'Event ' || id, 'CAL_TYPE', 'user',
                            'OWNER_ID', (id % 100 + 1)::text, 'SECTION_ID', (id % 100 + 1)::text,
                            'DESCRIPTION', repeat(md5(id::text), 10), 'LOCATION', '', 'CREATED_BY', (id % 100 + 1)::text,
                            'DATE_FROM', to_char(wall, 'DD.MM.YYYY HH24:MI:SS'),
                            'DATE_TO', to_char(wall + length, 'DD.MM.YYYY HH24:MI:SS'),
                            'DATE_FROM_FORMATTED', to_char(wall, format), 'DATE_TO_FORMATTED', to_char(wall + length, format),
                            'TZ_FROM', 'Europe/Moscow', 'TZ_TO', 'Europe/Moscow', 'TZ_OFFSET_FROM', '10800',
                            'TZ_OFFSET_TO', '10800', 'DATE_FROM_TS_UTC', stamp::text, 'DATE_TO_TS_UTC',
                            (stamp + extract(epoch from length))::bigint::text, 'DT_SKIP_TIME', case when all_day then 'Y' else 'N' end,
                            'DT_LENGTH', case when all_day then 86400 else 3600 end, 'RRULE', coalesce(rrule, '""'), 'EXDATE', '',
                            'IMPORTANCE', 'normal', 'ACCESSIBILITY', 'busy', 'IS_MEETING', false, 'VERSION', '1'),
                        sha256(convert_to('before ' || id, 'UTF8')), read_at, read_at, read_at, true, 'BACKFILL'
                    from (
                        select *,
                            case when all_day then extract(epoch from wall)::bigint - 10800
                                else extract(epoch from wall)::bigint - 21600 end as stamp,
                            case when all_day then interval '0' else interval '1 hour' end as length,
                            case when all_day then 'Dy Mon DD YYYY' else 'Dy Mon DD YYYY HH24:MI:SS' end as format,
                            case when id % 50 = 1 then '{"FREQ": "WEEKLY", "BYDAY": {"MO": "MO"}, "INTERVAL": 1}'::jsonb end as rrule
                        from (
                            select id, id % 10 = 0 as all_day,
                                case when id % 10 = 0 then date_trunc('day', moment) else moment end as wall,
                                now() - interval '40 days' + id * interval '1 second' as read_at
                            from (
                                select id, date_trunc('day', now() at time zone 'UTC') - interval '300 days'
                                    + mod(id * 7919, 864000) * interval '1 minute' as moment
                                from generate_series(1, :events) id
                            ) drawn
                        ) timed
                    ) stamped
                    """,
            """
                    insert into mirror.calendar_occurrence (member_id, event_id, number, starts_at, ends_at, start_date, end_date)
                    select member_id, event_id, 0, starts_at, ends_at, start_date, end_date
                    from mirror.calendar_event
                    where event_id <= :events
                    """,
            """
                    insert into mirror.calendar_event_history (member_id, event_id, parent_id, section_id, calendar_type, owner_id,
                        name, starts_at, ends_at, all_day, start_date, end_date, time_zone, duration_seconds, created_by, is_meeting,
                        importance, accessibility, is_private, rrule, version, is_masked, raw, content_hash, fetched_at, valid_from,
                        is_addition, layer, valid_until, ended_by_deletion, ended_by_layer)
                    select member_id, event_id, parent_id, section_id, calendar_type, owner_id, 'Before', starts_at, ends_at, all_day,
                        start_date, end_date, time_zone, duration_seconds, created_by, is_meeting, importance, accessibility,
                        is_private, rrule, version, is_masked, raw, content_hash, fetched_at, valid_from, is_addition, layer,
                        valid_from, false, 'SWEEP'
                    from mirror.calendar_event
                    where event_id <= :events and event_id % 7 = 0
                    """);

    private static final String WRONG = """
            select count(*)
            from reporting.calendar_events_history
            where member_id = 'moscow' and (starts_at, start_date) is distinct from (
                case when not all_day then to_timestamp((raw ->> 'DATE_FROM_TS_UTC')::bigint) + interval '3 hours' end,
                case when all_day then date((to_timestamp((raw ->> 'DATE_FROM_TS_UTC')::bigint) + interval '3 hours')
                    at time zone 'UTC') end)
            """;

    private static final String WRONG_OCCURRENCES = """
            select count(*)
            from reporting.calendar_occurrences
            join reporting.calendar_events event using (member_id, event_id)
            where member_id = 'moscow' and event.rrule is null
                and (calendar_occurrences.starts_at, calendar_occurrences.start_date)
                    is distinct from (event.starts_at, event.start_date)
            """;

    @Test
    void upgrades() throws InterruptedException {
        var database = PostgresServer.get().newDatabase();
        var jdbc = JdbcClient.create(new DriverManagerDataSource(database.url(), database.user(), database.password()));
        fill(database, jdbc);
        long versions = count(jdbc, "select count(*) from reporting.calendar_events_history");
        try (var portal = portal()) {
            var began = Instant.now();
            try (var service = new SpringApplicationBuilder(B24Mirror.class).run(settings(database, portal))) {
                portal.install(URI.create("http://localhost:" + service.getEnvironment()
                        .getRequiredProperty("local.server.port") + "/bitrix24/events"));
                int received = receiveUntilDone(jdbc, portal);
                var took = Duration.between(began, Instant.now());
                await().atMost(Duration.ofMinutes(10)).until(() -> mirrored(jdbc) == received);
                System.out.printf(
                        "bench: %d events and %d older versions at +03:00 right after %d s, while %d events came in%n",
                        RECORDS, versions - RECORDS, took.toSeconds(), received);
            }
        }
        assertThat(count(jdbc, WRONG)).isZero();
        assertThat(count(jdbc, WRONG_OCCURRENCES)).isZero();
        assertThat(count(jdbc, "select count(*) from reporting.calendar_events_history where member_id = 'moscow'"))
                .isEqualTo(versions);
        assertThat(count(jdbc,
                "select count(*) from mirror.calendar_event where member_id = 'moscow' and amended_at is null"))
                .isZero();
    }

    private static void fill(PostgresServer.Database database, JdbcClient jdbc) {
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .defaultSchema("flyway")
                .createSchemas(true)
                .load()
                .migrate();
        FILL.forEach(sql -> jdbc.sql(sql).param("events", RECORDS).update());
        assertThat(count(jdbc, WRONG)).isGreaterThanOrEqualTo(RECORDS);
        jdbc.sql("analyze").update();
    }

    private static int receiveUntilDone(JdbcClient jdbc, SimulatedPortal portal) {
        var section = portal.calendar().addSection("user", 1, "Work");
        var today = Instant.now().truncatedTo(ChronoUnit.DAYS).atZone(ZoneOffset.UTC);
        int received = 0;
        while (count(jdbc, "select count(*) from mirror.calendar_event where derivation = 0") > 0
                || count(jdbc, "select count(*) from mirror.calendar_event_history where derivation = 0") > 0) {
            for (int i = 0; i < 5 && received < MAX_RECEIVED; i++) {
                portal.calendar().addEvent(section, EventDraft.named("New").at(today, Duration.ofHours(1)));
                received++;
            }
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        }
        return received;
    }

    private static long mirrored(JdbcClient jdbc) {
        return count(jdbc, "select count(*) from reporting.calendar_events where member_id <> 'moscow'");
    }

    private static long count(JdbcClient jdbc, String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    private static SimulatedPortal portal() {
        return SimulatedPortal.builder().clock(Clock.systemUTC()).clientId("app.bench").clientSecret(SECRET).start();
    }

    private static String[] settings(PostgresServer.Database database, SimulatedPortal portal) {
        return List.of("--spring.datasource.url=" + database.url(), "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(), "--server.port=0", "--management.server.port=0",
                "--b24.public-url=http://localhost", "--b24.client-id=app.bench", "--b24.client-secret=" + SECRET,
                "--b24.encryption-keyset=" + Keyset.generate(),
                "--b24.oauth-servers=" + portal.authorizationServerUrl(),
                "--b24.portal-hosts=" + portal.restUrl().getAuthority(), "--b24.allow-insecure-http=true")
                .toArray(String[]::new);
    }
}
