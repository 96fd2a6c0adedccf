package io.b24mirror.intake.outage;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.intake.IntakeProperties;
import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.spill.Replayer;
import io.b24mirror.spill.Spill;

import static java.util.Objects.requireNonNull;

/// Finds out in a thread of its own when PostgreSQL takes events again, replays the spill then, and closes the
/// circuit.
///
/// PostgreSQL is back when it has taken a real write, and then what waits in the spill: a probe that fits into the last
/// free page of a full disk proves little.
@Component
public class DatabaseRecovery implements SmartLifecycle {
    private static final Duration MAINTENANCE_INTERVAL = Duration.ofSeconds(30);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(DatabaseRecovery.class);

    private final DatabaseCircuitBreaker database;
    private final JdbcClient jdbc;
    private final Spill spill;
    private final Replayer replayer;
    private final ApplicationTokens portals;
    private final Clock clock;
    private final Duration interval;
    private volatile boolean running;
    private @Nullable Thread thread;

    DatabaseRecovery(DatabaseCircuitBreaker database, JdbcClient jdbc, Spill spill, Replayer replayer,
            ApplicationTokens portals, Clock clock, IntakeProperties properties) {
        this.database = database;
        this.jdbc = jdbc;
        this.spill = spill;
        this.replayer = replayer;
        this.portals = portals;
        this.clock = clock;
        interval = properties.replayInterval();
    }

    /// Probes PostgreSQL if the circuit is open, replays what waits in the spill, and closes the circuit.
    public void recover() {
        try {
            if (database.isOpen()) {
                probe();
            }
            database.close(spill.replay(replayer));
        } catch (RuntimeException e) {
            onFailure(e);
        }
    }

    private void onFailure(RuntimeException failure) {
        if (database.recordFailure(failure)) {
            database.evictConnections();
        } else {
            log.error("Could not replay the spill", failure);
        }
    }

    /// Writes a row. A database that takes no writes refuses it, and one without connections has none for it.
    private void probe() {
        jdbc.sql("""
                insert into intake.probe (at) values (cast(:now as timestamptz))
                on conflict (only_row) do update set at = excluded.at
                """).param("now", clock.instant().toString()).update();
    }

    /// Does what is due now and then while PostgreSQL is there: loads the application tokens into memory, and replays
    /// the files of instances that no longer run.
    public void maintain() {
        try {
            if (!database.isOpen()) {
                portals.loadAll();
                database.close(spill.replayOrphans(replayer));
            }
        } catch (RuntimeException e) {
            onFailure(e);
        }
    }

    private void run() {
        long nextMaintenance = System.nanoTime();
        while (running) {
            recover();
            if (System.nanoTime() - nextMaintenance >= 0) {
                maintain();
                nextMaintenance = System.nanoTime() + MAINTENANCE_INTERVAL.toNanos();
            }
            try {
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("database-recovery").daemon().start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        try {
            requireNonNull(thread).interrupt();
            requireNonNull(thread).join(STOP_TIMEOUT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Starts after the spill is open, and stops before it is closed.
    @Override
    public int getPhase() {
        return -500;
    }
}
