package io.b24mirror;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HashMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import io.b24mirror.secret.Keyset;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.PostgresServer;
import io.b24mirror.testing.PostgresServer.Database;
import io.b24mirror.testing.ServiceProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/// The first copy of a portal, while the process is killed.
class PackagedJarBackfillTests {
    private static final String CLIENT_SECRET = "client-secret-of-the-packaged-jar";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int OWNERS = 20;
    private static final int EVENTS = 1_000;

    private final SimulatedPortal portal = SimulatedPortal.builder()
            .clock(Clock.systemUTC())
            .clientId("app.jar")
            .clientSecret(CLIENT_SECRET)
            .start();
    private final Database database = PostgresServer.get().newDatabase();
    private final String keyset = Keyset.generate();
    private final JdbcClient jdbc = JdbcClient
            .create(new DriverManagerDataSource(database.url(), database.user(), database.password()));

    @AfterEach
    void end() {
        portal.close();
    }

    @Test
    void goesOnWhereItWasKilled() throws Exception {
        fillPortal();
        try (var killed = start()) {
            portal.install(killed.url("/bitrix24/events"));
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> copies() >= 100);
        }
        assertThat(copies()).isLessThan(EVENTS);
        var asked = portal.calls("calendar.event.getbyid");

        try (var successor = start()) {
            await().atMost(PATIENCE).until(() -> count("reporting.sweeps where finished_at is not null") == 1);

            assertThat(copies()).isEqualTo(EVENTS);
            assertThat(count("reporting.sweeps")).isEqualTo(1);
            assertThat(portal.calls("calendar.section.get"))
                    .as("listings of calendars, the batches of the killed twice")
                    .isLessThanOrEqualTo(OWNERS + 10);
            assertThat(portal.calls("calendar.event.getbyid") - asked).as("records left for the successor")
                    .isLessThan(EVENTS);
            assertThat(portal.violations()).isEmpty();
            assertThat(successor.stop()).isIn(0, 143);
        }
    }

    /// So slow that it can be killed in the middle.
    private ServiceProcess start() throws IOException {
        var environment = new HashMap<>(ServiceProcess.environment(portal, "app.jar", CLIENT_SECRET, keyset));
        environment.put("B24_RATE_PER_SECOND", "10");
        environment.put("B24_RATE_BURST", "5");
        environment.put("LOGGING_LEVEL_ROOT", "INFO");
        return ServiceProcess.start(database, environment).awaitHealthy();
    }

    private void fillPortal() {
        portal.rate(12, 50);
        var noon = ZonedDateTime.now(Clock.systemUTC());
        for (int owner = 0; owner < OWNERS; owner++) {
            var user = portal.users().add("User " + owner);
            var section = portal.calendar().addSection("user", user, "Work");
            for (int event = 0; event < EVENTS / OWNERS; event++) {
                portal.calendar()
                        .addEvent(section,
                                EventDraft.named("Event " + event).at(noon.plusDays(event), Duration.ofHours(1)));
            }
        }
    }

    private long copies() {
        return count("reporting.calendar_events");
    }

    private long count(String from) {
        return jdbc.sql("select count(*) from " + from).query(Long.class).single();
    }
}
