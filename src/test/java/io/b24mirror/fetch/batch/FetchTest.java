package io.b24mirror.fetch.batch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.portal.MemberId;
import io.b24mirror.testing.PostgresServer;
import io.b24mirror.testing.SettableClock;

/// The fetch list on a real PostgreSQL, without the service around it. Time stands still unless a test moves it.
abstract class FetchTest {
    static final Instant NOW = Instant.parse("2024-12-19T12:00:00Z");
    static final MemberId PORTAL = new MemberId("d8970b7b4f1e2c3a4b5c6d7e8f901234");
    static final MemberId OTHER_PORTAL = new MemberId("0123d8970b7b4f1e2c3a4b5c6d7e8f90");
    static final RecordKind EVENT = new RecordKind("calendar_event");
    static final RecordKind COMMENT = new RecordKind("timeline_comment");

    private long claims;

    /// Whether the portal's budget has room.
    boolean hasRoom;

    final SettableClock clock = new SettableClock(NOW);
    final JdbcClient jdbc = JdbcClient.create(Shared.DATA_SOURCE);
    final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(Shared.DATA_SOURCE));
    final FetchList list = new FetchList(jdbc, clock);
    final FetchLeases rows = new FetchLeases(jdbc, _ -> hasRoom, clock);
    final RetrySchedule schedule = new RetrySchedule(clock);

    private static final class Shared {
        private static final HikariDataSource DATA_SOURCE = migrated(PostgresServer.get().newDatabase());

        private static HikariDataSource migrated(PostgresServer.Database database) {
            var dataSource = new HikariDataSource();
            dataSource.setJdbcUrl(database.url());
            dataSource.setUsername(database.user());
            dataSource.setPassword(database.password());
            dataSource.setMaximumPoolSize(4);
            Flyway.configure().dataSource(dataSource).defaultSchema("flyway").createSchemas(true).load().migrate();
            return dataSource;
        }
    }

    @BeforeEach
    void emptyList() {
        jdbc.sql("truncate fetch_list.request, fetch_list.pause").update();
    }

    static RecordRef event(long id) {
        return new RecordRef(PORTAL, EVENT, id);
    }

    /// Somebody changed that event just now.
    FetchRequest changed(long id) {
        return new FetchRequest(event(id), clock.instant(), Urgency.FRESH, null, Cause.delivery(1));
    }

    /// A listing of just now shows that event.
    FetchRequest listed(long id) {
        return new FetchRequest(event(id), clock.instant(), Urgency.BACKGROUND, null, Cause.delivery(1));
    }

    void request(FetchRequest... requests) {
        transaction.executeWithoutResult(_ -> list.request(List.of(requests)));
    }

    List<LeasedFetch> claim(UUID claim) {
        return rows.claim(PORTAL, claim, 50);
    }

    /// Claims that event, which is due, and ends its reading at once. It is not the turn of those that failed before.
    void read(long id, FetchOutcome outcome) {
        var claim = new UUID(0, 1 + FetchLeases.TURNS * claims++);
        var claimed = claim(claim).stream().filter(row -> row.record().id() == id).findFirst().orElseThrow();
        complete(claim, claimed, outcome);
    }

    void complete(UUID claim, LeasedFetch claimed, FetchOutcome outcome) {
        transaction.executeWithoutResult(_ -> rows.complete(claim, Map.of(claimed, outcome)));
    }

    /// A row of the list as it stands in the database.
    record Row(long id, String state, int urgency, long revision, int attempts, Instant requestedAt, Instant dueAt,
            @Nullable Long actingUserId, @Nullable UUID claim, int quickRepeats, @Nullable Instant fetchedAt,
            @Nullable String lastError) {
        private static Row of(ResultSet row, int number) throws SQLException {
            var fetchedAt = row.getObject("fetched_at", OffsetDateTime.class);
            return new Row(row.getLong("record_id"), row.getString("state"), row.getInt("urgency"),
                    row.getLong("revision"), row.getInt("attempts"),
                    row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                    row.getObject("due_at", OffsetDateTime.class).toInstant(),
                    row.getObject("acting_user_id", Long.class), row.getObject("claim", UUID.class),
                    row.getInt("quick_repeats"), fetchedAt == null ? null : fetchedAt.toInstant(),
                    row.getString("last_error"));
        }
    }

    Row row(long id) {
        return jdbc.sql("select * from fetch_list.request where record_id = :id")
                .param("id", id)
                .query(Row::of)
                .single();
    }

    List<Row> allRows() {
        return jdbc.sql("select * from fetch_list.request order by member_id, record_kind, record_id")
                .query(Row::of)
                .list();
    }

    /// Runs two pieces of work side by side, both started at the same moment. Every change of a row takes some
    /// milliseconds meanwhile, so that locks taken in a circle are sure to meet.
    <T> List<T> sideBySide(Callable<T> one, Callable<T> other) throws Exception {
        jdbc.sql("""
                create or replace function fetch_list.dawdle() returns trigger language plpgsql
                as 'begin perform pg_sleep(0.003); if tg_op = ''DELETE'' then return old; end if; return new; end'
                """).update();
        jdbc.sql("""
                create or replace trigger dawdle before update or delete on fetch_list.request
                for each row execute function fetch_list.dawdle()
                """).update();
        var barrier = new CyclicBarrier(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> {
                barrier.await();
                return one.call();
            });
            var second = threads.submit(() -> {
                barrier.await();
                return other.call();
            });
            return List.of(first.get(), second.get());
        } finally {
            jdbc.sql("drop trigger dawdle on fetch_list.request").update();
        }
    }
}
