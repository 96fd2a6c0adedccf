package io.b24mirror;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.secret.Keyset;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.RecordedRequest;
import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.PostgresServer;

import static org.awaitility.Awaitility.await;

/// Copies a portal of many records in real time and compares the requests made with those that the portal allows.
class BackfillBench {
    private static final int RECORDS = Integer.getInteger("bench.records", 20_000);
    private static final int RECORDS_OF_A_USER = 200;
    private static final double RATE = 2;
    private static final int BURST = 50;
    private static final String SECRET = "client-secret-of-the-bench";

    @Test
    void copiesAPortal() throws InterruptedException {
        try (var portal = portal()) {
            fill(portal);
            var database = PostgresServer.get().newDatabase();
            var settings = settings(database, portal).toArray(String[]::new);
            try (var service = new SpringApplicationBuilder(B24Mirror.class).run(settings)) {
                var port = service.getEnvironment().getRequiredProperty("local.server.port");
                portal.install(URI.create("http://localhost:" + port + "/bitrix24/events"));
                var jdbc = service.getBean(JdbcClient.class);
                await().atMost(Duration.ofHours(1)).pollInterval(Duration.ofSeconds(1)).until(() -> isDone(jdbc));
                print(portal);
            }
        }
    }

    private static SimulatedPortal portal() {
        return SimulatedPortal.builder()
                .clock(Clock.systemUTC())
                .clientId("app.bench")
                .clientSecret(SECRET)
                .rate(RATE, BURST)
                .start();
    }

    private static void fill(SimulatedPortal portal) {
        var today = Instant.now().truncatedTo(ChronoUnit.DAYS).atZone(ZoneOffset.UTC);
        for (int made = 0; made < RECORDS;) {
            var user = portal.users().add("User " + made / RECORDS_OF_A_USER);
            var section = portal.calendar().addSection("user", user, "Work");
            for (int i = 0; i < RECORDS_OF_A_USER && made < RECORDS; i++, made++) {
                portal.calendar()
                        .addEvent(section, EventDraft.named("Event " + made)
                                .at(today.plusDays(i - RECORDS_OF_A_USER / 2), Duration.ofHours(1)));
            }
        }
    }

    private static List<String> settings(PostgresServer.Database database, SimulatedPortal portal) {
        return List.of("--spring.datasource.url=" + database.url(), "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(), "--server.port=0", "--management.server.port=0",
                "--b24.public-url=http://localhost", "--b24.client-id=app.bench", "--b24.client-secret=" + SECRET,
                "--b24.encryption-keyset=" + Keyset.generate(),
                "--b24.oauth-servers=" + portal.authorizationServerUrl(),
                "--b24.portal-hosts=" + portal.restUrl().getAuthority(), "--b24.allow-insecure-http=true");
    }

    private static boolean isDone(JdbcClient jdbc) {
        var copies = jdbc.sql("select count(*) from reporting.calendar_events").query(Long.class).single();
        var sweeps = jdbc.sql("select count(*) from reporting.sweeps where finished_at is not null")
                .query(Long.class)
                .single();
        return copies >= RECORDS && sweeps > 0;
    }

    private static void print(SimulatedPortal portal) {
        var requests = portal.requests()
                .stream()
                .filter(request -> request.host() == RecordedRequest.Host.PORTAL)
                .map(RecordedRequest::at)
                .toList();
        int spent = burstSpent(requests);
        var measured = requests.subList(spent, requests.size());
        var time = Duration.between(measured.getFirst(), measured.getLast());
        double allowed = RATE * time.toMillis() / 1_000 + 1;
        System.out.printf("bench records                    %,d%n", RECORDS);
        System.out.printf("bench requests                   %,d (%.1f records each)%n", requests.size(),
                (double) RECORDS / requests.size());
        System.out.printf("bench after the burst was spent  %,d of %.0f requests allowed in %.1f s%n", measured.size(),
                allowed, time.toMillis() / 1_000.0);
        System.out.printf("bench budget used                %.1f %%%n", 100 * measured.size() / allowed);
        System.out.printf("bench rules of Bitrix24 violated %d%n", portal.violations().size());
    }

    /// The first request at which the bucket that leaks by the rate was full.
    private static int burstSpent(List<Instant> requests) {
        double level = 0;
        for (int i = 0; i < requests.size(); i++) {
            var since = i == 0 ? Duration.ZERO : Duration.between(requests.get(i - 1), requests.get(i));
            level = Math.max(0, level - RATE * since.toNanos() / 1e9) + 1;
            if (level >= BURST - 1) {
                return i;
            }
        }
        throw new IllegalStateException("The burst was never spent: too few records for a measurement");
    }
}
