package io.b24mirror.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.flywaydb.core.Flyway;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import io.b24mirror.secret.Keyset;
import io.b24mirror.testing.PostgresServer;

import static org.awaitility.Awaitility.await;

/// One instance that serves hundreds of portals, most of which have more to read than their budgets allow, and some of
/// which hang, while events come in from others that are quiet.
final class Crowd {
    private static final int IDLE = 100;
    private static final int REQUESTS = 60;
    private static final double OVERLOAD = 1.1;
    private static final int FIRST_FRESH = 1_000_000;
    /// Quiet portals have fewer events than this.
    private static final int BURST = 10;
    private static final Duration SPACING = Duration.ofMillis(250);
    private static final Duration WARM_UP = Duration.ofMinutes(8);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int busy;
    private final int hanging;
    private final double rate;
    private final int records;
    private final Duration time;

    /// @param rate
    ///            requests per second that a portal allows
    /// @param records
    ///            that come to be due in the time for which it allows one
    Crowd(int busy, int hanging, double rate, int records, Duration time) {
        this.busy = busy;
        this.hanging = hanging;
        this.rate = rate;
        this.records = records;
        this.time = time;
    }

    /// @param used
    ///            of the budgets of those portals that answer, from 0 to 1
    /// @param latencies
    ///            of the fresh events of quiet portals, from the post to the mirror, in ascending order
    /// @param lost
    ///            fresh events that did not get there
    record Figures(double used, List<Duration> latencies, int lost, long peakConnections) {
        Duration latency(double share) {
            return latencies.get((int) Math.min(latencies.size() - 1, Math.floor(latencies.size() * share)));
        }

        void print() {
            System.out.printf("bench fresh events of quiet portals   %d, p50 %d ms, p99 %d ms, max %d ms, %d lost%n",
                    latencies.size(), latency(0.5).toMillis(), latency(0.99).toMillis(), latency(1).toMillis(), lost);
            System.out.printf("bench budgets of the others used      %.1f %%%n", used * 100);
            System.out.printf("bench connections to the database     %d at most%n", peakConnections);
        }
    }

    Figures measure() throws Exception {
        var database = PostgresServer.get().newDatabase();
        migrate(database);
        var connection = new SingleConnectionDataSource(database.url(), database.user(), database.password(), true);
        try (var portals = new CrowdOfPortals(busy + IDLE, hanging);
                var service = start(database, portals)) {
            var jdbc = JdbcClient.create(connection);
            fillList(jdbc);
            await().atMost(WARM_UP).pollInterval(Duration.ofSeconds(1)).until(() -> requests(portals), this::areAtWork);
            return measure(jdbc, portals, events(service));
        } finally {
            connection.destroy();
        }
    }

    private static void migrate(PostgresServer.Database database) {
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .defaultSchema("flyway")
                .createSchemas(true)
                .load()
                .migrate();
    }

    private ConfigurableApplicationContext start(PostgresServer.Database database, CrowdOfPortals portals)
            throws ClassNotFoundException {
        var settings = new ArrayList<>(portals.settings());
        settings.addAll(List.of("--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--server.port=0", "--management.server.port=0", "--b24.public-url=http://localhost",
                "--b24.encryption-keyset=" + Keyset.generate(), "--b24.rate-per-second=" + rate,
                "--b24.rate-burst=" + BURST, "--b24.sweep-interval=P30D"));
        var connection = new SingleConnectionDataSource(database.url(), database.user(), database.password(), true);
        IntStream.range(0, busy + IDLE).forEach(portal -> noSweep(JdbcClient.create(connection), portal));
        connection.destroy();
        return new SpringApplicationBuilder(Class.forName("io.b24mirror.B24Mirror"))
                .run(settings.toArray(String[]::new));
    }

    /// As if the first copy had been made: this is about records.
    private static void noSweep(JdbcClient jdbc, int portal) {
        jdbc.sql("""
                insert into sweep.sweep (member_id, kind, started_at, noted_at, finished_at, outcome)
                values (:memberId, 'BACKFILL', now(), now(), now() + interval '1 day', 'DONE')
                """).param("memberId", CrowdOfPortals.memberId(portal)).update();
    }

