package io.b24mirror.subscription;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// The test events that were asked for, and what came of it.
@Component
class SelfCheckTable {
    private static final Duration KEPT = Duration.ofDays(30);

    private final JdbcClient jdbc;

    SelfCheckTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    long begin(MemberId memberId, String nonce, Instant at) {
        jdbc.sql("""
                delete from subscription.self_check
                where member_id = :memberId and asked_at < cast(:oldest as timestamptz)
                """).param("memberId", memberId.value()).param("oldest", at.minus(KEPT).toString()).update();
        return jdbc.sql("""
                insert into subscription.self_check (member_id, nonce, state, asked_at)
                values (:memberId, :nonce, 'WAITING', cast(:at as timestamptz))
                returning check_id
                """)
                .param("memberId", memberId.value())
                .param("nonce", nonce)
                .param("at", at.toString())
                .query(Long.class)
                .single();
    }

    /// Notes when the request really left: it may have waited for the portal's budget.
    void markAsked(long checkId, Instant at) {
        jdbc.sql("""
                update subscription.self_check set asked_at = cast(:at as timestamptz)
                where check_id = :checkId and state = 'WAITING'
                """).param("checkId", checkId).param("at", at.toString()).update();
    }

    void drop(long checkId) {
        jdbc.sql("delete from subscription.self_check where check_id = :checkId").param("checkId", checkId).update();
    }

    /// Notes an answer, once.
    ///
    /// @return when it was asked for; empty if none of the nonces is one that the portal still owes us
    Optional<Instant> markAnswered(MemberId memberId, Collection<String> nonces, Instant at) {
        return jdbc.sql("""
                update subscription.self_check set state = 'ANSWERED', answered_at = cast(:at as timestamptz)
                where member_id = :memberId and nonce = any(:nonces) and answered_at is null
                returning asked_at
                """)
                .param("memberId", memberId.value())
                .param("nonces", nonces.toArray(String[]::new))
                .param("at", at.toString())
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .stream()
                .findFirst();
    }

    /// Notes that the time is up.
    ///
    /// @return the portal that has not answered; empty if it has, or has left
    Optional<MemberId> markUnanswered(long checkId) {
        return jdbc.sql("""
                update subscription.self_check set state = 'NO_ANSWER'
                where check_id = :checkId and state = 'WAITING'
                returning member_id
                """).param("checkId", checkId).query((row, _) -> new MemberId(row.getString(1))).optional();
    }
}
