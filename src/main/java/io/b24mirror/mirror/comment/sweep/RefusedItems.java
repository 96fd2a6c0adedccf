package io.b24mirror.mirror.comment.sweep;

import java.time.Duration;
import java.time.Instant;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.mirror.comment.Binding;
import io.b24mirror.portal.MemberId;

/// The CRM items whose comments the portal does not list for the service.
@Component
class RefusedItems {
    private static final Duration PAUSE = Duration.ofDays(1);

    private final JdbcClient jdbc;

    RefusedItems(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Notes a refusal, in the caller's transaction.
    ///
    /// @return whether the comments have to be read: the first time, and then once a day
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean isDue(MemberId memberId, Binding item, Instant refusedAt) {
        return jdbc.sql("""
                insert into mirror.refused_item (member_id, entity_type, entity_id, read_at)
                values (:memberId, :type, :id, cast(:refusedAt as timestamptz))
                on conflict (member_id, entity_type, entity_id) do update
                set read_at = excluded.read_at
                where refused_item.read_at <= cast(:dueBefore as timestamptz)
                """)
                .param("memberId", memberId.value())
                .param("type", item.entityType())
                .param("id", item.entityId())
                .param("refusedAt", refusedAt.toString())
                .param("dueBefore", refusedAt.minus(PAUSE).toString())
                .update() > 0;
    }

    /// Notes that an item was listed, in the caller's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void open(MemberId memberId, Binding item) {
        jdbc.sql("""
                delete from mirror.refused_item
                where member_id = :memberId and entity_type = :type and entity_id = :id
                """)
                .param("memberId", memberId.value())
                .param("type", item.entityType())
                .param("id", item.entityId())
                .update();
    }
}
