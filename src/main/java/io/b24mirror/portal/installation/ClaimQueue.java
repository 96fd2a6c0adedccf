package io.b24mirror.portal.installation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;
import io.b24mirror.ratelimit.RateLimitedLog;

/// The queue of claims that wait to be verified. It decides which claim is next.
///
/// Anyone can post a claim, so the queue is bounded and turns are fair. A claim is the more crowded, the more claims
/// name the same portal, come from the same source, or name the same domain, those included that were asked about
/// within the last minute. The least crowded has the next turn; where the queue is full, the oldest of the most crowded
/// go. Vouched claims, which bring an application token that their portal had already, have the first turn and need no
/// room: of each portal the newest ten wait, and portals take turns.
@Component
class ClaimQueue {
    static final int CAPACITY = 1_000;
    static final int VOUCHED_PER_PORTAL = 10;

    /// Questions a minute, about strangers' claims: on one portal because of one source, and because of one source. A
    /// limit per portal alone would let strangers use it up.
    static final int ASKED_OF_PORTAL = 30;
    static final int ASKED_OF_SOURCE = 60;
    static final int ASKED_OF_VOUCHED = 20;
    static final int ASKED_OF_SHARED_SOURCE = 1_800;

    /// Turns at a time that claims of strangers may take on one authorization server.
    static final int TURNS_OF_SERVER = 5;

    /// So many go at once, since finding them takes some milliseconds.
    private static final int CHUNK = 50;

    /// Below this, turns go by age. Above it, the newest claim goes first, since its user is most likely still waiting.
    private static final int CROWD = 40;

    /// Longer than any verification takes.
    private static final Duration LEASE = Duration.ofMinutes(6);
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(2);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final Counter pushedOut;
    private final RateLimitedLog log;

    ClaimQueue(JdbcClient jdbc, MeterRegistry meters, Clock clock) {
        this.jdbc = jdbc;
        pushedOut = Counter.builder("b24.claims.pushed.out")
                .description("Claims of installations that had to go for others before they were verified")
                .register(meters);
        log = new RateLimitedLog(LoggerFactory.getLogger(ClaimQueue.class), clock);
    }

    /// Makes room for a claim, in the caller's transaction.
    void makeRoom(Installation claim) {
        int gone = claim.isVouched() ? makeRoomForVouched(claim.memberId()) : makeRoomForStranger();
        if (gone > 0) {
            pushedOut.increment(gone);
            log.warn("{} claims of installations are pushed out by others before they were verified", gone);
        }
    }

    private int makeRoomForVouched(MemberId memberId) {
        return jdbc.sql("""
                delete from portal.installation
                where installation_id in (
                    select installation_id from portal.installation
                    where state = 'PENDING' and vouched and member_id = :memberId
                    order by installation_id desc offset :most
                ) and not being_asked
                """).param("memberId", memberId.value()).param("most", VOUCHED_PER_PORTAL - 1).update();
    }

    private int makeRoomForStranger() {
        long waiting = jdbc.sql("select count(*) from portal.installation where state = 'PENDING' and not vouched")
                .query(Long.class)
                .single();
        return waiting < CAPACITY ? 0 : pushOut();
    }

    private int pushOut() {
        return jdbc.sql("""
                with crowded as (
                    select installation_id,
                           count(*) over (partition by member_id) + count(*) over (partition by source)
                           + count(*) over (partition by domain) as crowd
                    from portal.installation
                    where state = 'PENDING' and not vouched
                ), going as (
                    select installation_id
                    from crowded
                    join portal.installation using (installation_id)
                    where not being_asked
                    order by crowd desc, installation_id
                    limit :chunk
                    for update of installation skip locked
                )
                delete from portal.installation claim
                using going
                where claim.installation_id = going.installation_id
                """).param("chunk", CHUNK).update();
    }

