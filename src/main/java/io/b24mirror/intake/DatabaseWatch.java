package io.b24mirror.intake;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.spill.Spill;

import static java.util.Objects.requireNonNull;

/// Knows whether PostgreSQL takes events, finds out when it does again, and has the spill replayed then.
///
/// While it is away nobody waits for it. It is back when it takes a real write, and then what waits in the spill: a
/// probe that fits into the last free page of a full disk proves little.
@Component
class DatabaseWatch implements SmartLifecycle {
    /// So many events in a row have to wait too long before PostgreSQL counts as away.
    private static final int MAX_SLOW = 10;
    private static final Duration ROUNDS = Duration.ofSeconds(30);
    private static final Logger log = LoggerFactory.getLogger(DatabaseWatch.class);

    private final JdbcClient jdbc;
    private final DataSource dataSource;
    private final Spill spill;
    private final EventReplay replay;
    private final ApplicationTokens portals;
    private final Clock clock;
    private final Duration interval;
    private final AtomicInteger slow = new AtomicInteger();
    private volatile @Nullable Instant awaySince;
    private volatile boolean running;
    private @Nullable Thread thread;

    DatabaseWatch(JdbcClient jdbc, DataSource dataSource, Spill spill, EventReplay replay, ApplicationTokens portals,
            Clock clock, IntakeProperties properties) {
        this.jdbc = jdbc;
        this.dataSource = dataSource;
        this.spill = spill;
        this.replay = replay;
        this.portals = portals;
        this.clock = clock;
        interval = properties.replayInterval();
    }

    /// Whether PostgreSQL takes no events now.
    boolean isAway() {
        return awaySince != null;
    }

    /// Somebody was answered in time.
    void answered() {
        if (slow.get() > 0) {
            slow.set(0);
        }
    }

    /// Somebody was not answered in time. Without a spill there is nothing better than to wait on.
    void tooSlow() {
        if (slow.incrementAndGet() >= MAX_SLOW && spill.isOpen()) {
            away("it does not answer in time");
        }
    }

    /// Takes note of a failure.
    ///
    /// @return whether it speaks of PostgreSQL being away, and so is no news
    boolean noticesOutage(@Nullable Throwable failure) {
        if (failure == null || !DatabaseTrouble.isOutage(failure)) {
            return false;
        }
        if (DatabaseTrouble.isAway(failure)) {
            away(DatabaseTrouble.reason(failure));
        }
        return true;
    }

    private synchronized void away(String reason) {
        if (awaySince == null) {
            awaySince = clock.instant();
            log.warn("PostgreSQL takes no events: {}. {}", reason, spill.isOpen()
                    ? "They are kept in the spill until it does"
                    : "The spill has no room or is switched off, so they are refused");
            forgetConnections();
        }
    }

    private synchronized void back(long replayed) {
        var since = awaySince;
        if (since != null) {
            slow.set(0);
            awaySince = null;
            log.info("PostgreSQL takes events again, after {}; {} events of the spill are replayed",
                    Duration.between(since, clock.instant()), replayed);
        } else if (replayed > 0) {
            log.info("{} events of the spill are replayed", replayed);
        }
    }

    /// Asks PostgreSQL whether it is back, if it was away, and has replayed what waits.
    void look() {
        try {
            if (isAway()) {
                probe();
            }
            back(spill.replay(replay));
        } catch (RuntimeException e) {
            onFailure(e);
        }
    }

    private void onFailure(RuntimeException failure) {
        if (noticesOutage(failure)) {
            forgetConnections();
        } else {
            log.error("Could not replay the spill", failure);
        }
    }

    /// A database that takes no writes refuses this one; one without connections has none for it.
    private void probe() {
        jdbc.sql("""
                insert into intake.probe (at) values (cast(:now as timestamptz))
                on conflict (only_row) do update set at = excluded.at
                """).param("now", clock.instant().toString()).update();
    }

    /// Connections of before may be half-open: nobody answers on them, and each would have to be waited for.
    private void forgetConnections() {
        try {
            var pool = dataSource.unwrap(HikariDataSource.class).getHikariPoolMXBean();
            if (pool != null) {
                pool.softEvictConnections();
            }
        } catch (SQLException | RuntimeException e) {
            log.debug("The pool keeps its connections", e);
        }
    }

    /// What has to be done now and then while PostgreSQL is there.
    void goRound() {
        try {
            if (!isAway()) {
                portals.loadAll();
                back(spill.replayOrphans(replay));
            }
        } catch (RuntimeException e) {
            onFailure(e);
        }
    }

    private void watch() {
        long nextRound = System.nanoTime();
        while (running) {
            look();
            if (System.nanoTime() - nextRound >= 0) {
                goRound();
                nextRound = System.nanoTime() + ROUNDS.toNanos();
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
        thread = Thread.ofPlatform().name("database-watch").daemon().start(this::watch);
    }

    @Override
    public void stop() {
        running = false;
        try {
            requireNonNull(thread).interrupt();
            requireNonNull(thread).join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// After the spill is open; it ends before the spill is closed.
    @Override
    public int getPhase() {
        return -500;
    }
}
