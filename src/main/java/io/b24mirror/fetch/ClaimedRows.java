package io.b24mirror.fetch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.portal.MemberId;

/// The rows of the fetch list that drains have taken.
///
/// A claim is a lease: it names its drain and runs out, so the rows of a drain that died come due again by themselves. A
/// drain that was frozen and wakes up after its rows were taken by another one no longer owns them, and
/// completes nothing.
@Component
class ClaimedRows {
    static final Duration LEASE = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final Clock clock;

    ClaimedRows(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Takes up to that many due records of a portal, the urgent and the oldest first.
    @Transactional
    List<Claimed> claim(MemberId memberId, UUID claim, int limit) {
        var now = clock.instant();
        return jdbc.sql("""
                with due as (
                    select member_id, record_kind, record_id
                    from fetch_list.request
                    where member_id = :memberId and state = 'WAITING' and due_at <= cast(:now as timestamptz)
                    order by urgency, due_at, record_kind, record_id
                    limit :limit
                    for update skip locked
                )
                update fetch_list.request request
                set claim = :claim, due_at = cast(:lease as timestamptz)
                from due
                where request.member_id = due.member_id and request.record_kind = due.record_kind
                  and request.record_id = due.record_id
                returning request.*
                """)
                .param("memberId", memberId.value())
                .param("now", now.toString())
                .param("lease", now.plus(LEASE).toString())
                .param("claim", claim)
                .param("limit", limit)
                .query(ClaimedRows::claimed)
                .list();
    }

    private static Claimed claimed(ResultSet row, int number) throws SQLException {
        var record = new RecordRef(new MemberId(row.getString("member_id")),
                new RecordKind(row.getString("record_kind")), row.getLong("record_id"));
        var request = new FetchRequest(record, row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                Urgency.ofRank(row.getInt("urgency")), row.getObject("acting_user_id", Long.class));
        return new Claimed(request, row.getLong("revision"), row.getInt("attempts"));
    }

    /// Makes the rows due again that an earlier drain of this portal left under a claim. Only one drain runs per
    /// portal, so that one is gone or frozen.
    @Transactional
    void releaseLeftovers(MemberId memberId) {
        jdbc.sql("""
                update fetch_list.request
                set claim = null, due_at = cast(:now as timestamptz)
                where member_id = :memberId and state = 'WAITING' and claim is not null
                """).param("memberId", memberId.value()).param("now", clock.instant().toString()).update();
    }

    /// Deletes rows that are kept only to tell quick repeats.
    @Transactional
    void sweepSettled(MemberId memberId) {
        jdbc.sql("""
                delete from fetch_list.request
                where member_id = :memberId and state = 'SETTLED'
                  and settled_until < cast(:now as timestamptz) - interval '1 minute'
                """).param("memberId", memberId.value()).param("now", clock.instant().toString()).update();
    }

    /// Locks the rows that a drain is about to complete, in the order that everybody keeps to, so that the transactions
    /// of intake and drain wait for each other but never in a circle.
    void lock(UUID claim, MemberId memberId) {
        jdbc.sql("""
                select 1
                from fetch_list.request
                where member_id = :memberId and claim = :claim
                order by record_kind, record_id
                for update
                """).param("memberId", memberId.value()).param("claim", claim).query((_, _) -> 1).list();
    }

    /// Writes down what the readings came to, for those rows that are still under this claim.
    void complete(UUID claim, Map<Claimed, Outcome> outcomes) {
        var rows = new TreeMap<RecordRef, Row>();
        outcomes.forEach((claimed, outcome) -> rows.put(claimed.record(), Row.of(claimed, outcome)));
        update(claim, List.copyOf(rows.values()));
    }

    private void update(UUID claim, List<Row> rows) {
        jdbc.sql(
                """
                        with done as (
                            select done.*, case when before.settled_until > cast(:now as timestamptz) - interval '10 seconds'
                                                then least(before.quick_repeats + 1, 5) else 0 end as quick_repeats
                            from unnest(cast(:kinds as text[]), cast(:ids as bigint[]), cast(:revisions as bigint[]),
                                        cast(:states as text[]), cast(:failed as integer[]), cast(:dueAts as timestamptz[]),
                                        cast(:errors as text[]))
                                 as done (record_kind, record_id, revision, state, failed, due_at, error)
                            join fetch_list.request before
                              on before.member_id = :memberId and before.record_kind = done.record_kind
                             and before.record_id = done.record_id and before.claim = :claim
                        ), settled as (
                            select done.*, cast(:now as timestamptz) + 2 ^ quick_repeats * interval '1.5 seconds' as settled_until
                            from done
                        )
                        update fetch_list.request request
                        set claim = null,
                            state = case when request.revision = done.revision then done.state else 'WAITING' end,
                            due_at = coalesce(done.due_at, done.settled_until),
                            attempts = case when done.state = 'SETTLED' then 0 else request.attempts + done.failed end,
                            quick_repeats = done.quick_repeats,
                            settled_until = done.settled_until,
                            fetched_at = case when done.state = 'SETTLED' then cast(:now as timestamptz)
                                              else request.fetched_at end,
                            last_error = done.error
                        from settled done
                        where request.member_id = :memberId and request.record_kind = done.record_kind
                          and request.record_id = done.record_id and request.claim = :claim
                        """)
                .param("claim", claim)
                .param("now", clock.instant().toString())
                .param("memberId", rows.getFirst().record().memberId().value())
                .param("kinds", rows.stream().map(row -> row.record().kind().name()).toArray(String[]::new))
                .param("ids", rows.stream().map(row -> row.record().id()).toArray(Long[]::new))
                .param("revisions", rows.stream().map(Row::revision).toArray(Long[]::new))
                .param("states", rows.stream().map(Row::state).toArray(String[]::new))
                .param("failed", rows.stream().map(row -> row.failed() ? 1 : 0).toArray(Integer[]::new))
                .param("dueAts", rows.stream().map(Row::dueAtText).toArray(String[]::new))
                .param("errors", rows.stream().map(Row::error).toArray(String[]::new))
                .update();
    }

    /// An outcome as columns.
    private record Row(RecordRef record, long revision, String state, boolean failed, @Nullable Instant dueAt,
            @Nullable String error) {
        static Row of(Claimed claimed, Outcome outcome) {
            var record = claimed.record();
            long revision = claimed.revision();
            return switch (outcome) {
                case Outcome.Served() -> new Row(record, revision, "SETTLED", false, null, null);
                case Outcome.Snoozed(var until, var reason) ->
                    new Row(record, revision, "WAITING", false, until, reason);
                case Outcome.Retried(var at, var error) -> new Row(record, revision, "WAITING", true, at, error);
                case Outcome.Dead(var error) -> new Row(record, revision, "DEAD", true, null, error);
            };
        }

        @Nullable
        String dueAtText() {
            return dueAt == null ? null : dueAt.toString();
        }
    }
}
