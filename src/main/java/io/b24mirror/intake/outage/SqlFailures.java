package io.b24mirror.intake.outage;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a database that is in trouble from a row that it does not take, by the SQL state: what Spring makes of it
/// depends on the way it came.
public final class SqlFailures {
    private static final int ATTEMPTS = 3;
    private static final Logger log = LoggerFactory.getLogger(SqlFailures.class);

    /// Classes of SQL states: connection lost, statement not prepared here, login refused, no such database,
    /// transaction rolled back (deadlock), out of resources, operator intervention (shutdown), system error.
    private static final Set<String> CLASSES = Set.of("08", "26", "28", "3D", "40", "53", "57", "58");

    /// Read-only, ended for having been idle in a transaction, not permitted, statement prepared already. What our
    /// login may not do, or a pooler mixes up, is no event's fault.
    private static final Set<String> STATES = Set.of("25006", "25P03", "42501", "42P05");
    private static final String CHECK_VIOLATED = "23514";
    private static final String CANCELED = "57014";

    private SqlFailures() {}

    /// Does something in the database, and does it again if a connection from the pool turns out to have died or a lock
    /// was lost: nobody sends an event twice. Where no connection is to be had at all, the pool has waited for
    /// one already.
    public static <T> T retry(Supplier<T> work) {
        for (int attempt = 1;; attempt++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || !isOutage(e) || isPoolEmpty(e)) {
                    throw e;
                }
                log.info("The database is in trouble, once more: {}", e.getClass().getSimpleName());
            }
        }
    }

    /// The same for work without a result.
    public static void retry(Runnable work) {
        retry(() -> {
            work.run();
            return true;
        });
    }

    public static boolean isOutage(Throwable failure) {
        return isPoolEmpty(failure) || states(failure).anyMatch(SqlFailures::isTrouble);
    }

    /// Whether PostgreSQL is well and does not take what was to be stored: a text with a NUL, a number or time out of
    /// range, more than fits. The same again would be refused again.
    public static boolean refusesData(Throwable failure) {
        return !isOutage(failure) && states(failure)
                .anyMatch(state -> state.startsWith("22") || state.startsWith("54") || state.equals(CHECK_VIOLATED));
    }

    /// Whether it is an outage of PostgreSQL as a whole, rather than of one transaction that lost against others.
    static boolean isAway(Throwable failure) {
        return isPoolEmpty(failure) || states(failure).anyMatch(SqlFailures::isAwayState);
    }

    /// In words that quote no data: PostgreSQL's messages do.
    public static String reason(Throwable failure) {
        return states(failure).findFirst()
                .map(state -> "SQL state " + state)
                .orElseGet(() -> isPoolEmpty(failure)
                        ? "no connection is to be had"
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
