package io.b24mirror.startup.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.b24mirror.settings.InvalidSettingException;

/// Adapts to a connection pooler before PostgreSQL, such as PgBouncer. It may run each transaction on another
/// connection, which does not have the statements that the driver has prepared.
final class ConnectionPooler {
    static final String PREPARE_THRESHOLD = "prepareThreshold";

    /// PgBouncer gives each of its own errors this state.
    private static final String PROTOCOL_VIOLATION = "08P01";
    private static final Pattern PARAMETER = Pattern.compile("unsupported startup parameter: (\\w+)");
    private static final Logger log = LoggerFactory.getLogger(ConnectionPooler.class);

    private ConnectionPooler() {}

    /// Turns prepared statements off behind a pooler, before the pool connects for the first time.
    ///
    /// @param probe
    ///            a connection to the same server
    /// @throws InvalidSettingException
    ///             if the pooler cannot carry transactions
    static void adapt(HikariDataSource pool, Connection probe) throws SQLException {
        if (isDirect(probe)) {
            return;
        }
        requireTransactions(probe);
        var url = pool.getJdbcUrl();
        if (!url.contains(PREPARE_THRESHOLD)) {
            pool.setJdbcUrl(url + (url.contains("?") ? "&" : "?") + PREPARE_THRESHOLD + "=0");
            log.info(
                    "PostgreSQL is reached by way of a connection pooler: statements are not prepared there. Where the "
                            + "pooler allows it, {}=5 in SPRING_DATASOURCE_URL has them prepared",
                    PREPARE_THRESHOLD);
        }
    }

    /// A pooler gives its clients process ids of its own.
    private static boolean isDirect(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery("select pg_backend_pid()")) {
            answer.next();
            return answer.getInt(1) == connection.unwrap(PGConnection.class).getBackendPID();
        }
    }

    private static void requireTransactions(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("select 1");
            connection.commit();
        } catch (SQLException e) {
            if (!PROTOCOL_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            throw new InvalidSettingException("SPRING_DATASOURCE_URL",
                    "leads to a connection pooler that carries no transactions (statement mode): set its pool_mode to "
                            + "transaction or session");
        }
    }

    /// The reason for which a pooler refuses a connection; null if the problem is another one.
    static @Nullable String refusal(SQLException problem) {
        var message = String.valueOf(problem.getMessage());
        if (!PROTOCOL_VIOLATION.equals(problem.getSQLState())) {
            return null;
        }
        var parameter = PARAMETER.matcher(message);
        if (parameter.find()) {
            return "SPRING_DATASOURCE_URL leads to a connection pooler that refuses %s: name it in the pooler's "
                    .formatted(parameter.group(1)) + "ignore_startup_parameters";
        }
        if (message.contains("no such database") || message.matches("FATAL: database .* does not exist")) {
            return "SPRING_DATASOURCE_URL names a database that does not exist";
        }
        return message.contains("authentication failed") || message.contains("no such user")
                ? "SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD do not open PostgreSQL"
                : null;
    }

    /// Whether a pooler responds while PostgreSQL does not yet. It passes on what PostgreSQL said under the same state.
    static boolean isWaitingForPostgres(SQLException problem) {
        return PROTOCOL_VIOLATION.equals(problem.getSQLState())
                && String.valueOf(problem.getMessage()).startsWith("FATAL:") && refusal(problem) == null;
    }
}
