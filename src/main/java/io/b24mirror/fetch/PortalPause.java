package io.b24mirror.fetch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.portal.MemberId;

import static io.b24mirror.bitrix.BitrixClient.MAX_CALLS;

/// Lets a portal rest after a request failed as a whole, which is nobody's record's fault: no attempt is counted.
///
/// The rest grows from 1 s to 5 min while the portal stays away, and is 10 min where a person has to act. A request that
/// reached the portal and failed may do so because of one record in it, so the next one is half as big, a second later,
/// down to a single record, which bears the failure alone if the portal proves well without it.
@Component
class PortalPause {
    static final Duration LONG = Duration.ofMinutes(10);

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofMinutes(5);
    private static final Logger log = LoggerFactory.getLogger(PortalPause.class);

    private final JdbcClient jdbc;
    private final Clock clock;

    PortalPause(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// @param batchLimit
    ///            how many records the next request may be about
    /// @param begunAt
    ///            when the last failure was noted
    record State(Instant until, int failures, int batchLimit, Instant begunAt) {}

    Optional<State> of(MemberId memberId) {
        return jdbc
                .sql("select until, failures, batch_limit, begun_at from fetch_list.pause where member_id = :memberId")
                .param("memberId", memberId.value())
                .query((row, _) -> new State(row.getObject("until", OffsetDateTime.class).toInstant(),
                        row.getInt("failures"), row.getInt("batch_limit"),
                        row.getObject("begun_at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    /// The earliest moment, not before the given one, at which the portal may be called.
    Instant notBefore(MemberId memberId, Instant at) {
        return of(memberId).map(State::until).filter(at::isBefore).orElse(at);
    }

    /// Begins or prolongs the rest.
    ///
    /// @param records
    ///            how many the failed request was about
    /// @param askedAt
    ///            when it left at the earliest: if the rest began after that, this failure adds nothing to it
    @Transactional
    State begin(MemberId memberId, BitrixFailure failure, int records, Instant askedAt) {
        var known = of(memberId).filter(rest -> rest.begunAt().isAfter(askedAt));
        return known.orElseGet(() -> begin(memberId, failure, records));
    }

    private State begin(MemberId memberId, BitrixFailure failure, int records) {
        boolean isDivisible = records > 1 && mayComeFromRecord(failure);
        int failures = isDivisible ? 1 : of(memberId).map(State::failures).orElse(0) + 1;
        var state = new State(until(failure, failures), failures, nextLimit(failure, records), clock.instant());
        store(memberId, state, failure.summary());
        log.warn("Portal {} rests until {}: {}", memberId, state.until(), failure.summary());
        return state;
    }

    private Instant until(BitrixFailure failure, int failures) {
        var now = clock.instant();
        return switch (failure) {
            case BitrixFailure.Overloaded _,BitrixFailure.Unauthorized _,BitrixFailure.Forbidden _ -> now.plus(LONG);
            case BitrixFailure.MethodExhausted(_, var told) -> RetrySchedule.methodReset(told, now);
            case BitrixFailure.TooManyRequests _,BitrixFailure.Suspended _,BitrixFailure.TokenExpired _,BitrixFailure.NotFound _,BitrixFailure.Rejected _,BitrixFailure.Unavailable _ -> {
                var doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, 20));
                yield now.plus(doubled.compareTo(MAX) < 0 ? doubled : MAX);
            }
        };
    }

    private static int nextLimit(BitrixFailure failure, int records) {
        return mayComeFromRecord(failure) ? Math.max(1, records / 2) : MAX_CALLS;
    }

    /// Whether a request may have failed as a whole because of one record that it was about.
    static boolean mayComeFromRecord(BitrixFailure failure) {
        return switch (failure) {
            case BitrixFailure.Unavailable(_, var reached) -> reached;
            case BitrixFailure.Rejected _,BitrixFailure.NotFound _ -> true;
            case BitrixFailure.TooManyRequests _,BitrixFailure.MethodExhausted _,BitrixFailure.Overloaded _,BitrixFailure.TokenExpired _,BitrixFailure.Unauthorized _,BitrixFailure.Suspended _,BitrixFailure.Forbidden _ ->
                false;
        };
    }

    private void store(MemberId memberId, State state, String reason) {
        jdbc.sql("""
                insert into fetch_list.pause (member_id, until, failures, batch_limit, reason, begun_at)
                values (:memberId, cast(:until as timestamptz), :failures, :batchLimit, :reason,
                        cast(:begunAt as timestamptz))
                on conflict (member_id) do update
                set until = excluded.until, failures = excluded.failures,
                    batch_limit = excluded.batch_limit, reason = excluded.reason, begun_at = excluded.begun_at
                """)
                .param("memberId", memberId.value())
                .param("until", state.until().toString())
                .param("failures", state.failures())
                .param("batchLimit", state.batchLimit())
                .param("reason", reason)
                .param("begunAt", state.begunAt().toString())
                .update();
    }

    /// Notes a request that went well: the rest is over, and the requests grow back to their size.
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

    /// Ends the rest because its reason is gone. In a transaction of its own: who learns of that after a commit still
    /// has the transaction at hand that is over.
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void end(MemberId memberId) {
        jdbc.sql("delete from fetch_list.pause where member_id = :memberId")
                .param("memberId", memberId.value())
                .update();
    }
}
