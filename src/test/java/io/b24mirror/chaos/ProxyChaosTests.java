package io.b24mirror.chaos;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.b24mirror.chaos.TcpProxy.Behaviour;
import io.b24mirror.testing.Ports;
import io.b24mirror.testing.ServiceProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/// The wires between the service and PostgreSQL, and between the service and the portal, are bad.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyChaosTests {
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("b24.chaos.short-outage", 15));
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int CUTS = Integer.getInteger("b24.chaos.cuts", 20);

    /// The portal rests longer after each.
    private static final int CUTS_OF_PORTAL = 4;

    private final RealPostgres postgres = RealPostgres.start();
    private final Scene scene = new Scene(postgres);
    private final TcpProxy toPostgres = TcpProxy.start("127.0.0.1", Ports.free(), postgres.port());
    private final Wire wire = Wire.to(scene.portal(), 2);
    private final Seat seat = scene.seat().withQuickHeartbeats().throughProxy(toPostgres);

    @SuppressWarnings("NullAway.Init") // set before all tests
    private ServiceProcess service;

    @BeforeAll
    void start() throws Exception {
        service = wire.connect(seat).start().awaitHealthy();
        scene.install(seat);
    }

    @BeforeEach
    void turnOver() {
        scene.turnOver();
    }

    @AfterAll
    void end() {
        service.close();
        wire.close();
        toPostgres.close();
        scene.close();
        postgres.close();
    }

    @Test
    void standsAPostgresThatIsFarAway() throws Exception {
        lasting("latency of 2 x 100 ms to PostgreSQL", toPostgres, new Behaviour.Late(Duration.ofMillis(100)));
    }

    @Test
    void standsAPostgresThatResetsConnections() throws Exception {
        lasting("connections to PostgreSQL reset", toPostgres, new Behaviour.Reset());
    }

    @Test
    void standsAPostgresThatFellSilent() throws Exception {
        lasting("connections to PostgreSQL half-open", toPostgres, new Behaviour.HalfOpen());
    }

    @Test
    void standsCommitsWhoseAnswerIsLost() throws Exception {
        cut("answers to COMMIT cut off", toPostgres, "COMMIT\0", CUTS);
    }

    @Test
    void standsAPortalThatIsFarAway() throws Exception {
        lasting("latency of 2 x 500 ms to the portal", wire.toPortal(), new Behaviour.Late(Duration.ofMillis(500)));
    }

    @Test
    void standsAPortalThatResetsConnections() throws Exception {
        lasting("connections to the portal reset", wire.toPortal(), new Behaviour.Reset());
    }

    @Test
    void standsAPortalThatFellSilent() throws Exception {
        lasting("connections to the portal half-open", wire.toPortal(), new Behaviour.HalfOpen());
    }

    @Test
    void standsAPortalWhoseAnswersAreLost() throws Exception {
        cut("answers of the portal cut off", wire.toPortal(), "HTTP/1.1 200", CUTS_OF_PORTAL);
    }

    private void lasting(String scenario, TcpProxy proxy, Behaviour behaviour) throws Exception {
        underLoad(scenario, proxy, behaviour,
                () -> await().pollDelay(OUTAGE).atMost(OUTAGE.plus(PATIENCE)).until(() -> true));
    }

    private void cut(String scenario, TcpProxy proxy, String answer, int cuts) throws Exception {
        underLoad(scenario, proxy, new Behaviour.CutBeforeAnswer(answer),
                () -> await().atMost(PATIENCE).until(() -> proxy.cuts() >= cuts));
    }

    private void underLoad(String scenario, TcpProxy proxy, Behaviour behaviour, Runnable meanwhile) throws Exception {
        var figures = new Figures(scenario);
        try (var load = scene.load(seat)) {
            load.awaitAcknowledged(200, Instant.MIN, PATIENCE);
            proxy.become(behaviour);
            var brokenAt = Instant.now();
            try {
                meanwhile.run();
            } finally {
                proxy.become(new Behaviour.Pass());
            }
            var repairedAt = Instant.now();
            load.awaitAcknowledged(50, repairedAt, PATIENCE);
            scene.ledger().add(load.stop());
            scene.settle(PATIENCE, service);
            figures.add(scene.ledger().answersAgainAfter(brokenAt), Duration.between(repairedAt, Instant.now()));
        }
        figures.print(scene.ledger());
        assertThat(scene.ledger().refused()).as("events refused").isZero();
        assertThat(scene.ledger().unanswered()).as("events without an answer").isZero();
    }
}
