package io.b24mirror.fetch.batch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.token.CredentialsFingerprint;

import static io.b24mirror.bitrix.BitrixClient.MAX_CALLS;

/// Backs off from a portal after a request failed as a whole. Such a failure is not held against any record: no
/// attempt is counted.
///
/// The back-off grows from 1 s to 5 min while the portal is away, and from 10 min to 2 h while it refuses the app. A
/// refusal takes a person to cure it, by installing the app again or by correcting our credentials and restarting;
/// either ends the back-off at once. While the portal is closed or blocked for every app, the back-off is 10 min.
///
/// A single record may make a request fail that reached the portal, so the next request is half as large, a second
/// later, down to a single record. If the portal then answers another call, the failure is held against that record.
@Component
public class PortalBackoff {
    static final Duration LONG_WAIT = Duration.ofMinutes(10);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);
    private static final Duration MAX_REFUSED_WAIT = Duration.ofHours(2);
    private static final int MAX_DOUBLINGS = 20;
    private static final Logger log = LoggerFactory.getLogger(PortalBackoff.class);

    private final JdbcClient jdbc;
    private final CredentialsFingerprint credentials;
    private final Clock clock;

    PortalBackoff(JdbcClient jdbc, CredentialsFingerprint credentials, Clock clock) {
        this.jdbc = jdbc;
        this.credentials = credentials;
        this.clock = clock;
    }

    /// The back-off from a portal, and the size of the requests after it.
    ///
    /// @param batchLimit
    ///            how many records the next request may be about
    /// @param begunAt
    ///            when the last failure was noted
    /// @param refused
    ///            whether the app is refused
    public record State(Instant until, int failures, int batchLimit, Instant begunAt, boolean refused) {}

    public Optional<State> of(MemberId memberId) {
        return jdbc
                .sql("""
                        select until, failures, batch_limit, begun_at, refused
                        from fetch_list.pause
                        where member_id = :memberId
                        """)
                .param("memberId", memberId.value())
                .query((row, _) -> new State(row.getObject("until", OffsetDateTime.class).toInstant(),
                        row.getInt("failures"), row.getInt("batch_limit"),
                        row.getObject("begun_at", OffsetDateTime.class).toInstant(), row.getBoolean("refused")))
                .optional();
    }

    /// Returns the earliest time, not before the given one, at which the portal may be called.
    public Instant notBefore(MemberId memberId, Instant at) {
        return of(memberId).map(State::until).filter(at::isBefore).orElse(at);
    }

    /// Begins or prolongs the back-off.
    ///
    /// @param records
    ///            how many records the failed request was about
    /// @param askedAt
    ///            the earliest time at which the request left: a back-off that began later is not prolonged by
    ///            this failure
    @Transactional
    State begin(MemberId memberId, BitrixFailure failure, int records, Instant askedAt) {
        var known = of(memberId).filter(backoff -> backoff.begunAt().isAfter(askedAt));
        return known.orElseGet(() -> begin(memberId, failure, records));
    }

    private State begin(MemberId memberId, BitrixFailure failure, int records) {
        boolean isDivisible = records > 1 && failure.mayConcernOneRecord();
        boolean refused = failure instanceof BitrixFailure.AccessRefused;
        int before = of(memberId).filter(backoff -> backoff.refused() == refused).map(State::failures).orElse(0);
        int failures = isDivisible ? 1 : before + 1;
        var state = new State(until(failure, failures), failures, nextLimit(failure, records), clock.instant(),
                refused);
        store(memberId, state, failure.summary());
        log.warn("Portal {} rests until {}: {}", memberId, state.until(), failure.summary());
        return state;
    }

    private Instant until(BitrixFailure failure, int failures) {
        var now = clock.instant();
        return switch (failure) {
            case BitrixFailure.MethodExhausted(_, var announced) -> RetrySchedule.methodReset(announced, now);
            case BitrixFailure.Overloaded _,BitrixFailure.Closed _ -> now.plus(LONG_WAIT);
            case BitrixFailure.AccessRefused _ -> now.plus(doubled(LONG_WAIT, failures, MAX_REFUSED_WAIT));
            case BitrixFailure.Temporary _,BitrixFailure.OneRecord _ ->
                now.plus(doubled(FIRST_WAIT, failures, MAX_WAIT));
        };
    }

    private static Duration doubled(Duration first, int failures, Duration max) {
        var wait = first.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        return wait.compareTo(max) < 0 ? wait : max;
    }

    private static int nextLimit(BitrixFailure failure, int records) {
        return failure.mayConcernOneRecord() ? Math.max(1, records / 2) : MAX_CALLS;
    }

    private void store(MemberId memberId, State state, String reason) {
        jdbc.sql("""
                insert into fetch_list.pause as pause
                    (member_id, until, failures, batch_limit, reason, begun_at, since, refused, credentials)
                values (:memberId, cast(:until as timestamptz), :failures, :batchLimit, :reason,
                        cast(:begunAt as timestamptz), cast(:begunAt as timestamptz), :refused, :credentials)
                on conflict (member_id) do update
                set until = excluded.until, failures = excluded.failures,
                    batch_limit = excluded.batch_limit, reason = excluded.reason, begun_at = excluded.begun_at,
                    since = case when pause.refused = excluded.refused then pause.since else excluded.since end,
                    refused = excluded.refused, credentials = excluded.credentials
                """)
                .param("memberId", memberId.value())
                .param("until", state.until().toString())
                .param("failures", state.failures())
                .param("batchLimit", state.batchLimit())
                .param("reason", reason)
                .param("begunAt", state.begunAt().toString())
                .param("refused", state.refused())
                .param("credentials", credentials.seal())
                .update();
    }

    /// Records a success: the back-off is over, and requests grow back to their full size.
    @Transactional
    void succeeded(MemberId memberId) {
        jdbc.sql("delete from fetch_list.pause where member_id = :memberId and batch_limit * 2 > :max")
                .param("memberId", memberId.value())
                .param("max", MAX_CALLS)
                .update();
        jdbc.sql("update fetch_list.pause set failures = 0, batch_limit = batch_limit * 2 where member_id = :memberId")
                .param("memberId", memberId.value())
                .update();
    }

    /// Ends the back-off from portals that refused other credentials than the configured ones.
    ///
    /// @return those portals
    public List<MemberId> endRefusalsOfFormerCredentials() {
        return jdbc.sql("select member_id, credentials from fetch_list.pause where refused and credentials is not null")
                .query((row, _) -> new Refused(new MemberId(row.getString(1)), row.getBytes(2)))
                .list()
                .stream()
                .filter(backoff -> !credentials.areThoseOf(backoff.credentials()) && end(backoff))
                .map(Refused::memberId)
                .toList();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Refused(MemberId memberId, byte[] credentials) {}

    /// Deletes the back-off unless it was renewed in between: no two sealed digests are alike.
    private boolean end(Refused backoff) {
        return jdbc.sql("delete from fetch_list.pause where member_id = :memberId and credentials = :credentials")
                .param("memberId", backoff.memberId().value())
                .param("credentials", backoff.credentials())
                .update() == 1;
    }

    /// Ends the back-off because its reason is gone. Opens a transaction of its own: a caller that reacts to a commit
    /// still has the finished transaction bound to its thread.
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void end(MemberId memberId) {
        jdbc.sql("delete from fetch_list.pause where member_id = :memberId")
                .param("memberId", memberId.value())
                .update();
    }
}
