package io.b24mirror.startup.database;

import java.net.UnknownHostException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanInitializationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/// Waits for PostgreSQL before anything connects to it, so that both can be started at the same time. Errors that
/// waiting cannot cure end the start at once.
@Configuration(proxyBeanMethods = false)
class DatabaseWait {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    /// PostgreSQL starts, stops or recovers; it has no connection left; the database accepts none at the moment.
    private static final Set<String> TRANSIENT = Set.of("57P03", "53300", "55000");

    /// The server is not PostgreSQL; PostgreSQL requires a password and got none.
    private static final Set<String> PERMANENT = Set.of("08P01", "08004");
    private static final Logger log = LoggerFactory.getLogger(DatabaseWait.class);

    /// Everything that uses the database has the pool, and the pool connects on its first use.
    @Bean
    static Waiting waitForDatabase(ObjectProvider<StartupProperties> properties) {
        return new Waiting(properties);
    }

    /// Waits once the pool exists. It runs before the processors that wrap the pool.
    record Waiting(ObjectProvider<StartupProperties> properties) implements BeanPostProcessor, Ordered {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (bean instanceof HikariDataSource pool) {
                await(pool, properties.getObject().databaseWait());
            }
            return bean;
        }

        @Override
        public int getOrder() {
            return LOWEST_PRECEDENCE;
        }
    }

    private static void await(HikariDataSource pool, Duration atMost) {
        long start = System.nanoTime();
        long nextLine = start;
        for (var problem = problem(pool); problem != null; problem = problem(pool)) {
            var waited = Duration.ofNanos(System.nanoTime() - start);
            if (!isTransient(problem) || waited.compareTo(atMost) >= 0) {
                throw new BeanInitializationException("PostgreSQL is not to be had", problem);
            }
            if (System.nanoTime() - nextLine >= 0) {
                log.info("Waiting for PostgreSQL at {}, {} s of at most {} s: {}", address(pool), waited.toSeconds(),
                        atMost.toSeconds(), reason(problem));
                nextLine += BETWEEN_LINES.toNanos();
            }
            pause();
        }
    }

    private static @Nullable SQLException problem(HikariDataSource pool) {
        var properties = new Properties();
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "5");
        properties.setProperty(ConnectionPooler.PREPARE_THRESHOLD, "0");
        if (pool.getUsername() != null) {
            properties.setProperty("user", pool.getUsername());
        }
        if (pool.getPassword() != null) {
            properties.setProperty("password", pool.getPassword());
        }
        try (var connection = DriverManager.getConnection(pool.getJdbcUrl(), properties)) {
            if (!connection.isValid(5)) {
                return new SQLException("it does not answer", "08006");
            }
            ConnectionPooler.adapt(pool, connection);
            return null;
        } catch (SQLException e) {
            return e;
        }
    }

    private static String reason(SQLException problem) {
        var unknown = unknownHost(problem);
        return unknown == null ? String.valueOf(problem.getMessage()) : "unknown host " + unknown.getMessage();
    }

    /// The cause, if the host is unknown. Waiting may help: a platform may register the name of a database that it is
    /// about to start.
    static @Nullable UnknownHostException unknownHost(SQLException problem) {
        return problem.getCause() instanceof UnknownHostException unknown ? unknown : null;
    }

    private static boolean isTransient(SQLException problem) {
        var state = String.valueOf(problem.getSQLState());
        return TRANSIENT.contains(state) || (state.startsWith("08") && !PERMANENT.contains(state))
                || ConnectionPooler.isWaitingForPostgres(problem);
    }

    /// Host and database without parameters, which may contain a password.
    private static String address(HikariDataSource pool) {
        return pool.getJdbcUrl().replaceFirst("^jdbc:postgresql:(//)?", "").replaceFirst("\\?.*", "");
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new BeanInitializationException("Interrupted while waiting for PostgreSQL");
        }
    }
}
