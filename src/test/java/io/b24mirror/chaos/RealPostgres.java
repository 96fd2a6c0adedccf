package io.b24mirror.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

import io.b24mirror.testing.Ports;
import io.b24mirror.testing.PostgresServer.Database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/// A PostgreSQL server of our own, which keeps its promises (`fsync=on`), and which can be stopped, frozen and started
/// again at the same port.
final class RealPostgres implements AutoCloseable {
    static final int MAX_CONNECTIONS = 60;

    /// No superuser, for whom PostgreSQL keeps connections in reserve.
    private static final String SERVICE = "chaos_service";

    private static final long COMMAND_SECONDS = 120;
    private static final int MOST_FILES = 64;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path binaries;
    private final Path data;
    private final int port = Ports.free();

    private RealPostgres(Path binaries, Path data) {
        this.binaries = binaries;
        this.data = data;
    }

    /// Initializes a cluster in a directory of its own, and starts it.
    static RealPostgres start() {
        var directory = newDirectory();
        return startIn(directory.resolve("data"), directory.resolve("wal"));
    }

    static Path newDirectory() {
        try {
            return Files.createTempDirectory("b24-chaos-pg");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Initializes a cluster with its data and its write-ahead log in those directories, and starts it.
    static RealPostgres startIn(Path data, Path wal) {
        var postgres = new RealPostgres(Binaries.DIRECTORY, data);
        postgres.run("initdb", "-D", data.toString(), "-X", wal.toString(), "-U", "postgres", "-A", "trust", "-E",
                "UTF-8", "--wal-segsize=4");
        postgres.startAgain();
        postgres.execute("create role %s login createrole".formatted(SERVICE));
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
        return postgres;
    }

    /// Where the embedded binaries lie; the server tells it itself.
    private static final class Binaries {
        private static final Path DIRECTORY = find();

        private static Path find() {
            try (var embedded = EmbeddedPostgres.start();
                    var connection = embedded.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("select setting from pg_config where name = 'BINDIR'")) {
                rows.next();
                return Path.of(rows.getString(1));
            } catch (IOException | SQLException e) {
                throw new IllegalStateException("The embedded PostgreSQL does not start", e);
            }
        }
    }

    Database newDatabase() {
        var name = "chaos_" + DATABASES.incrementAndGet();
        execute("create database %s owner %s".formatted(name, SERVICE));
        return database(name, port);
    }

    /// The database that others use.
    Database maintenanceDatabase() {
        return database("postgres", port);
    }

    /// The same database by way of a proxy.
    static Database through(Database database, int proxyPort) {
        return database(database.name(), proxyPort);
    }

    private static Database database(String name, int port) {
        return new Database(name, url(name, port), SERVICE, SERVICE);
    }

    private static String url(String name, int port) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name);
    }

    /// The same database in the hands of the superuser, a connection for each statement.
    DataSource asSuperuser(Database database) {
        return new DriverManagerDataSource(url(database.name(), port), "postgres", "postgres");
    }

    int port() {
        return port;
    }

    /// Ends it as a power failure would: nothing is written, clients are cut off.
    void stopImmediately() {
        run("pg_ctl", "stop", "-D", data.toString(), "-m", "immediate", "-w");
    }

    void startAgain() {
        run("pg_ctl", "start", "-D", data.toString(), "-w", "-t", "60", "-l", data.resolve("server.log").toString(),
                "-o",
                "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=%d -c fsync=on "
                        .formatted(port, MAX_CONNECTIONS)
                        + "-c shared_buffers=64MB -c max_wal_size=64MB");
    }

    boolean isRunning() {
        return exitCode("pg_ctl", "status", "-D", data.toString()) == 0;
    }

    /// Stops the server and all its backends in their tracks; their connections stay open.
    void freeze() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        var server = ProcessHandle.of(pid()).orElseThrow();
        var command = new ArrayList<>(List.of("kill", "-" + name, Long.toString(server.pid())));
        server.children().forEach(child -> command.add(Long.toString(child.pid())));
        execute(command);
    }

    private long pid() {
        try {
            return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a statement as the superuser, outside of any service's database.
    void execute(String sql) {
        try (var connection = DriverManager.getConnection(url("postgres", port), "postgres", "postgres");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// Begins one file of the write-ahead log after the other until it ends itself, because there is no room for
    /// another: those that it holds in store would last for minutes.
    void useUpLog() {
        for (int file = 0; isRunning(); file++) {
            assertThat(file).as("files of the log, though its disk is full").isLessThan(MOST_FILES);
            try {
                execute("select pg_current_xact_id(), pg_switch_wal()");
            } catch (IllegalStateException _) {
                // it is about to end, or to come up again
            }
        }
    }

    /// Ends all connections to a database.
    void throwOut(Database database) {
        execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
                .formatted(database.name()));
    }

    /// Waits until it takes statements, as after a crash of its own.
    void awaitReady() {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            execute("select 1");
            return true;
        });
    }

    private void run(String program, String... arguments) {
        int code = exitCode(program, arguments);
        if (code != 0) {
            throw new IllegalStateException("%s ended with %d, see %s".formatted(program, code, data));
        }
    }

    private int exitCode(String program, String... arguments) {
        var command = new ArrayList<>(asAnOrdinaryUser());
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        return execute(command);
    }

    /// PostgreSQL does not run as root; in a user namespace of its own root is nobody.
    private static List<String> asAnOrdinaryUser() {
        return System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of();
    }

    private static int execute(List<String> command) {
        try {
            var output = Files.createTempFile("b24-chaos", ".log");
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
            var process = builder.start();
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(command + " does not end:\n" + Files.readString(output, UTF_8));
            }
            Files.delete(output);
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        exitCode("pg_ctl", "stop", "-D", data.toString(), "-m", "immediate", "-w");
    }
}
