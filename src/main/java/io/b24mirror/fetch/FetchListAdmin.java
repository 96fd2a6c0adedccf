package io.b24mirror.fetch;

import java.time.Clock;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.portal.MemberId;

/// Lets operators retry records on the fetch list at once, or take them off. Works in the caller's transaction; wake
/// the portal's drain after it has committed.
@Service
public class FetchListAdmin {
    static final int CHUNK = 1_000;

    private final JdbcClient jdbc;
    private final Clock clock;

    FetchListAdmin(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// The outcome of a correction.
    public enum Correction {
        /// The correction was made.
        DONE,
        /// A drain is reading the record, and decides its outcome.
        BEING_READ,
        /// The record neither waits to be read nor was given up.
        NONE
    }

    /// Makes a record that waits or was given up due now, as if it had never failed.
    @Transactional(propagation = Propagation.MANDATORY)
    public Correction retry(RecordRef record) {
        var correction = lock(record);
        if (correction == Correction.DONE) {
            of(record, """
                    update fetch_list.request
                    set state = 'WAITING', claim = null, attempts = 0, mark = null, due_at = cast(:now as timestamptz),
                        revision = revision + 1
                    """).param("now", clock.instant().toString()).update();
        }
        return correction;
    }

    /// Takes a record off the list, so that it is not read until it is requested again.
    @Transactional(propagation = Propagation.MANDATORY)
    public Correction discard(RecordRef record) {
        var correction = lock(record);
        if (correction == Correction.DONE) {
            of(record, "delete from fetch_list.request\n").update();
        }
        return correction;
    }

    /// While a row is leased, its due time is the end of the lease.
    private Correction lock(RecordRef record) {
        return of(record, """
                select state, claim is not null and due_at > cast(:now as timestamptz) as being_read
                from fetch_list.request
                """, "for update").param("now", clock.instant().toString()).query((row, _) -> {
            if (row.getString("state").equals("SETTLED")) {
                return Correction.NONE;
            }
            return row.getBoolean("being_read") ? Correction.BEING_READ : Correction.DONE;
        }).optional().orElse(Correction.NONE);
    }

    private JdbcClient.StatementSpec of(RecordRef record, String statement) {
        return of(record, statement, "");
    }

    private JdbcClient.StatementSpec of(RecordRef record, String statement, String end) {
        return jdbc.sql(statement + """
                where member_id = :memberId and record_kind = :kind and record_id = :id
                """ + end)
                .param("memberId", record.memberId().value())
                .param("kind", record.kind().name())
                .param("id", record.id());
    }

    /// Retries a chunk of a portal's records that were given up. There may be many, so they wait for the fresh ones,
    /// and each chunk should be a transaction of its own: others that need one of its rows wait for it.
    ///
    /// @param after
    ///            the last record of the previous chunk; that of [Chunk#NONE] for the first one
    @Transactional(propagation = Propagation.MANDATORY)
    public Chunk retryGivenUp(MemberId memberId, RecordKind kind, long after) {
        var ids = jdbc.sql("""
                with dead as (
                    select record_id
                    from fetch_list.request
                    where member_id = :memberId and record_kind = :kind and record_id > :after and state = 'DEAD'
                    order by record_id
                    limit :chunk
                    for update
                )
                update fetch_list.request request
                set state = 'WAITING', urgency = greatest(urgency, :background), attempts = 0,
                    due_at = cast(:now as timestamptz), revision = revision + 1
                from dead
                where request.member_id = :memberId and request.record_kind = :kind
                  and request.record_id = dead.record_id
                returning request.record_id
                """)
                .param("memberId", memberId.value())
                .param("kind", kind.name())
                .param("after", after)
                .param("chunk", CHUNK)
                .param("background", Urgency.BACKGROUND.rank())
                .param("now", clock.instant().toString())
                .query(Long.class)
                .list();
        return new Chunk(ids.size(), ids.stream().mapToLong(id -> id).max().orElse(after));
    }

    /// A chunk of records that are retried.
    ///
    /// @param records
    ///            how many; 0 if none are left
    /// @param last
    ///            the last of them
    public record Chunk(int records, long last) {
        /// The value before the first chunk.
        public static final Chunk NONE = new Chunk(0, Long.MIN_VALUE);
    }
}
