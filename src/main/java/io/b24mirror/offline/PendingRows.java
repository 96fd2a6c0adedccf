package io.b24mirror.offline;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.offline.PendingRow.State;
import io.b24mirror.portal.MemberId;

/// The rows that were taken from the portals' queues and are not dealt with yet.
@Component
class PendingRows {
    private static final int MAX_ROWS = 500;

    private final JdbcClient jdbc;

    PendingRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Stores rows, each once.
    void add(MemberId memberId, Collection<QueueRow> rows, Instant takenAt) {
        jdbc.sql("""
                insert into offline.row
                    (member_id, process_id, message_id, row_id, event, record_id, user_id, event_at, taken_at, state)
                select :memberId, process_id, message_id, row_id, event, record_id, user_id, event_at,
                       cast(:takenAt as timestamptz), 'TAKEN'
                from unnest(cast(:processes as text[]), cast(:messages as text[]), cast(:rows as bigint[]),
                            cast(:events as text[]), cast(:records as bigint[]), cast(:users as bigint[]),
                            cast(:ats as timestamptz[]))
                     as taken (process_id, message_id, row_id, event, record_id, user_id, event_at)
                on conflict do nothing
                """)
                .param("memberId", memberId.value())
                .param("takenAt", takenAt.toString())
                .param("processes", texts(rows, QueueRow::processId))
                .param("messages", texts(rows, QueueRow::messageId))
                .param("rows", numbers(rows, QueueRow::rowId))
                .param("events", texts(rows, QueueRow::event))
                .param("records", numbers(rows, QueueRow::recordId))
                .param("users", numbers(rows, QueueRow::userId))
                .param("ats", texts(rows, row -> row.at() == null ? null : row.at().toString()))
                .update();
    }

    private static @Nullable String[] texts(Collection<QueueRow> rows, Function<QueueRow, @Nullable String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }

    private static @Nullable Long[] numbers(Collection<QueueRow> rows, Function<QueueRow, @Nullable Long> value) {
        return rows.stream().map(value).toArray(Long[]::new);
    }

    /// Returns rows that are not interpreted yet, the oldest first.
    List<PendingRow> taken(MemberId memberId) {
        return find(memberId, "= 'TAKEN'");
    }

    /// Returns rows that still have to be acknowledged to the portal.
    List<PendingRow> settled(MemberId memberId) {
        return find(memberId, "<> 'TAKEN'");
    }

    private List<PendingRow> find(MemberId memberId, String state) {
        return jdbc.sql("""
                select *
                from offline.row
                where member_id = :memberId and state %s
                order by row_no
                limit :limit
                """.formatted(state))
                .param("memberId", memberId.value())
                .param("limit", MAX_ROWS)
                .query((row, _) -> kept(row))
                .list();
    }

    private static PendingRow kept(ResultSet row) throws SQLException {
        var at = row.getObject("event_at", OffsetDateTime.class);
        var queued = new QueueRow(row.getString("process_id"), row.getString("message_id"),
                row.getObject("row_id", Long.class), row.getString("event"), row.getObject("record_id", Long.class),
                row.getObject("user_id", Long.class), at == null ? null : at.toInstant());
        return new PendingRow(row.getLong("row_no"), queued,
                row.getObject("taken_at", OffsetDateTime.class).toInstant(), State.valueOf(row.getString("state")));
    }

    void mark(Collection<PendingRow> rows, State state) {
        jdbc.sql("update offline.row set state = :state where row_no = any(:rows)")
                .param("state", state.name())
                .param("rows", numbers(rows))
                .update();
    }

    void drop(Collection<PendingRow> rows) {
        jdbc.sql("delete from offline.row where row_no = any(:rows)").param("rows", numbers(rows)).update();
    }

    private static Long[] numbers(Collection<PendingRow> rows) {
        return rows.stream().map(PendingRow::no).toArray(Long[]::new);
    }
}
