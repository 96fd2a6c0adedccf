package io.b24mirror.chaos;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.b24mirror.testing.ServiceProcess;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/// PostgreSQL goes away in all the ways it knows, under load, and comes back.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresChaosTests {
    private static final int STOPS = Integer.getInteger("b24.chaos.postgres-stops", 20);
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("b24.chaos.outage", 60));
    private static final Duration SHORT_OUTAGE = Duration.ofSeconds(Integer.getInteger("b24.chaos.short-outage", 15));
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final RealPostgres postgres = RealPostgres.start();
    private final Stage stage = new Stage(postgres);

    @BeforeAll
    void start() throws Exception {
        stage.open();
    }

    @BeforeEach
    void turnOver() {
        stage.scene.turnOver();
    }

    @AfterAll
    void end() {
        stage.close();
        postgres.close();
    }

    @Test
    void acknowledgesEverythingWhenItIsStoppedImmediately() throws Exception {
        var figures = new Figures("immediate stop of PostgreSQL");
        for (int round = 0; round < STOPS; round++) {
            stage.outage(figures, 20 + 37 * round % 300, Duration.ofSeconds(1), postgres::stopImmediately,
                    postgres::startAgain);
        }
        figures.print(stage.scene.ledger());
    }

    @Test
    void acknowledgesEverythingWhileItIsAway() throws Exception {
        stage.outage("PostgreSQL away for %d s".formatted(OUTAGE.toSeconds()), OUTAGE, postgres::stopImmediately,
                postgres::startAgain);
    }

    /// Its connections stay open, and nothing comes back over them.
    @Test
    void acknowledgesEverythingWhileItIsFrozen() throws Exception {
        stage.outage("PostgreSQL frozen", SHORT_OUTAGE, postgres::freeze, postgres::resume);
    }

    @Test
    void acknowledgesEverythingWhileItIsReadOnly() throws Exception {
        stage.outage("PostgreSQL read-only", SHORT_OUTAGE, () -> makeReadOnly("on"), () -> makeReadOnly("off"));
    }

    private void makeReadOnly(String value) {
        postgres.execute("alter database %s set default_transaction_read_only = %s"
                .formatted(stage.scene.database().name(), value));
        postgres.throwOut(stage.scene.database());
    }

    @Test
    void acknowledgesEverythingWhileItsConnectionsAreTaken() throws Exception {
        try (var hoard = new Hoard(postgres.maintenanceDatabase())) {
            stage.outage("PostgreSQL out of connections", SHORT_OUTAGE, () -> takeAllConnections(hoard), hoard::close);
        }
    }

    /// The service gets a few of its own back at first, faster than others take them, and a connection that ends gives
    /// its place back a little later.
    private void takeAllConnections(Hoard hoard) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).during(Duration.ofMillis(200)).until(() -> {
            postgres.throwOut(stage.scene.database());
            return hoard.takeAll() == 0 && stage.scene
                    .count("pg_stat_activity where datname = current_database() and usename <> 'postgres'") == 0;
        });
    }

    @Test
    void acknowledgesEverythingWhileItsDiskIsFull() throws Exception {
        assumeThat(Disk.isPossible()).as("a disk can be mounted").isTrue();
        try (var disk = Disk.mount(160)) {
            var small = RealPostgres.startIn(disk.resolve("data"), RealPostgres.newDirectory().resolve("wal"));
            onItsOwn(small, "disk of PostgreSQL's tables full", disk::fill, disk::free);
        }
    }

    /// Then PostgreSQL ends itself, and may not come up again before there is room.
    @Test
    void acknowledgesEverythingWhileTheDiskOfItsLogIsFull() throws Exception {
        assumeThat(Disk.isPossible()).as("a disk can be mounted").isTrue();
        try (var disk = Disk.mount(96)) {
            var small = RealPostgres.startIn(RealPostgres.newDirectory().resolve("data"), disk.resolve("wal"));
            onItsOwn(small, "disk of PostgreSQL's write-ahead log full", () -> {
                disk.fill();
                small.useUpLog();
            }, () -> {
                disk.free();
                if (!small.isRunning()) {
                    small.startAgain();
                }
            });
        }
    }

    private static void onItsOwn(RealPostgres server, String scenario, Action fault, Action repair) throws Exception {
        try (server; var stage = new Stage(server)) {
            stage.open();
            stage.outage(scenario, SHORT_OUTAGE, fault, repair);
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    /// A service on a server that will fail.
    private static final class Stage implements AutoCloseable {
        private final RealPostgres postgres;
        private final Scene scene;
        private final Seat seat;
        private @Nullable ServiceProcess service;

        Stage(RealPostgres postgres) {
            this.postgres = postgres;
            scene = new Scene(postgres);
            seat = scene.seat().withQuickHeartbeats();
        }

        void open() throws Exception {
            service = seat.start().awaitHealthy();
            scene.install(seat);
        }

        void outage(String scenario, Duration lasts, Action fault, Action repair) throws Exception {
            var figures = new Figures(scenario);
            outage(figures, 200, lasts, fault, repair);
            figures.print(scene.ledger());
        }

        void outage(Figures figures, int events, Duration lasts, Action fault, Action repair) throws Exception {
            long outages = outages();
            try (var load = scene.load(seat)) {
                load.awaitAcknowledged(events, Instant.MIN, PATIENCE);
                scene.portal().expireAccessTokens();
                fault.run();
                var brokenAt = Instant.now();
                await().pollDelay(lasts).atMost(lasts.plus(PATIENCE)).until(() -> true);
                repair.run();
                postgres.awaitReady();
                var repairedAt = Instant.now();
                load.awaitAcknowledged(50, repairedAt, PATIENCE);
                scene.ledger().add(load.stop());
                scene.settle(PATIENCE, requireNonNull(service));
                figures.add(scene.ledger().answersAgainAfter(brokenAt), Duration.between(repairedAt, Instant.now()));
            }
            assertThat(outages()).as("outages that the service noticed").isGreaterThan(outages);
            assertThat(scene.ledger().refused()).as("events refused").isZero();
            assertThat(scene.ledger().unanswered()).as("events without an answer").isZero();
        }

        private long outages() {
            return requireNonNull(service).output()
                    .lines()
                    .filter(line -> line.contains("PostgreSQL takes events again"))
                    .count();
        }

        @Override
        public void close() {
            if (service != null) {
                service.close();
            }
            scene.close();
        }
    }
}
