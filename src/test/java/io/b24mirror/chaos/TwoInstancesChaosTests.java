package io.b24mirror.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.b24mirror.chaos.Exchanges.Exchange;
import io.b24mirror.chaos.TcpProxy.Behaviour;
import io.b24mirror.testing.ServiceProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/// Two instances behind a round-robin, with the heartbeats that they have in production.
class TwoInstancesChaosTests {
    private static final int ROUNDS = Integer.getInteger("b24.chaos.takeovers", 3);
    private static final Duration TAKEOVER = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final RealPostgres postgres = RealPostgres.start();
    private final Scene scene = new Scene(postgres);
    private final Wire oneWire = Wire.to(scene.portal(), 2);
    private final Wire otherWire = Wire.to(scene.portal(), 3);
    private final Seat oneSeat = scene.seat();
    private final Seat otherSeat = scene.seat();

    @SuppressWarnings("NullAway.Init") // set before each test
    private ServiceProcess one;
    @SuppressWarnings("NullAway.Init") // set before each test
    private ServiceProcess other;

    @BeforeEach
    void startBoth() throws Exception {
        one = oneWire.connect(oneSeat).start().awaitHealthy();
        other = otherWire.connect(otherSeat).start().awaitHealthy();
        scene.install(oneSeat);
    }

    @AfterEach
    void end() {
        one.close();
        other.close();
        oneWire.close();
        otherWire.close();
        scene.close();
        postgres.close();
    }

    @Test
    void drainNoPortalTwiceAtATimeAndShareItsBudget() throws Exception {
        try (var load = scene.load(oneSeat, otherSeat)) {
            await().atMost(PATIENCE)
                    .until(() -> readings(oneWire).size() >= 10 && readings(otherWire).size() >= 10);
            scene.ledger().add(load.stop());
        }
        scene.settle(PATIENCE, one, other);

        assertThat(readings(oneWire)).noneMatch(reading -> readings(otherWire).stream().anyMatch(reading::overlaps));
        var figures = new Figures("two instances, both well");
        figures.add(Duration.ZERO, Duration.ZERO);
        figures.print(scene.ledger());
    }

    private static List<Exchange> readings(Wire wire) {
        return wire.toPortal().exchanges().answered();
    }

    @Test
    void takeOverFromOneThatIsKilled() throws Exception {
        var figures = new Figures("two instances, one killed while it reads");
        for (int round = 0; round < ROUNDS; round++) {
            try (var load = scene.load(oneSeat, otherSeat)) {
                holdReading(oneWire);
                one.kill();
                var killedAt = Instant.now();
                oneWire.toPortal().become(new Behaviour.Pass());
                var takeover = awaitTakeover(killedAt);
                one = oneSeat.start().awaitHealthy();
                scene.ledger().add(load.stop());
                scene.settle(PATIENCE, one, other);
                figures.add(scene.ledger().answersAgainAfter(killedAt), takeover);
            }
        }
        figures.print(scene.ledger());
    }

    /// Keeps an answer from the instance that reads, once it is the one at this wire.
    private static void holdReading(Wire wire) {
        wire.toPortal().become(new Behaviour.KeepAnswersBack());
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> wire.toPortal().exchanges().underWay() > 0);
    }

    /// @return how long it took until the other instance read
    private Duration awaitTakeover(Instant fault) {
        await().atMost(PATIENCE).until(() -> firstReadingAfter(fault) != null);
        var takeover = Duration.between(fault, firstReadingAfter(fault));
        assertThat(takeover).isLessThan(TAKEOVER);
        return takeover;
    }

    private @org.jspecify.annotations.Nullable Instant firstReadingAfter(Instant fault) {
        return readings(otherWire).stream()
                .map(Exchange::begin)
                .filter(begin -> begin.isAfter(fault))
                .min(Instant::compareTo)
                .orElse(null);
    }

    /// One that was frozen in the middle of a reading wakes up with an answer that is out of date.
    @Test
    void refuseTheLateWritesOfOneThatWasFrozen() throws Exception {
        var figures = new Figures("two instances, one frozen while it reads, then resumed");
        for (int round = 0; round < ROUNDS; round++) {
            freezeAndResume("Changed in round " + round, figures);
        }
        figures.print(scene.ledger());
    }

    private void freezeAndResume(String text, Figures figures) throws Exception {
        Instant frozenAt;
        Instant resumedAt;
        Duration takeover;
        try (var load = scene.load(oneSeat, otherSeat)) {
            holdReading(oneWire);
            one.freeze();
            frozenAt = Instant.now();
            scene.ledger().add(load.stop());
        }
        scene.rewriteComments(text);
        try (var load = scene.load(otherSeat)) {
            takeover = awaitTakeover(frozenAt);
            load.awaitAcknowledged(scene.comments().size(), Instant.MIN, PATIENCE);
            oneWire.toPortal().become(new Behaviour.Pass());
            resumedAt = Instant.now();
            one.resume();
            one.awaitHealthy();
            load.awaitAcknowledged(300, Instant.now(), PATIENCE);
            scene.ledger().add(load.stop());
        }
        scene.settle(PATIENCE, one, other);

        assertThat(scene.copiesOtherThan(text)).as("copies that went back").isZero();
        assertThat(scene.versionsAfter(text)).as("versions that replaced the newest one").isZero();
        assertThat(readings(oneWire)).as("readings beside those of the successor")
                .filteredOn(reading -> reading.begin().isAfter(resumedAt))
                .noneMatch(reading -> readings(otherWire).stream().anyMatch(reading::overlaps));
        figures.add(scene.ledger().answersAgainAfter(frozenAt), takeover);
    }
}
