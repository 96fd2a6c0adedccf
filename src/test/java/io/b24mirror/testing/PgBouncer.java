package io.b24mirror.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

import io.b24mirror.testing.PostgresServer.Database;

/// A PgBouncer of the machine before a database, for tests that skip themselves where there is none.
public final class PgBouncer implements AutoCloseable {
    private static final String PROGRAM = "/usr/sbin/pgbouncer";

    private final LocalProgram program;
    private final Database database;

    private PgBouncer(LocalProgram program, Database database) {
        this.program = program;
        this.database = database;
    }

    /// Skips the test unless PgBouncer is installed.
    public static void require() {
        LocalProgram.require(PROGRAM);
    }

    /// Starts it before a database.
    ///
    /// @param mode
    ///            session, transaction or statement
    /// @param settings
    ///            more lines of its configuration
    public static PgBouncer before(Database database, String mode, String... settings) {
        require();
        var folder = LocalProgram.newFolder();
        int port = Ports.free();
        var server = URI.create(database.url().substring("jdbc:".length()));
        var configuration = """
                [databases]
                %s = host=%s port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = plain
                auth_file = %s/users
                pool_mode = %s
                default_pool_size = 6
                server_login_retry = 1
                """.formatted(database.name(), server.getHost(), server.getPort(), port, folder, mode);
        try {
            Files.writeString(folder.resolve("pgbouncer.ini"),
                    Stream.concat(Stream.of(configuration), Stream.of(settings)).reduce("", (a, b) -> a + b + "\n"));
            Files.writeString(folder.resolve("users"),
                    "\"%s\" \"%s\"\n".formatted(database.user(), database.password()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PgBouncer(LocalProgram.start(folder, port, command()), database);
    }

    /// It refuses to run as root, where tests often do.
    private static List<String> command() {
        return System.getProperty("user.name").equals("root")
                ? List.of(PROGRAM, "-u", "nobody", "pgbouncer.ini")
                : List.of(PROGRAM, "pgbouncer.ini");
    }

    /// The database by way of it.
    public Database database() {
        return new Database(database.name(), "jdbc:postgresql://127.0.0.1:%d/%s".formatted(program.port(),
                database.name()), database.user(), database.password());
    }

    @Override
    public void close() {
        program.close();
    }
}
