package io.b24mirror.fetch.drain;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.b24mirror.testing.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// A pool of eight: six for drains, four of these for backlogs.
class DrainConnectionsTests {
    private static final Duration MOMENT = Duration.ofMillis(200);

    private final HikariDataSource pool = pool();
    private final DrainConnections connections = new DrainConnections(pool);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Connection> open = new ArrayList<>();

    private static HikariDataSource pool() {
        var database = PostgresServer.get().newDatabase();
        var pool = new HikariDataSource();
        pool.setJdbcUrl(database.url());
        pool.setUsername(database.user());
        pool.setPassword(database.password());
        pool.setMaximumPoolSize(8);
        return pool;
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        pool.close();
    }

    private Future<Connection> connect(DrainPriority turn) {
        Callable<Connection> work = connections::getConnection;
        return threads.submit(() -> turn.call(work::call));
    }

    private void open(int count, DrainPriority turn) throws Exception {
        for (int i = 0; i < count; i++) {
            open.add(connect(turn).get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void leavesConnectionsToFreshEventsAndToEverybodyElse() throws Exception {
        open(4, DrainPriority.BACKLOG);
        var waiting = connect(DrainPriority.BACKLOG);

        open(2, DrainPriority.FRESH);
        var fresh = connect(DrainPriority.FRESH);
        open(2, DrainPriority.NONE);

        assertThat(isWaiting(waiting)).isTrue();
        assertThat(isWaiting(fresh)).isTrue();
    }

    @Test
    void handsOnATurn() throws Exception {
        open(4, DrainPriority.BACKLOG);
        var waiting = connect(DrainPriority.BACKLOG);
        assertThat(isWaiting(waiting)).isTrue();

        open.getFirst().close();
        open.getFirst().close();

        assertThat(waiting.get(10, TimeUnit.SECONDS).isValid(1)).isTrue();
        assertThat(isWaiting(connect(DrainPriority.BACKLOG))).isTrue();
    }

    @Test
    void givesWhoHasOneASecondOneAtOnce() throws Exception {
        open(3, DrainPriority.BACKLOG);

        var both = threads.submit(() -> DrainPriority.BACKLOG.call(() -> {
            try (var first = connections.getConnection(); var second = connections.getConnection()) {
                return first.isValid(1) && second.isValid(1);
            }
        }));

        assertThat(both.get(10, TimeUnit.SECONDS)).isTrue();
        open(1, DrainPriority.BACKLOG);
    }

    @Test
    void takesNoTurnWithWhoeverFailsOrGivesUp() throws Exception {
        open(4, DrainPriority.BACKLOG);
        var interrupted = connect(DrainPriority.BACKLOG);
        assertThat(isWaiting(interrupted)).isTrue();
        interrupted.cancel(true);
        pool.setConnectionTimeout(250);
        open(4, DrainPriority.NONE);
        assertThatThrownBy(() -> DrainPriority.FRESH.call(connections::getConnection)).isInstanceOf(SQLException.class);

        for (var connection : open) {
            connection.close();
        }

        open.clear();
        open(4, DrainPriority.BACKLOG);
        open(2, DrainPriority.FRESH);
        assertThat(open).hasSize(6);
    }

    private static boolean isWaiting(Future<Connection> connection) throws Exception {
        try {
            connection.get(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException _) {
            return true;
        }
    }
}
