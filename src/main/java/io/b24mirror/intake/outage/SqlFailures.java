package io.b24mirror.intake.outage;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells an outage of the database from data that it does not take, by the SQL state. Spring's exceptions do not,
/// because they depend on where a failure surfaces.
public final class SqlFailures {
    private static final int ATTEMPTS = 3;
    private static final Logger log = LoggerFactory.getLogger(SqlFailures.class);

    /// Classes of SQL states: connection lost, statement not prepared here, login refused, no such database,
    /// transaction rolled back (deadlock), out of resources, operator intervention (shutdown), system error.
    private static final Set<String> CLASSES = Set.of("08", "26", "28", "3D", "40", "53", "57", "58");

    /// Read-only, ended because idle in a transaction, not permitted, statement already prepared. No event is at fault
    /// if our login lacks a permission or a pooler mixes statements up.
    private static final Set<String> STATES = Set.of("25006", "25P03", "42501", "42P05");
    private static final String CHECK_VIOLATED = "23514";
    private static final String CANCELED = "57014";

    private SqlFailures() {}

    /// Does work in the database, and retries it if a connection from the pool turns out to be dead or a lock was lost,
    /// because an event is sent only once. If there is no connection at all, it does not retry: the pool has waited for
    /// one already.
    public static <T> T retry(Supplier<T> work) {
        for (int attempt = 1;; attempt++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || !isOutage(e) || isPoolEmpty(e)) {
                    throw e;
                }
                log.info("The database failed, retrying: {}", e.getClass().getSimpleName());
            }
        }
    }

    /// Does work without a result in the same way.
    public static void retry(Runnable work) {
        retry(() -> {
            work.run();
            return true;
        });
    }

    /// Returns whether the database is at fault, rather than the data.
    public static boolean isOutage(Throwable failure) {
        return isPoolEmpty(failure) || states(failure).anyMatch(SqlFailures::isTrouble);
    }

    /// Returns whether PostgreSQL is well and does not take the data: a text with a NUL, a number or time out of range,
    /// more than fits. It would refuse the same data again.
    public static boolean refusesData(Throwable failure) {
        return !isOutage(failure) && states(failure)
                .anyMatch(state -> state.startsWith("22") || state.startsWith("54") || state.equals(CHECK_VIOLATED));
    }

    /// Returns whether PostgreSQL as a whole is away, rather than one transaction lost against others.
    static boolean isAway(Throwable failure) {
        return isPoolEmpty(failure) || states(failure).anyMatch(SqlFailures::isAwayState);
    }

    /// Describes a failure without quoting data, which PostgreSQL's messages do.
    public static String reason(Throwable failure) {
        return states(failure).findFirst()
                .map(state -> "SQL state " + state)
                .orElseGet(() -> isPoolEmpty(failure)
                        ? "the pool has no connection"
                        : failure.getClass().getSimpleName());
    }

    private static boolean isAwayState(String state) {
        return isTrouble(state) && !state.startsWith("40") && !state.equals(CANCELED);
    }

    private static boolean isTrouble(String state) {
        return STATES.contains(state) || (state.length() == 5 && CLASSES.contains(state.substring(0, 2)));
    }

    private static boolean isPoolEmpty(Throwable failure) {
        return causes(failure).anyMatch(SQLTransientConnectionException.class::isInstance);
    }

    private static Stream<String> states(Throwable failure) {
        return causes(failure).filter(SQLException.class::isInstance)
                .map(cause -> ((SQLException) cause).getSQLState())
                .filter(Objects::nonNull);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
