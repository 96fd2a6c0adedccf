package io.b24mirror.startup.database;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.b24mirror.settings.InvalidSettingException;
import io.b24mirror.testing.PgBouncer;
import io.b24mirror.testing.PostgresServer;
import io.b24mirror.testing.PostgresServer.Database;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/// Starts by way of a real PgBouncer.
class ConnectionPoolerTests {
    private final Database database = PostgresServer.get().newDatabase();

    @BeforeAll
    static void wantsPgBouncer() {
        PgBouncer.require();
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "session"})
    void preparesNothingByWayOfAPooler(String mode) {
        try (var pooler = PgBouncer.before(database, mode)) {
            var plain = pooler.database().url();

            assertThat(pool(pooler.database(), plain)).isEqualTo(plain + "?prepareThreshold=0");
            assertThat(pool(pooler.database(), plain + "?tcpKeepAlive=true"))
                    .isEqualTo(plain + "?tcpKeepAlive=true&prepareThreshold=0");
            assertThat(pool(pooler.database(), plain + "?prepareThreshold=5"))
                    .isEqualTo(plain + "?prepareThreshold=5");
        }
    }

    @Test
    void leavesTheAddressOfPostgresItselfAlone() {
        assertThat(pool(database, database.url())).isEqualTo(database.url());
    }

    @Test
    void refusesAPoolerThatCarriesNoTransactions() {
        try (var pooler = PgBouncer.before(database, "statement")) {
            assertThatExceptionOfType(InvalidSettingException.class)
                    .isThrownBy(() -> pool(pooler.database(), pooler.database().url()))
                    .withMessage("SPRING_DATASOURCE_URL leads to a connection pooler that carries no transactions "
                            + "(statement mode): set its pool_mode to transaction or session");
        }
    }

    @Test
    void waitsForThePostgresBehindThePooler() {
        try (var pooler = PgBouncer.before(database, "transaction")) {
            PostgresServer.get().shut(database.name());
            var waiting = CompletableFuture.supplyAsync(() -> pool(pooler.database(), pooler.database().url()));

            assertThat(waiting).failsWithin(Duration.ofSeconds(3))
                    .withThrowableThat()
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            PostgresServer.get().open(database.name());

            assertThat(waiting).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "wrong | '' | SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD do not open PostgreSQL",
            "'' | x | SPRING_DATASOURCE_URL names a database that does not exist",
            "'' | ?options=-cjit=off | SPRING_DATASOURCE_URL leads to a connection pooler that refuses options: "
                    + "name it in the pooler's ignore_startup_parameters"})
    void saysWhatThePoolerRefuses(String password, String suffix, String expected) {
        try (var pooler = PgBouncer.before(database, "transaction")) {
            var failure = catchThrowable(() -> pool(new Database(database.name(), pooler.database().url(),
                    database.user(), password.isEmpty() ? database.password() : password),
                    pooler.database().url() + suffix));

            FailureAnalysis analysis = new DatabaseAnalyzer().analyze(failure);
            assertThat(requireNonNull(analysis).getDescription()).startsWith(expected);
        }
    }

    /// Returns the URL that the pool has after PostgreSQL was waited for.
    private static String pool(Database database, String url) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setUsername(database.user());
        pool.setPassword(database.password());
        var beans = new StaticListableBeanFactory();
        beans.addBean("startupProperties", new StartupProperties(Duration.ofMinutes(2)));
        DatabaseWait.waitForDatabase(beans.getBeanProvider(StartupProperties.class))
                .postProcessAfterInitialization(pool, "dataSource");
        return pool.getJdbcUrl();
    }
}
