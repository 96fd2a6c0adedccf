package io.b24mirror.chaos;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.b24mirror.testing.ServiceProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/// PostgreSQL goes away in all the ways it knows, under load, and comes back.
class PostgresChaosTests {
    private static final int STOPS = Integer.getInteger("b24.chaos.postgres-stops", 20);
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("b24.chaos.outage", 60));
    private static final Duration SHORT_OUTAGE = Duration.ofSeconds(Integer.getInteger("b24.chaos.short-outage", 15));
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @SuppressWarnings("NullAway.Init") // set by each test
    private RealPostgres postgres;
    @SuppressWarnings("NullAway.Init") // set by each test
    private Scene scene;
    @SuppressWarnings("NullAway.Init") // set by each test
    private Seat seat;
    @SuppressWarnings("NullAway.Init") // set by each test
    private ServiceProcess service;

    private void startOn(RealPostgres server) throws Exception {
        postgres = server;
        scene = new Scene(postgres);
        seat = scene.seat().withQuickHeartbeats();
        service = seat.start().awaitHealthy();
        scene.install(seat);
    }

    @AfterEach
    void end() {
        service.close();
        scene.close();
        postgres.close();
    }

    @Test
    void acknowledgesEverythingWhenItIsStoppedImmediately() throws Exception {
        startOn(RealPostgres.start());
        var figures = new Figures("immediate stop of PostgreSQL");
        for (int round = 0; round < STOPS; round++) {
            outage(figures, 20 + 37 * round % 300, Duration.ofSeconds(1), postgres::stopImmediately,
                    postgres::startAgain);
        }
        figures.print(scene.ledger());
    }

    @Test
    void acknowledgesEverythingWhileItIsAway() throws Exception {
        startOn(RealPostgres.start());
        outage("PostgreSQL away for %d s".formatted(OUTAGE.toSeconds()), OUTAGE, postgres::stopImmediately,
                postgres::startAgain);
    }

    /// Its connections stay open, and nothing comes back over them.
    @Test
    void acknowledgesEverythingWhileItIsFrozen() throws Exception {
        startOn(RealPostgres.start());
        outage("PostgreSQL frozen", SHORT_OUTAGE, postgres::freeze, postgres::resume);
    }

    @Test
    void acknowledgesEverythingWhileItIsReadOnly() throws Exception {
        startOn(RealPostgres.start());
        outage("PostgreSQL read-only", SHORT_OUTAGE, () -> makeReadOnly("on"), () -> makeReadOnly("off"));
    }

    private void makeReadOnly(String value) {
        postgres.execute("alter database %s set default_transaction_read_only = %s"
                .formatted(scene.database().name(), value));
        postgres.throwOut(scene.database());
    }

    @Test
    void acknowledgesEverythingWhileItsConnectionsAreTaken() throws Exception {
        startOn(RealPostgres.start());
        try (var hoard = new Hoard(scene.database())) {
            outage("PostgreSQL out of connections", SHORT_OUTAGE, () -> {
                hoard.takeAll();
                postgres.throwOut(scene.database());
                hoard.takeAll();
            }, hoard::close);
        }
    }

    @Test
    void acknowledgesEverythingWhileItsDiskIsFull() throws Exception {
        assumeThat(Disk.isPossible()).as("a disk can be mounted").isTrue();
        try (var disk = Disk.mount(160)) {
            startOn(RealPostgres.startIn(disk.resolve("data"), RealPostgres.newDirectory().resolve("wal")));
            outage("disk of PostgreSQL's tables full", SHORT_OUTAGE, disk::fill, disk::free);
            postgres.close();
        }
    }

    /// Then PostgreSQL ends itself, and may not come up again before there is room.
    @Test
    void acknowledgesEverythingWhileTheDiskOfItsLogIsFull() throws Exception {
        assumeThat(Disk.isPossible()).as("a disk can be mounted").isTrue();
        try (var disk = Disk.mount(96)) {
            startOn(RealPostgres.startIn(RealPostgres.newDirectory().resolve("data"), disk.resolve("wal")));
            outage("disk of PostgreSQL's write-ahead log full", SHORT_OUTAGE, disk::fill, () -> {
                disk.free();
                if (!postgres.isRunning()) {
                    postgres.startAgain();
                }
            });
            postgres.close();
        }
    }

    private void outage(String scenario, Duration lasts, Action fault, Action repair) throws Exception {
        var figures = new Figures(scenario);
        outage(figures, 200, lasts, fault, repair);
        figures.print(scene.ledger());
    }

    private void outage(Figures figures, int events, Duration lasts, Action fault, Action repair) throws Exception {
        try (var load = scene.load(seat)) {
            load.awaitAcknowledged(events, Instant.MIN, PATIENCE);
            fault.run();
            var brokenAt = Instant.now();
            await().pollDelay(lasts).atMost(lasts.plus(PATIENCE)).until(() -> true);
            repair.run();
            postgres.awaitReady();
            var repairedAt = Instant.now();
            load.awaitAcknowledged(50, repairedAt, PATIENCE);
            scene.ledger().add(load.stop());
            scene.settle(PATIENCE, service);
            figures.add(scene.ledger().answersAgainAfter(brokenAt), Duration.between(repairedAt, Instant.now()));
        }
        assertThat(scene.ledger().refused()).as("events refused").isZero();
        assertThat(scene.ledger().unanswered()).as("events without an answer").isZero();
    }

    private interface Action {
        void run() throws Exception;
    }
}
