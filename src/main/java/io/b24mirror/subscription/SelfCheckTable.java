package io.b24mirror.subscription;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// Stores the test events that were asked for, and whether they arrived.
@Component
class SelfCheckTable {
    private static final Duration RETENTION = Duration.ofDays(30);

    private final JdbcClient jdbc;

    SelfCheckTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    long begin(MemberId memberId, String nonce, Instant at) {
        jdbc.sql("""
                delete from subscription.self_check
                where member_id = :memberId and asked_at < cast(:oldest as timestamptz)
                """).param("memberId", memberId.value()).param("oldest", at.minus(RETENTION).toString()).update();
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

    /// Records when the request was really sent: it may have waited for the portal's budget.
    void markAsked(long checkId, Instant at) {
        jdbc.sql("""
                update subscription.self_check set asked_at = cast(:at as timestamptz)
                where check_id = :checkId and state = 'WAITING'
                """).param("checkId", checkId).param("at", at.toString()).update();
    }

    void drop(long checkId) {
        jdbc.sql("delete from subscription.self_check where check_id = :checkId").param("checkId", checkId).update();
    }

    /// Records the arrival of a test event, once.
    ///
    /// @return when it was asked for; empty if none of the nonces belongs to a pending check
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

    /// Records that no test event arrived in time.
    ///
    /// @return the portal; empty if the event has arrived, or the portal removed the app
    Optional<MemberId> markUnanswered(long checkId) {
        return jdbc.sql("""
                update subscription.self_check set state = 'NO_ANSWER'
                where check_id = :checkId and state = 'WAITING'
                returning member_id
                """).param("checkId", checkId).query((row, _) -> new MemberId(row.getString(1))).optional();
    }
}