    /// Gives the next turn, in the caller's transaction.
    ///
    /// @param vouchedOnly
    ///            whether the turn is kept for claims that no stranger can post
    /// @return the claim whose turn it is
    Optional<Long> next(boolean vouchedOnly, Instant now) {
        return jdbc
                .sql("""
                        with counted as (
                            select installation_id,
                                   count(*) over of_portal + count(*) over of_source + count(*) over of_domain as crowd,
                                   count(asked_at) filter (where asked_at > cast(:since as timestamptz)) over of_pair
                                       as asked_of_portal,
                                   count(asked_at) filter (where asked_at > cast(:since as timestamptz)) over of_source
                                       as asked_of_source,
                                   count(asked_at) filter (where vouched and asked_at > cast(:since as timestamptz))
                                       over of_portal as vouched_asked,
                                   count(*) filter (where state = 'PENDING' and being_asked and not vouched
                                                    and due_at > cast(:now as timestamptz))
                                       over of_server as turns_of_server
                            from portal.installation
                            where state = 'PENDING' or asked_at > cast(:since as timestamptz)
                            window of_portal as (partition by member_id), of_pair as (partition by member_id, source),
                                   of_source as (partition by source),
                                   of_domain as (partition by domain), of_server as (partition by server_endpoint)
                        ), turn as (
                            select installation_id
                            from counted
                            join portal.installation using (installation_id)
                            where state = 'PENDING' and due_at <= cast(:now as timestamptz)
                              and ((vouched and vouched_asked < :ofVouched)
                                   or (not vouched and not :vouchedOnly and asked_of_portal < :ofPortal
                                   and asked_of_source < case when shared_source then :ofShared else :ofSource end
                                   and turns_of_server < :ofServer))
                            order by vouched desc, case when vouched then vouched_asked else crowd end, attempts,
                                     case when crowd > :crowd then -installation_id else installation_id end
                            limit 1
                            for update of installation skip locked
                        )
                        update portal.installation claim
                        set being_asked = true, asked_at = cast(:now as timestamptz), attempts = attempts + 1,
                            due_at = cast(:lease as timestamptz)
                        from turn
                        where claim.installation_id = turn.installation_id
                        returning claim.installation_id
                        """)
                .param("now", now.toString())
                .param("since", now.minus(WINDOW).toString())
                .param("lease", now.plus(LEASE).toString())
                .param("vouchedOnly", vouchedOnly)
                .param("ofPortal", ASKED_OF_PORTAL)
                .param("ofSource", ASKED_OF_SOURCE)
                .param("ofShared", ASKED_OF_SHARED_SOURCE)
                .param("ofVouched", ASKED_OF_VOUCHED)
                .param("ofServer", TURNS_OF_SERVER)
                .param("crowd", CROWD)
                .query(Long.class)
                .optional();
    }

    /// Puts a claim back that could not be verified: for 2 s, 4 s, 8 s … 10 min.
    void postpone(long installationId, Instant now) {
        jdbc.sql("""
                update portal.installation
                set being_asked = false,
                    due_at = cast(:now as timestamptz) + least(:first * power(2, least(attempts - 1, 20)), :longest)
                             * interval '1 second'
                where installation_id = :id and state = 'PENDING'
                """)
                .param("now", now.toString())
                .param("first", FIRST_DELAY.toSeconds())
                .param("longest", LONGEST_DELAY.toSeconds())
                .param("id", installationId)
                .update();
    }

    /// When a turn is worth asking for.
    ///
    /// @return null if nothing waits
    @Nullable
    Instant nextTurn(boolean vouchedOnly, Instant now) {
        return jdbc.sql("""
                select min(due_at) from portal.installation where state = 'PENDING' and (vouched or not :vouchedOnly)
                """)
                .param("vouchedOnly", vouchedOnly)
                .query((row, _) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                .single()
                .map(due -> later(due.toInstant(), now.plus(FIRST_DELAY)))
                .orElse(null);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /// Checks whether a claim is due.
    boolean hasDue(Instant now) {
        return jdbc.sql("""
                select exists (
                    select from portal.installation where state = 'PENDING' and due_at <= cast(:now as timestamptz)
                )
                """).param("now", now.toString()).query(Boolean.class).single();
    }
}