    /// More than the budgets allow is due all the time, from the beginning. Not all of it at once: what a portal may
    /// ask in one request takes this machine more than its share of time.
    private void fillList(JdbcClient jdbc) {
        spendBursts(jdbc);
        jdbc.sql("""
                insert into fetch_list.request
                    (member_id, record_kind, record_id, state, urgency, layer, requested_at, due_at)
                select 'crowd-' || to_char(portal, 'FM0000'), 'calendar_event', id, 'WAITING', 1, 2, now(),
                       now() + id / :records / cast(:due as float8) * interval '1 second'
                from generate_series(0, :busy - 1) portal
                cross join generate_series(0, :records * :requests - 1) id
                """)
                .param("busy", busy)
                .param("records", records)
                .param("requests", REQUESTS)
                .param("due", rate * OVERLOAD)
                .update();
        jdbc.sql("analyze fetch_list.request").update();
    }

    /// The buckets are full, and come to have room for one request each at another moment.
    private void spendBursts(JdbcClient jdbc) {
        jdbc.sql("""
                insert into bitrix.request_budget (member_id, booked_until)
                select 'crowd-' || to_char(portal, 'FM0000'), now() + interval '20 seconds'
                       + (:burst - 1 + portal / cast(:busy as float8)) / cast(:rate as float8) * interval '1 second'
                from generate_series(0, :busy - 1) portal
                """).param("busy", busy).param("burst", BURST).param("rate", rate).update();
    }

    /// What all of them read first is much at once; after that they ask by turns, as their budgets allow.
    private boolean areAtWork(List<Integer> requests) {
        return requests.stream().mapToInt(count -> count).sum() >= busy / 4;
    }

    private static URI events(ConfigurableApplicationContext service) {
        return URI.create("http://localhost:%s/bitrix24/events"
                .formatted(service.getEnvironment().getRequiredProperty("local.server.port")));
    }

    private Figures measure(JdbcClient jdbc, CrowdOfPortals portals, URI handler) throws Exception {
        var sent = new ConcurrentHashMap<Integer, Instant>();
        var latencies = Collections.synchronizedList(new ArrayList<Duration>());
        var before = requests(portals);
        var began = Instant.now();
        var end = began.plus(time);
        long peak = 0;
        try (var client = HttpClient.newHttpClient()) {
            for (int number = 0; Instant.now().isBefore(end); number++) {
                post(client, handler, number, sent);
                peak = Math.max(peak, watch(jdbc, sent, latencies, SPACING));
            }
        }
        double used = used(portals, before, Duration.between(began, Instant.now()));
        for (var until = Instant.now().plus(PATIENCE); !sent.isEmpty() && Instant.now().isBefore(until);) {
            watch(jdbc, sent, latencies, Duration.ofMillis(100));
        }
        Collections.sort(latencies);
        return new Figures(used, latencies, sent.size(), peak);
    }

    private List<Integer> requests(CrowdOfPortals portals) {
        return IntStream.range(hanging, busy).mapToObj(portals::requests).toList();
    }

    private double used(CrowdOfPortals portals, List<Integer> before, Duration passed) {
        var after = requests(portals);
        long made = IntStream.range(0, before.size()).mapToLong(i -> after.get(i) - before.get(i)).sum();
        return made / (CrowdOfPortals.allowed(rate, passed) * before.size());
    }

    private void post(HttpClient client, URI handler, int number, Map<Integer, Instant> sent)
            throws IOException, InterruptedException {
        int portal = busy + number % IDLE;
        int id = FIRST_FRESH + number;
        var body = "event=ONCALENDARENTRYADD&data[id]=%d&ts=%d&auth[member_id]=%s&auth[application_token]=%s"
                .formatted(id, Instant.now().getEpochSecond(), CrowdOfPortals.memberId(portal),
                        CrowdOfPortals.token(portal))
                .replace("[", "%5B")
                .replace("]", "%5D");
        sent.put(id, Instant.now());
        var answer = client.send(HttpRequest.newBuilder(handler)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("HTTP " + answer.statusCode() + " " + answer.body());
        }
    }

    /// Sees what has arrived, for that long.
    ///
    /// @return how many connections the service has at most
    private static long watch(JdbcClient jdbc, Map<Integer, Instant> sent, List<Duration> latencies, Duration time)
            throws InterruptedException {
        var end = Instant.now().plus(time);
        do {
            TimeUnit.MILLISECONDS.sleep(25);
            jdbc.sql("select event_id from mirror.calendar_event where event_id = any(:ids)")
                    .param("ids", sent.keySet().stream().map(Integer::longValue).toArray(Long[]::new))
                    .query(Integer.class)
                    .list()
                    .forEach(id -> latencies.add(Duration.between(sent.remove(id), Instant.now())));
        } while (Instant.now().isBefore(end));
        return jdbc.sql("select count(*) from pg_stat_activity where datname = current_database()")
                .query(Long.class)
                .single();
    }
}
