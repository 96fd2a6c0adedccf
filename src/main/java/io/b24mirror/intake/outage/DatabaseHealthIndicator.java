package io.b24mirror.intake.outage;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

import io.b24mirror.spill.Spill;

/// The health of `db`, in place of Spring Boot's indicator: as long as the spill takes events, an unavailable
/// PostgreSQL is no reason to take the service out of traffic.
@Component("dbHealthIndicator")
class DatabaseHealthIndicator implements HealthIndicator {
    private static final Status DEGRADED = new Status("DEGRADED");
    private static final int TIMEOUT_SECONDS = 1;

    private final DataSource dataSource;
    private final DatabaseCircuitBreaker database;
    private final Spill spill;
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("database-health-", 0).factory());

    DatabaseHealthIndicator(DataSource dataSource, DatabaseCircuitBreaker database, Spill spill) {
        this.dataSource = dataSource;
        this.database = database;
        this.spill = spill;
    }

    @Override
    public Health health() {
        if (!database.isOpen() && answers()) {
            return Health.up().build();
        }
        return Health.status(spill.isOpen() ? DEGRADED : Status.DOWN).build();
    }

    /// A frozen database would hold this thread for much longer than a health check may take.
    private boolean answers() {
        try {
            return CompletableFuture.supplyAsync(this::isValid, threads)
                    .completeOnTimeout(false, TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException _) {
            return false;
        }
    }

    private boolean isValid() {
        try (var connection = dataSource.getConnection()) {
            return connection.isValid(TIMEOUT_SECONDS);
        } catch (SQLException _) {
            return false;
        }
    }
}
