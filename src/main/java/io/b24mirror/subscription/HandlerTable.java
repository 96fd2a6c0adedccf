package io.b24mirror.subscription;

import java.time.Instant;
import java.util.Set;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// Stores the handler URLs that this installation bound at the portals, and those of other services that it
/// found there.
@Component
class HandlerTable {
    /// More than one app can sensibly have; further ones are ignored.
    private static final int MAX_OTHERS = 20;

    private final JdbcClient jdbc;

    HandlerTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Set<String> ours(MemberId memberId) {
        return jdbc.sql("select url from subscription.handler where member_id = :memberId and is_ours")
                .param("memberId", memberId.value())
                .query((row, _) -> row.getString("url"))
                .set();
    }

    void noteOurs(MemberId memberId, String url, Instant at) {
        jdbc.sql("""
                insert into subscription.handler as handler (member_id, url, is_ours, noted_at)
                values (:memberId, :url, true, cast(:at as timestamptz))
                on conflict (member_id, url) do update set is_ours = true, noted_at = excluded.noted_at
                where not handler.is_ours
                """).param("memberId", memberId.value()).param("url", url).param("at", at.toString()).update();
    }

    /// Notes a handler URL of another service.
    ///
    /// @return whether it was not known before
    boolean isNewOfOthers(MemberId memberId, String url, Instant at) {
        return jdbc.sql("""
                insert into subscription.handler (member_id, url, is_ours, noted_at)
                select :memberId, :url, false, cast(:at as timestamptz)
                where (select count(*) from subscription.handler where member_id = :memberId and not is_ours) < :max
                on conflict (member_id, url) do nothing
                """)
                .param("memberId", memberId.value())
                .param("url", url)
                .param("at", at.toString())
                .param("max", MAX_OTHERS)
                .update() > 0;
    }
}
