package io.b24mirror.startup.database;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import io.b24mirror.testing.PostgresServer;
import io.b24mirror.testing.PostgresServer.Database;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class MigrationProgressTests {
    private final Database database = PostgresServer.get().newDatabase();

    /// Stops in the middle of the first migration.
    private static final class Slow extends BaseCallback {
        private final CountDownLatch began = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE;
        }

        @Override
        public void handle(Event event, Context context) {
            began.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void waitsForAnotherInstanceThatMigratesAndSaysSo(CapturedOutput output) throws Exception {
        var slow = new Slow();
        var first = CompletableFuture.runAsync(() -> migrate(slow), Thread::startVirtualThread);
        slow.began.await();
        var second = CompletableFuture.runAsync(() -> migrate(), Thread::startVirtualThread);

        await().untilAsserted(() -> assertThat(output)
                .contains("Waiting to migrate the database, 0 s so far: another instance migrates it")
                .contains("now by V201__"));
        assertThat(second).isNotDone();
        slow.mayEnd.countDown();

        assertThat(first).succeedsWithin(Duration.ofMinutes(1));
        assertThat(second).succeedsWithin(Duration.ofMinutes(1));
    }

    @Test
    void refusesADatabaseOfAPreRelease(@TempDir Path migrations) throws IOException {
        PreReleases.migrate(database, migrations);

        assertThatThrownBy(() -> migrate()).hasRootCauseInstanceOf(PreReleaseDatabaseException.class)
                .hasStackTraceContaining("schema version 132");

        assertThat(schemas()).doesNotContain("portal", "mirror");
    }

    private List<String> schemas() {
        return JdbcClient.create(new DriverManagerDataSource(database.url(), database.user(), database.password()))
                .sql("select nspname from pg_namespace")
                .query((row, _) -> row.getString(1))
                .list();
    }

    @Test
    void givesUpNever() throws Exception {
        assertThat(retries()).isEqualTo(-1);
    }

    private static int retries() throws Exception {
        return (int) requireNonNull(
                new YamlPropertySourceLoader().load("application", new ClassPathResource("application.yml"))
                        .getFirst()
                        .getProperty("spring.flyway.lock-retry-count"));
    }

    private void migrate(Callback... callbacks) {
        var progress = new MigrationProgress(Duration.ofMillis(200));
        var all = new Callback[callbacks.length + 1];
        System.arraycopy(callbacks, 0, all, 1, callbacks.length);
        all[0] = progress.currentMigration();
        try {
            progress.migrateWithProgress()
                    .migrate(Flyway.configure()
                            .dataSource(database.url(), database.user(), database.password())
                            .defaultSchema("flyway")
                            .createSchemas(true)
                            .lockRetryCount(retries())
                            .callbacks(all)
                            .load());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
