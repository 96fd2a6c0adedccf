package io.b24mirror.fetch.batch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.bitrix.limit.RequestHeadroom;
import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// Leases rows of the fetch list to drains.
///
/// A lease names its drain and expires, so the rows of a drain that died become due again by themselves. A drain that
/// was frozen and continues after another one has leased its rows no longer owns them, and completes nothing.
@Component
class FetchLeases {
    /// One lease in so many takes records that failed before, if they are as urgent as the others.
    static final int TURNS = 4;

    /// The shortest time from one reading of a record to the next while the portal's budget has headroom: 28 a minute.
    static final Duration BETWEEN_READINGS = Duration.ofMillis(2_100);

    private final JdbcClient jdbc;
    private final RequestHeadroom headroom;
    private final Clock clock;

    FetchLeases(JdbcClient jdbc, RequestHeadroom headroom, Clock clock) {
        this.jdbc = jdbc;
        this.headroom = headroom;
        this.clock = clock;
    }

    /// Leases up to that many due records of a portal, the most urgent and then the oldest first. Records that failed
    /// before are leased separately, since one of them may make the whole batch fail: when they are more urgent, and by
    /// turns, drawn by the claim, when they are equally urgent.
    @Transactional
    List<LeasedFetch> claim(MemberId memberId, UUID claim, int limit) {
        var now = clock.instant();
        return jdbc.sql("""
                with next as (
                    select first.failed_before
                    from (values (false), (true)) as kind (failed_before)
                    cross join lateral (
                        select kind.failed_before, urgency
                        from fetch_list.request
                        where member_id = :memberId and state = 'WAITING' and due_at <= cast(:now as timestamptz)
                          and (attempts > 0) = kind.failed_before
                        order by urgency, due_at
                        limit 1
                    ) first
                    order by first.urgency, first.failed_before <> :turnOfFailed
                    limit 1
                ), due as (
                    select member_id, record_kind, record_id
                    from fetch_list.request
                    where member_id = :memberId and state = 'WAITING' and due_at <= cast(:now as timestamptz)
                      and (attempts > 0) = (select failed_before from next)
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
                .param("lease", now.plus(LeasedBatch.LEASE).toString())
                .param("claim", claim)
                .param("turnOfFailed", Math.floorMod(claim.hashCode(), TURNS) == 0)
                .param("limit", limit)
                .query((row, _) -> claimed(row, now))
                .list();
    }

    private static LeasedFetch claimed(ResultSet row, Instant now) throws SQLException {
        var record = new RecordRef(new MemberId(row.getString("member_id")),
                new RecordKind(row.getString("record_kind")), row.getLong("record_id"));
        var request = new FetchRequest(record, row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                Urgency.ofRank(row.getInt("urgency")), row.getObject("acting_user_id", Long.class),
                new Cause(Layer.ofRank(row.getInt("layer")), row.getObject("delivery_id", Long.class)));
        return new LeasedFetch(request, row.getLong("revision"), row.getInt("attempts"), now, row.getString("mark"));
    }

    /// Renews the leases of batches that are still being read, and stores how far long readings have come, so that
    /// another instance can resume them. Rows that another transaction has locked are left for the next time.
    @Transactional
    void renew(MemberId memberId, List<LeasedBatch> batches) {
        var marks = batches.stream()
                .flatMap(batch -> batch.marks().all().entrySet().stream())
                .map(mark -> Mark.of(mark.getKey(), mark.getValue()))
                .toList();
        jdbc.sql("""
                with held as (
                    select record_kind, record_id
                    from fetch_list.request
                    where member_id = :memberId and claim = any(cast(:claims as uuid[]))
                    for update skip locked
                )
                update fetch_list.request request
                set due_at = cast(:lease as timestamptz),
                    mark = case when request.revision = marked.revision then marked.mark else request.mark end
                from held
                left join jsonb_to_recordset(cast(:marks as jsonb))
                       as marked (record_kind text, record_id bigint, revision bigint, mark text)
                       using (record_kind, record_id)
                where request.member_id = :memberId and request.record_kind = held.record_kind
                  and request.record_id = held.record_id
                """)
                .param("memberId", memberId.value())
                .param("claims", batches.stream().map(batch -> batch.claim().toString()).toArray(String[]::new))
                .param("lease", clock.instant().plus(LeasedBatch.LEASE).toString())
                .param("marks", JsonRecordset.of(marks))
                .update();
    }

    private record Mark(String recordKind, long recordId, long revision, String mark) {
        static Mark of(LeasedFetch claimed, String mark) {
            return new Mark(claimed.record().kind().name(), claimed.record().id(), claimed.revision(), mark);
        }
    }

    /// Makes rows that an earlier drain of this portal has leased due again. Only one drain runs per portal, so that
    /// drain is gone or frozen.
    @Transactional
    void releaseOrphans(MemberId memberId) {
        jdbc.sql("""
                with leftover as (
                    select record_kind, record_id
                    from fetch_list.request
                    where member_id = :memberId and state = 'WAITING' and claim is not null
                    order by record_kind, record_id
                    for update
                )
                update fetch_list.request request
                set claim = null, due_at = cast(:now as timestamptz)
                from leftover
                where request.member_id = :memberId and request.record_kind = leftover.record_kind
                  and request.record_id = leftover.record_id
                """).param("memberId", memberId.value()).param("now", clock.instant().toString()).update();
    }

    /// Deletes rows that were kept only to detect quick repeats.
    @Transactional
    void purgeSettled(MemberId memberId) {
        jdbc.sql("""
                with served as (
                    select record_kind, record_id
                    from fetch_list.request
                    where member_id = :memberId and state = 'SETTLED'
                      and settled_until < cast(:now as timestamptz) - interval '1 minute'
                    for update skip locked
                )
                delete from fetch_list.request request
                using served
                where request.member_id = :memberId and request.record_kind = served.record_kind
                  and request.record_id = served.record_id
                """).param("memberId", memberId.value()).param("now", clock.instant().toString()).update();
    }

    /// Locks the rows that a drain is about to complete, in the order in which every transaction locks them, so that
    /// the transactions of intake and drain cannot deadlock.
    ///
    /// @return the records of those rows
    Set<RecordRef> lock(UUID claim, MemberId memberId) {
        return under(claim, memberId, "order by record_kind, record_id for update");
    }

    /// Returns the same records without locking their rows.
    Set<RecordRef> under(UUID claim, MemberId memberId) {
        return under(claim, memberId, "");
    }

    private Set<RecordRef> under(UUID claim, MemberId memberId, String end) {
        return jdbc.sql("""
                select record_kind, record_id
                from fetch_list.request
                where member_id = :memberId and claim = :claim
                """ + end)
                .param("memberId", memberId.value())
                .param("claim", claim)
                .query((row, _) -> new RecordRef(memberId, new RecordKind(row.getString(1)), row.getLong(2)))
                .set();
    }

    /// Writes the outcomes of readings to the rows that are still under this claim. Call [#lock] before.
    void complete(UUID claim, Map<LeasedFetch, FetchOutcome> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        var ended = new ArrayList<Ended>();
        var putBack = new ArrayList<PutBack>();
        outcomes.forEach((claimed, outcome) -> {
            switch (outcome) {
                case FetchOutcome.Served() -> ended.add(Ended.of(claimed, null));
                case FetchOutcome.Dead(var error) -> ended.add(Ended.of(claimed, error));
                case FetchOutcome.Snoozed(var until, var reason, var mark) ->
                    putBack.add(PutBack.of(claimed, until, 0, reason, mark));
                case FetchOutcome.Retried(var at, var error, var mark) ->
                    putBack.add(PutBack.of(claimed, at, 1, error, mark));
            }
        });
        var memberId = outcomes.keySet().iterator().next().record().memberId();
        if (!ended.isEmpty()) {
            end(claim, memberId, ended);
        }
        if (!putBack.isEmpty()) {
            putBack(claim, memberId, putBack);
        }
    }

    /// A reading that has ended, with an error or without.
    private record Ended(String recordKind, long recordId, long revision, Instant claimedAt, @Nullable String error) {
        static Ended of(LeasedFetch claimed, @Nullable String error) {
            var record = claimed.record();
            return new Ended(record.kind().name(), record.id(), claimed.revision(), claimed.claimedAt(), error);
        }
    }

    /// A reading that has to be repeated.
    ///
    /// @param failed
    ///            1 if that counts as an attempt, else 0
    private record PutBack(String recordKind, long recordId, long revision, Instant dueAt, int failed, String reason,
            @Nullable String mark) {
        static PutBack of(LeasedFetch claimed, Instant dueAt, int failed, String reason, @Nullable String mark) {
            var record = claimed.record();
            return new PutBack(record.kind().name(), record.id(), claimed.revision(), dueAt, failed, reason, mark);
        }
    }

    /// Keeps the record from being read again at once: while the portal's budget has headroom, until two seconds after
    /// this reading began; otherwise longer each time that it was requested again right after its end. One that was
    /// requested again before that stays on the list, as if the request had come now.
    private void end(UUID claim, MemberId memberId, List<Ended> rows) {
        jdbc.sql("""
                with ended as (
                    select ended.*, before.revision > ended.revision as wanted_again,
                           case when before.settled_until > cast(:now as timestamptz) - interval '10 seconds'
                                then least(before.quick_repeats + 1, 5) else 0 end as quick_repeats
                    from jsonb_to_recordset(cast(:rows as jsonb))
                         as ended (record_kind text, record_id bigint, revision bigint, claimed_at timestamptz,
                                   error text)
                    join fetch_list.request before
                      on before.member_id = :memberId and before.record_kind = ended.record_kind
                     and before.record_id = ended.record_id and before.claim = :claim
                ), settled as (
                    select ended.*,
                           case when :hasHeadroom then greatest(cast(:now as timestamptz),
                                                                claimed_at + :between * interval '1 millisecond')
                                else cast(:now as timestamptz) + 2 ^ quick_repeats * interval '1.5 seconds'
                           end as settled_until
                    from ended
                )
                update fetch_list.request request
                set claim = null,
                    state = case when wanted_again then 'WAITING' when error is null then 'SETTLED' else 'DEAD' end,
                    requested_at = case when wanted_again and error is null then greatest(requested_at, claimed_at)
                                        else requested_at end,
                    due_at = settled.settled_until,
                    attempts = case when wanted_again or error is null then 0 else attempts + 1 end,
                    quick_repeats = settled.quick_repeats,
                    settled_until = settled.settled_until,
                    mark = null,
                    fetched_at = case when error is null then claimed_at else fetched_at end,
                    last_error = error
                from settled
                where request.member_id = :memberId and request.record_kind = settled.record_kind
                  and request.record_id = settled.record_id
                """)
                .param("claim", claim)
                .param("memberId", memberId.value())
                .param("now", clock.instant().toString())
                .param("rows", JsonRecordset.of(rows))
                .param("hasHeadroom", headroom.isLeft(memberId))
                .param("between", BETWEEN_READINGS.toMillis())
                .update();
    }

    /// A record that was requested again while its reading failed is retried as soon as one that is requested
    /// afterwards, from the beginning, since what the reading saw before may have changed.
    private void putBack(UUID claim, MemberId memberId, List<PutBack> rows) {
        jdbc.sql("""
                update fetch_list.request request
                set claim = null,
                    due_at = case when request.revision > back.revision and failed > 0
                                  then least(back.due_at, cast(:now as timestamptz) + :retry * interval '1 second')
                                  else back.due_at end,
                    attempts = attempts + failed,
                    mark = case when request.revision > back.revision then null else back.mark end,
                    last_error = reason
                from jsonb_to_recordset(cast(:rows as jsonb))
                     as back (record_kind text, record_id bigint, revision bigint, due_at timestamptz, failed integer,
                              reason text, mark text)
                where request.member_id = :memberId and request.record_kind = back.record_kind
                  and request.record_id = back.record_id and request.claim = :claim
                """)
                .param("claim", claim)
                .param("memberId", memberId.value())
                .param("now", clock.instant().toString())
                .param("rows", JsonRecordset.of(rows))
                .param("retry", FetchList.RETRY_ON_REQUEST.toSeconds())
                .update();
    }
}
