package io.b24mirror.intake.outage;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

import io.b24mirror.spill.Spill;

/// Opens when PostgreSQL takes no events, so that no post waits for it, and stays open until [DatabaseRecovery] finds
/// that it takes them again.
@Component
public class DatabaseCircuitBreaker {
    /// So many events in a row have to time out before PostgreSQL counts as away.
    private static final int MAX_TIMEOUTS = 10;

    private static final Logger log = LoggerFactory.getLogger(DatabaseCircuitBreaker.class);

    private final DataSource dataSource;
    private final Spill spill;
    private final Clock clock;
    private final AtomicInteger timeouts = new AtomicInteger();
    private volatile @Nullable Instant openSince;

    DatabaseCircuitBreaker(DataSource dataSource, Spill spill, Clock clock) {
        this.dataSource = dataSource;
        this.spill = spill;
        this.clock = clock;
    }

    /// Returns whether PostgreSQL takes no events now.
    public boolean isOpen() {
        return openSince != null;
    }

    /// Records that an event was stored, or refused, in time.
    public void recordSuccess() {
        if (timeouts.get() > 0) {
            timeouts.set(0);
        }
    }

    /// Records that an event was not stored in time. Without a spill there is nothing better to do than to wait on.
    public void recordTimeout() {
        if (timeouts.incrementAndGet() >= MAX_TIMEOUTS && spill.isOpen()) {
            open("it does not answer in time");
        }
    }

    /// Records a failure.
    ///
    /// @return whether the database is at fault, rather than the data
    public boolean recordFailure(@Nullable Throwable failure) {
        if (failure == null || !SqlFailures.isOutage(failure)) {
            return false;
        }
        if (SqlFailures.isAway(failure)) {
            open(SqlFailures.reason(failure));
        }
        return true;
    }

    private synchronized void open(String reason) {
        if (openSince == null) {
            openSince = clock.instant();
            log.warn("PostgreSQL takes no events: {}. {}", reason, spill.isOpen()
                    ? "They are kept in the spill until it does"
                    : "The spill has no room or is switched off, so they are refused");
            evictConnections();
        }
    }

    /// Closes the circuit after PostgreSQL has taken what waited in the spill.
    synchronized void close(long replayed) {
        var since = openSince;
        if (since != null) {
            timeouts.set(0);
            openSince = null;
            log.info("PostgreSQL takes events again, after {}; {} events of the spill are replayed",
                    Duration.between(since, clock.instant()), replayed);
        } else if (replayed > 0) {
            log.info("{} events of the spill are replayed", replayed);
        }
    }

    /// Evicts connections that may be half-open: PostgreSQL does not answer on them, and each would have to time out.
    void evictConnections() {
        try {
            var pool = dataSource.unwrap(HikariDataSource.class).getHikariPoolMXBean();
            if (pool != null) {
                pool.softEvictConnections();
            }
        } catch (SQLException | RuntimeException e) {
            log.debug("The pool keeps its connections", e);
        }
    }
}
