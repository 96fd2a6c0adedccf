package io.b24mirror.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/// The PostgreSQL that tests run on, one per JVM: a container where a Docker engine answers, else the embedded
/// binaries. This is the only place that decides it.
///
/// `-Db24.test.postgres=embedded` takes the embedded binaries in any case.
public final class PostgresServer {
    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);
    private static final String IMAGE = "postgres:18";

    private final AtomicInteger databases = new AtomicInteger();
    private final String address;
    private final String user;
    private final String password;

    private PostgresServer(String address, String user, String password) {
        this.address = address;
        this.user = user;
        this.password = password;
    }

    /// The one of this JVM, started.
    public static PostgresServer get() {
        return Shared.INSTANCE;
    }

    private static final class Shared {
        private static final PostgresServer INSTANCE = start();
    }

    private static PostgresServer start() {
        boolean embedded = "embedded".equals(System.getProperty("b24.test.postgres"));
        if (!embedded && DockerClientFactory.instance().isDockerAvailable()) {
            try {
                return container();
            } catch (RuntimeException e) {
                log.warn("Docker answers, but does not run {}: taking the embedded PostgreSQL", IMAGE, e);
            }
        }
        return embedded();
    }

    @SuppressWarnings("resource") // lives as long as the JVM
    private static PostgresServer container() {
        var container = new PostgreSQLContainer(IMAGE).withCommand("postgres", "-c", "max_connections=300", "-c",
                "fsync=off");
        container.start();
        log.info("PostgreSQL for tests: container {}", IMAGE);
        return new PostgresServer("%s:%d".formatted(container.getHost(), container.getFirstMappedPort()),
                container.getUsername(), container.getPassword());
    }

    /// Starts the embedded binaries, whatever else there is.
    @SuppressWarnings("resource") // lives as long as the JVM
    public static PostgresServer embedded() {
        try {
            var postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("fsync", "off")
                    .start();
            log.info("PostgreSQL for tests: embedded binaries");
            return new PostgresServer("localhost:" + postgres.getPort(), "postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL does not start", e);
        }
    }

    /// Makes a new, empty database, so that nobody meets what somebody else left.
    public Database newDatabase() {
        var name = "test_" + databases.incrementAndGet();
        execute("postgres", "create database " + name);
        return new Database(name, url(name), user, password);
    }

    /// Throws everybody out of a database and lets nobody in, as if it were gone.
    public void shut(String database) {
        execute("postgres", "alter database %s allow_connections false".formatted(database));
        execute("postgres", "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
                .formatted(database));
    }

    /// Lets everybody in again.
    public void open(String database) {
        execute("postgres", "alter database %s allow_connections true".formatted(database));
    }

    /// A database and how to get in.
    public record Database(String name, String url, String user, String password) {
        /// For Spring Boot, which connects by that rather than by settings.
        public JdbcConnectionDetails connectionDetails() {
            return new Connection(user, password, url);
        }

        @Override
        public String toString() {
            return url;
        }
    }

    private record Connection(String username, String password, String jdbcUrl) implements JdbcConnectionDetails {
        @Override
        public String getUsername() {
            return username;
        }

        @Override
        public String getPassword() {
            return password;
        }

        @Override
        public String getJdbcUrl() {
            return jdbcUrl;
        }
    }

    private void execute(String database, String statement) {
        try (var connection = DriverManager.getConnection(url(database), user, password);
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("Could not prepare PostgreSQL", e);
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://%s/%s".formatted(address, database);
    }
}
