package io.b24mirror.fetch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.portal.MemberId;

/// The list of records that have to be read. Each record is on it once, however often it is requested.
///
/// A record that was just read and changed again waits a little, so that a burst of events on one record costs only a
/// few reads: two seconds from one reading to the next, or, if the portal's budget is short, longer each time (1.5 s, 3
/// s, 6 s … up to 48 s). A request for a record that is being read is never taken as served by that reading. A record
/// that failed before is retried within 5 s after a new request, and, if it changed, as often as if it had failed once.
@Service
public class FetchList {
    /// How soon a record that failed before is retried after a new request.
    public static final Duration RETRY_ON_REQUEST = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final Clock clock;

    public FetchList(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Puts records on the list, in the caller's transaction. Wake the portals' drains after it has committed.
    @Transactional(propagation = Propagation.MANDATORY)
    public void request(Collection<FetchRequest> requests) {
        if (requests.isEmpty()) {
            return;
        }
        var folded = new TreeMap<RecordRef, FetchRequest>();
        requests.forEach(request -> folded.merge(request.record(), request, FetchList::both));
        insert(List.copyOf(folded.values()));
    }

    private static FetchRequest both(FetchRequest one, FetchRequest other) {
        var urgency = one.urgency() == Urgency.FRESH ? one.urgency() : other.urgency();
        var since = one.requestedAt().isBefore(other.requestedAt()) ? one.requestedAt() : other.requestedAt();
        var user = other.actingUserId() == null ? one.actingUserId() : other.actingUserId();
        return new FetchRequest(one.record(), since, urgency, user, Cause.preferred(one.cause(), other.cause()));
    }

    /// Writes the rows in the order of their keys, in which every transaction locks them.
    private void insert(List<FetchRequest> requests) {
        var now = clock.instant();
        jdbc.sql("""
                insert into fetch_list.request as known
                    (member_id, record_kind, record_id, state, urgency, requested_at, due_at, acting_user_id, layer,
                     delivery_id)
                select member_id, record_kind, record_id, 'WAITING', urgency, requested_at,
                       cast(:now as timestamptz), acting_user_id, layer, delivery_id
                from unnest(cast(:memberIds as text[]), cast(:kinds as text[]), cast(:ids as bigint[]),
                            cast(:urgencies as smallint[]), cast(:requestedAts as timestamptz[]),
                            cast(:users as bigint[]), cast(:layers as smallint[]), cast(:deliveries as bigint[]))
                     as wanted (member_id, record_kind, record_id, urgency, requested_at, acting_user_id, layer,
                                delivery_id)
                order by member_id, record_kind, record_id
                on conflict (member_id, record_kind, record_id) do update
                set state = 'WAITING',
                    revision = known.revision + 1,
                    urgency = case when known.state = 'WAITING' then least(known.urgency, excluded.urgency)
                                   else excluded.urgency end,
                    requested_at = case when known.state = 'WAITING'
                                        then least(known.requested_at, excluded.requested_at)
                                        else excluded.requested_at end,
                    due_at = case when known.claim is not null then known.due_at
                                  when known.state = 'WAITING' and known.attempts = 0 then known.due_at
                                  when known.state = 'WAITING'
                                  then least(known.due_at, cast(:retryAt as timestamptz))
                                  else greatest(excluded.due_at, known.settled_until) end,
                    attempts = case when known.state <> 'WAITING' then 0
                                    when excluded.urgency = 0 then least(known.attempts, 1)
                                    else known.attempts end,
                    mark = case when excluded.urgency > 0 and known.state = 'WAITING' then known.mark end,
                    acting_user_id = coalesce(excluded.acting_user_id, known.acting_user_id),
                    layer = case when known.state = 'WAITING' then least(known.layer, excluded.layer)
                                 else excluded.layer end,
                    delivery_id = case when known.state = 'WAITING' and known.layer < excluded.layer
                                       then known.delivery_id else excluded.delivery_id end
                where not (excluded.urgency = 1 and known.state = 'SETTLED'
                           and known.fetched_at >= excluded.requested_at)
                """)
                .param("now", text(now))
                .param("retryAt", text(now.plus(RETRY_ON_REQUEST)))
                .param("memberIds", strings(requests, request -> request.record().memberId().value()))
                .param("kinds", strings(requests, request -> request.record().kind().name()))
                .param("ids", requests.stream().map(request -> request.record().id()).toArray(Long[]::new))
                .param("urgencies",
                        requests.stream().map(request -> request.urgency().rank()).toArray(Integer[]::new))
                .param("requestedAts", strings(requests, request -> text(request.requestedAt())))
                .param("users", requests.stream().map(FetchRequest::actingUserId).toArray(Long[]::new))
                .param("layers",
                        requests.stream().map(request -> request.cause().layer().rank()).toArray(Integer[]::new))
                .param("deliveries",
                        requests.stream().map(request -> request.cause().deliveryId()).toArray(Long[]::new))
                .update();
    }

    /// Returns when the next record of that portal is due; null if none waits.
    @Nullable
    public Instant nextDue(MemberId memberId) {
        return jdbc.sql("""
                select min(first.due_at)
                from (values (false), (true)) as failed (before)
                cross join generate_series(0, 2) as level (urgency)
                cross join lateral (
                    select due_at
                    from fetch_list.request
                    where member_id = :memberId and state = 'WAITING'
                      and (attempts > 0) = failed.before and urgency = level.urgency
                    order by due_at
                    limit 1
                ) first
                """)
                .param("memberId", memberId.value())
                .query((row, _) -> row.getObject(1, OffsetDateTime.class))
                .optional()
                .map(OffsetDateTime::toInstant)
                .orElse(null);
    }

    /// Returns the portals with due records. Looks at a few rows of each portal.
    public List<MemberId> portalsWithDueRecords() {
        return jdbc.sql("""
                with recursive portal (member_id) as (
                    (select member_id
                     from fetch_list.request
                     where state = 'WAITING'
                     order by member_id, (attempts > 0), urgency, due_at
                     limit 1)
                    union all
                    select (select request.member_id
                            from fetch_list.request
                            where state = 'WAITING' and request.member_id > portal.member_id
                            order by member_id, (attempts > 0), urgency, due_at
                            limit 1)
                    from portal
                    where portal.member_id is not null
                )
                select member_id
                from portal
                where member_id is not null and exists (
                    select
                    from (values (false), (true)) as failed (before)
                    cross join generate_series(0, 2) as level (urgency)
                    cross join lateral (
                        select due_at
                        from fetch_list.request
                        where request.member_id = portal.member_id and state = 'WAITING'
                          and (attempts > 0) = failed.before and request.urgency = level.urgency
                        order by due_at
                        limit 1
                    ) first
                    where first.due_at <= cast(:now as timestamptz)
                )
                """).param("now", text(clock.instant())).query((row, _) -> new MemberId(row.getString(1))).list();
    }

    private static String[] strings(List<FetchRequest> requests, Function<FetchRequest, String> value) {
        return requests.stream().map(value).toArray(String[]::new);
    }

    private static String text(Instant instant) {
        return instant.toString();
    }
}
