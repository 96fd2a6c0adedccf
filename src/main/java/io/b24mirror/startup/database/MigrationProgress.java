package io.b24mirror.startup.database;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Logs every ten seconds what a long start is waiting for: a migration of its own, or another instance that migrates.
@Configuration(proxyBeanMethods = false)
class MigrationProgress {
    private static final Logger log = LoggerFactory.getLogger(MigrationProgress.class);

    private final Duration betweenLines;
    private final Current current = new Current();

    MigrationProgress() {
        this(Duration.ofSeconds(10));
    }

    MigrationProgress(Duration betweenLines) {
        this.betweenLines = betweenLines;
    }

    /// The running migration of this instance.
    static final class Current extends BaseCallback {
        private volatile @Nullable String migration;

        @Override
        public boolean supports(Event event, @Nullable Context context) {
            return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
        }

        @Override
        public void handle(Event event, Context context) {
            var info = context.getMigrationInfo();
            migration = event == Event.BEFORE_EACH_MIGRATE && info != null ? info.getScript() : null;
        }
    }

    @Bean
    Current currentMigration() {
        return current;
    }

    @Bean
    FlywayMigrationStrategy migrateWithProgress() {
        return flyway -> {
            BaselineCheck.check(flyway);
            long start = System.nanoTime();
            try (var lines = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory())) {
                var _ = lines.scheduleAtFixedRate(() -> logProgress(start), betweenLines.toMillis(),
                        betweenLines.toMillis(),
                        TimeUnit.MILLISECONDS);
                try {
                    flyway.migrate();
                } finally {
                    lines.shutdownNow();
                }
            }
        };
    }

    private void logProgress(long start) {
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        var migration = current.migration;
        if (migration == null) {
            log.info("Waiting to migrate the database, {} s so far: another instance migrates it", seconds);
        } else {
            log.info("Migrating the database, {} s so far, now by {}; open transactions of readers may hold it up",
                    seconds, migration);
        }
    }
}
