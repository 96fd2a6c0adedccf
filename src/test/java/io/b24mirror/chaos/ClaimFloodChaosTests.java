package io.b24mirror.chaos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.Ports;
import io.b24mirror.testing.ServiceProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/// Strangers post 10,000 made-up installations a minute while portals install the app and events come in.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimFloodChaosTests {
    private static final Duration FLOOD = Duration.ofSeconds(Integer.getInteger("b24.chaos.flood", 600));
    private static final int PER_MINUTE = Integer.getInteger("b24.chaos.flood-rate", 10_000);
    private static final Duration HANGS = Duration.ofSeconds(Integer.getInteger("b24.chaos.flood-hangs", 10));
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final RealPostgres postgres = RealPostgres.start();
    private final Scene scene = new Scene(postgres);
    private final Seat seat = scene.seat();

    /// A portal that installs the app during the flood, and has it removed again, so that it comes as a new one.
    private final SimulatedPortal newcomer = SimulatedPortal.builder()
            .clock(Clock.systemUTC())
            .clientId(Scene.CLIENT_ID)
            .clientSecret(Scene.CLIENT_SECRET)
            .memberId(UUID.randomUUID().toString().replace("-", ""))
            .ports(0, Ports.free())
            .start();
    private ServiceProcess service;

    @SuppressWarnings("NullAway.Init") // JUnit fills the field
    ClaimFloodChaosTests() {}

    @BeforeAll
    void start() throws Exception {
        service = seat
                .set("B24_OAUTH_SERVERS",
                        newcomer.authorizationServerUrl() + "," + scene.portal().authorizationServerUrl())
                .set("B24_PORTAL_HOSTS",
                        newcomer.restUrl().getAuthority() + "," + scene.portal().restUrl().getAuthority())
                .start()
                .awaitHealthy();
        scene.install(seat);
    }

    @AfterAll
    void end() {
        service.close();
        newcomer.close();
        scene.close();
        postgres.close();
    }

    @Test
    void letsPortalsInDuringAFloodOfClaims() throws Exception {
        flood("10,000 claims a minute", Duration.ZERO, Duration.ofMinutes(1));
    }

    @Test
    void letsPortalsInDuringAFloodOfClaimsWhileTheAuthorizationServerHangs() throws Exception {
        flood("10,000 claims a minute, authorization server takes %d s".formatted(HANGS.toSeconds()), HANGS,
                Duration.ofMinutes(2));
    }

    private void flood(String scenario, Duration answerTime, Duration inTime) throws Exception {
        scene.turnOver();
        newcomer.faults().slow("app.info", answerTime);
        newcomer.clearJournal();
        var figures = new Figures(scenario);
        long linesBefore = service.output().lines().count();
        try (var load = scene.load(10, seat);
                var flood = ClaimFlood.start(seat.handler(), List.of(newcomer, scene.portal()), PER_MINUTE)) {
            var began = Instant.now();
            await().atMost(PATIENCE)
                    .until(() -> flood.statuses().values().stream().mapToLong(Long::longValue).sum() > 100);
            do {
                figures.add(Duration.ZERO, letNewcomerIn(inTime));
            } while (Instant.now().isBefore(began.plus(FLOOD)));
            figures.add(Duration.ZERO, letKnownPortalInAgain(inTime));
            var lasted = Duration.between(began, Instant.now());
            scene.ledger().add(load.stop());
            var statuses = flood.stop();

            scene.ledger().settle(PATIENCE);
            figures.print(scene.ledger());
            tell(scenario, statuses, linesBefore);
            assertAnswered(statuses);
            assertThat(scene.count("portal.installation where state = 'PENDING'")).isLessThan(1_100);
            assertThat(newcomer.calls("app.info")).isLessThan(30 * lasted.toSeconds() + 2_000);
        }
        assertThat(scene.ledger().refused()).as("events refused").isZero();
        assertThat(scene.ledger().unanswered()).as("events without an answer").isZero();
        assertThat(service.output().lines().count() - linesBefore).as("lines of log")
                .isLessThan(200 + FLOOD.toSeconds());
        newcomer.faults().slow("app.info", Duration.ZERO);
    }

    /// On a machine that is too busy PostgreSQL may take longer than events wait; then pages are not ready.
    private void assertAnswered(Map<Integer, Long> statuses) {
        assertThat(statuses.keySet()).isSubsetOf(200, 403, 429, 503);
        if (!service.output().contains("PostgreSQL takes no events")) {
            assertThat(statuses).doesNotContainKey(503);
        }
    }

    private void tell(String scenario, Map<Integer, Long> statuses, long linesBefore) {
        System.out.printf(
                "%s: statuses %s, app.info asked %,d times, %,d claims waiting, %,d decided, %,d lines of log%n",
                scenario, statuses, newcomer.calls("app.info"),
                scene.count("portal.installation where state = 'PENDING'"),
                scene.count("portal.installation where state <> 'PENDING'"),
                service.output().lines().count() - linesBefore);
    }

    private Duration letNewcomerIn(Duration inTime) {
        var began = Instant.now();
        newcomer.install(seat.handler());
        await().atMost(inTime).until(() -> isActive(newcomer));
        var lasted = Duration.between(began, Instant.now());
        await().atMost(PATIENCE).until(() -> newcomer.subscribedEvents().contains("ONAPPUNINSTALL"));
        newcomer.uninstall(false);
        await().atMost(PATIENCE).until(() -> !isActive(newcomer));
        return lasted;
    }

    private Duration letKnownPortalInAgain(Duration inTime) {
        long before = verified();
        var began = Instant.now();
        scene.portal().install(seat.handler());
        await().atMost(inTime).until(() -> verified() > before);
        return Duration.between(began, Instant.now());
    }

    private long verified() {
        return scene.count("portal.installation where state = 'VERIFIED' and member_id = '%s'"
                .formatted(scene.portal().memberId()));
    }

    private boolean isActive(SimulatedPortal portal) {
        return scene
                .count("portal.portal where state = 'ACTIVE' and member_id = '%s'".formatted(portal.memberId())) > 0;
    }
}
