package io.b24mirror.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.b24mirror.chaos.Exchanges.Exchange;
import io.b24mirror.chaos.TcpProxy.Behaviour;
import io.b24mirror.testing.Ports;
import io.b24mirror.testing.ServiceProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/// Two instances behind a round-robin, unless told otherwise with the heartbeats that they have in production.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoInstancesChaosTests {
    private static final int ROUNDS = Integer.getInteger("b24.chaos.takeovers", 3);
    private static final String HEARTBEAT = "-Ddb-scheduler.heartbeat-interval=%ds"
            .formatted(Integer.getInteger("b24.chaos.heartbeat", 8));
    private static final int BURSTS = 300;
    private static final int ENOUGH = 10;
    private static final Duration TAKEOVER = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final RealPostgres postgres = RealPostgres.start();
    private final Scene scene = new Scene(postgres);
    private final Wire oneWire = Wire.to(scene.portal(), 2);
    private final Wire otherWire = Wire.to(scene.portal(), 3);
    private final TcpProxy toPostgres = TcpProxy.start("127.0.0.1", Ports.free(), postgres.port());
    private final Seat oneSeat = scene.seat().throughProxy(toPostgres);
    private final Seat otherSeat = scene.seat();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private ServiceProcess one;
    @SuppressWarnings("NullAway.Init") // set before all tests
    private ServiceProcess other;

    @BeforeAll
    void startBoth() throws Exception {
        one = oneWire.connect(oneSeat.with(HEARTBEAT)).start().awaitHealthy();
        other = otherWire.connect(otherSeat.with(HEARTBEAT)).start().awaitHealthy();
        scene.install(oneSeat);
    }

    @BeforeEach
    void turnOver() {
        scene.turnOver();
    }

    @AfterAll
    void end() {
        one.close();
        other.close();
        oneWire.close();
        otherWire.close();
        toPostgres.close();
        scene.close();
        postgres.close();
    }

    /// Between the bursts the portal is at rest, so that whoever is asked first of the next one reads from it.
    @Test
    void drainNoPortalTwiceAtATimeAndShareItsBudget() throws Exception {
        var begunAt = Instant.now();
        for (int burst = 0; readings(oneWire, begunAt).size() < ENOUGH
                || readings(otherWire, begunAt).size() < ENOUGH; burst++) {
            assertThat(burst).as("bursts, though one instance never reads").isLessThan(BURSTS);
            var first = burst % 2 == 0 ? oneSeat : otherSeat;
            try (var load = scene.load(first, first.equals(oneSeat) ? otherSeat : oneSeat)) {
                load.awaitAcknowledged(50, Instant.MIN, PATIENCE);
                scene.ledger().add(load.stop());
            }
            scene.ledger().settle(PATIENCE);
            awaitRest();
        }
        scene.settle(PATIENCE, one, other);

        var others = readings(otherWire, begunAt);
        assertThat(readings(oneWire, begunAt)).noneMatch(reading -> others.stream().anyMatch(reading::overlaps));
        var figures = new Figures("two instances, both well");
        figures.add(Duration.ZERO, Duration.ZERO);
        figures.print(scene.ledger());
    }

    /// A drain goes on for as long as there is something to read.
    private void awaitRest() {
        await().atMost(PATIENCE)
                .until(() -> scene.count("scheduler.scheduled_tasks where task_name = 'drain-portal' and picked") == 0);
    }

    /// Those of this scenario: a frozen instance's overlap on purpose.
    private static List<Exchange> readings(Wire wire, Instant since) {
        return wire.toPortal()
                .exchanges()
                .answered()
                .stream()
                .filter(exchange -> !exchange.begin().isBefore(since))
                .toList();
    }

    @Test
    void takeOverFromOneThatIsKilled() throws Exception {
        var figures = new Figures("two instances, one killed while it reads");
        for (int round = 0; round < ROUNDS; round++) {
            holdReading();
            one.kill();
            var killedAt = Instant.now();
            oneWire.toPortal().become(new Behaviour.Pass());
            try (var load = scene.load(oneSeat, otherSeat)) {
                var takeover = awaitTakeover(killedAt);
                one = oneSeat.start().awaitHealthy();
                scene.ledger().add(load.stop());
                scene.settle(PATIENCE, one, other);
                figures.add(scene.ledger().answersAgainAfter(killedAt), takeover);
            }
        }
        figures.print(scene.ledger());
    }

    /// Keeps an answer from the first instance, once it is the one that reads. It will be: it gets all events, and the
    /// portal comes to rest in between.
    private void holdReading() throws Exception {
        var exchanges = oneWire.toPortal().exchanges();
        oneWire.toPortal().become(new Behaviour.KeepAnswersBack());
        for (int burst = 0; exchanges.underWay() == 0; burst++) {
            assertThat(burst).as("bursts, though the instance never reads").isLessThan(BURSTS);
            try (var load = scene.load(oneSeat)) {
                load.awaitAcknowledged(50, Instant.MIN, PATIENCE);
                scene.ledger().add(load.stop());
            }
            await().atMost(PATIENCE).until(() -> exchanges.underWay() > 0 || scene.ledger().unread() == 0);
            if (exchanges.underWay() == 0) {
                awaitRest();
            }
        }
    }

    /// @return how long it took until the other instance read
    private Duration awaitTakeover(Instant fault) {
        await().atMost(PATIENCE).until(() -> firstReadingAfter(fault) != null);
        var takeover = Duration.between(fault, firstReadingAfter(fault));
        assertThat(takeover).isLessThan(TAKEOVER);
        return takeover;
    }

    private @org.jspecify.annotations.Nullable Instant firstReadingAfter(Instant fault) {
        return readings(otherWire, Instant.MIN).stream()
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
        holdReading();
        one.freeze();
        var frozenAt = Instant.now();
        scene.rewriteComments(text);
        Instant resumedAt;
        Duration takeover;
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
        assertThat(readings(oneWire, Instant.MIN)).as("readings beside those of the successor")
                .filteredOn(reading -> reading.begin().isAfter(resumedAt))
                .noneMatch(reading -> readings(otherWire, Instant.MIN).stream().anyMatch(reading::overlaps));
        figures.add(scene.ledger().answersAgainAfter(frozenAt), takeover);
    }

    /// Its session would hold what it has locked, and the records in it, for as long as it sleeps.
    @Test
    void goOnAlthoughOneIsFrozenInTheMiddleOfATransaction() throws Exception {
        var figures = new Figures("two instances, one frozen within a transaction, then resumed");
        for (int round = 0; round < ROUNDS; round++) {
            try (var load = scene.load(oneSeat, otherSeat)) {
                load.awaitAcknowledged(200, Instant.MIN, PATIENCE);
                toPostgres.become(new Behaviour.KeepAnswersBack());
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> openTransactions() > 0);
                one.freeze();
                var frozenAt = Instant.now();
                await().atMost(TAKEOVER).until(() -> openTransactions() == 0);
                var heldUp = Duration.between(frozenAt, Instant.now());
                load.awaitAcknowledged(100, Instant.now(), PATIENCE);
                toPostgres.become(new Behaviour.Pass());
                one.resume();
                scene.ledger().add(load.stop());
                scene.settle(PATIENCE, one, other);
                figures.add(scene.ledger().answersAgainAfter(frozenAt), heldUp);
            }
        }
        figures.print(scene.ledger());
    }

    private long openTransactions() {
        return scene.count("pg_stat_activity where datname = current_database() and state = 'idle in transaction'"
                + " and state_change < now() - interval '1 second'");
    }
}
