package io.b24mirror.chaos;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.b24mirror.testing.PostgresServer.Database;

/// Clients who take every connection that a server has to give.
final class Hoard implements AutoCloseable {
    private final Database database;
    private final List<Connection> connections = new ArrayList<>();

    Hoard(Database database) {
        this.database = database;
    }

    /// Takes what is free.
    ///
    /// @return how many there were
    int takeAll() {
        int before = connections.size();
        try {
            while (true) {
                connections.add(DriverManager.getConnection(database.url(), database.user(), database.password()));
            }
        } catch (SQLException e) {
            if (!String.valueOf(e.getSQLState()).equals("53300")) {
                throw new IllegalStateException(e);
            }
            return connections.size() - before;
        }
    }

    @Override
    public void close() {
        for (var connection : connections) {
            try (connection) {
                connection.abort(Runnable::run);
            } catch (SQLException _) {
                // it is gone already
            }
        }
    }
}
