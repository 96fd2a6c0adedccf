package io.b24mirror.startup.database;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanInitializationException;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

import io.b24mirror.testing.PostgresServer;
import io.b24mirror.testing.PostgresServer.Database;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DatabaseWaitTests {
    private final Database database = PostgresServer.get().newDatabase();

    @Test
    void goesOnWhenPostgresIsThere() {
        assertThat(await(database.password(), Duration.ZERO)).isNotNull();
    }

    @Test
    void waitsUntilPostgresIsThere() {
        PostgresServer.get().shut(database.name());
        var waiting = CompletableFuture.supplyAsync(() -> await(database.password(), Duration.ofMinutes(2)));
        assertThat(waiting).isNotDone();

        PostgresServer.get().open(database.name());

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void givesUpInTheEnd() {
        PostgresServer.get().shut(database.name());

        assertThatExceptionOfType(BeanInitializationException.class)
                .isThrownBy(() -> await(database.password(), Duration.ZERO))
                .havingRootCause()
                .withMessageContaining("not currently accepting connections");
    }

    private Object await(String password, Duration atMost) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(database.url());
        pool.setUsername(database.user());
        pool.setPassword(password);
        var beans = new StaticListableBeanFactory();
        beans.addBean("startupProperties", new StartupProperties(atMost));
        return requireNonNull(DatabaseWait.waitForDatabase(beans.getBeanProvider(StartupProperties.class))
                .postProcessAfterInitialization(pool, "dataSource"));
    }
}
