package io.b24mirror.fetch;

import java.time.Clock;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.portal.MemberId;

/// What a person does with rows of the fetch list: has them tried again at once, or takes them off. All of it in the
/// caller's transaction; wake the portal's drain after it committed.
@Service
public class FetchListAdmin {
    static final int BITE = 1_000;

    private final JdbcClient jdbc;
    private final Clock clock;

    FetchListAdmin(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// What became of a correction.
    public enum Correction {
        /// It is made.
        DONE,
        /// A drain reads the record at this moment, and will say itself what becomes of it.
        BEING_READ,
        /// The record neither waits to be read nor was given up.
        NONE
    }

    /// Makes a record that waits or was given up due now, as though it had never failed.
    @Transactional(propagation = Propagation.MANDATORY)
    public Correction retry(RecordRef record) {
        var standing = lock(record);
        if (standing == Correction.DONE) {
            of(record, """
                    update fetch_list.request
                    set state = 'WAITING', claim = null, attempts = 0, mark = null, due_at = cast(:now as timestamptz),
                        revision = revision + 1
                    """).param("now", clock.instant().toString()).update();
        }
        return standing;
    }

    /// Takes a record off the list, so that it is not read before somebody asks for it anew.
    @Transactional(propagation = Propagation.MANDATORY)
    public Correction discard(RecordRef record) {
        var standing = lock(record);
        if (standing == Correction.DONE) {
            of(record, "delete from fetch_list.request\n").update();
        }
        return standing;
    }

    /// Under a claim, the time at which a row is due is when the claim runs out.
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

    /// Does the same to some records of a portal that were given up. So many may have been that they wait for the fresh
    /// ones, and that each bite is best a transaction of its own: whoever wants one of its rows waits for it.
    ///
    /// @param after
    ///            the last record of the bite before; [Bite#NONE] has that of the first one
    @Transactional(propagation = Propagation.MANDATORY)
    public Bite retryGivenUp(MemberId memberId, RecordKind kind, long after) {
        var ids = jdbc.sql("""
                with dead as (
                    select record_id
                    from fetch_list.request
                    where member_id = :memberId and record_kind = :kind and record_id > :after and state = 'DEAD'
                    order by record_id
                    limit :bite
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
                .param("bite", BITE)
                .param("background", Urgency.BACKGROUND.rank())
                .param("now", clock.instant().toString())
                .query(Long.class)
                .list();
        return new Bite(ids.size(), ids.stream().mapToLong(id -> id).max().orElse(after));
    }

    /// Records that are tried again.
    ///
    /// @param records
    ///            how many; 0 if none are left
    /// @param last
    ///            the last of them
    public record Bite(int records, long last) {
        /// What comes before the first bite.
        public static final Bite NONE = new Bite(0, Long.MIN_VALUE);
    }
}
