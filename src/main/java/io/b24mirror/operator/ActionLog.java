package io.b24mirror.operator;

import java.sql.Types;
import java.time.Clock;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.removal.PortalData;

/// Records who requested which action, and when. A portal's entries are deleted with the portal, except for that of
/// its erasure, which stays as evidence.
@Component
class ActionLog implements PortalData {
    private static final int CHUNK = 5_000;
    private static final Logger log = LoggerFactory.getLogger(ActionLog.class);

    private final JdbcClient jdbc;
    private final Clock clock;

    ActionLog(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void note(Action action, MemberId memberId, String user) {
        note(action, memberId, null, user);
        log.info("User {} has this done: {} of portal {}", user, action, memberId);
    }

    void note(Action action, RecordRef record, String user) {
        note(action, record.memberId(), record, user);
        log.info("User {} has this done: {} of {}", user, action, record);
    }

    private void note(Action action, MemberId memberId, @Nullable RecordRef record, String user) {
        jdbc.sql("""
                insert into operation.action (acted_at, user_name, what, member_id, record_kind, record_id)
                values (cast(:now as timestamptz), :user, :what, :memberId, :kind, :id)
                """)
                .param("now", clock.instant().toString())
                .param("user", user)
                .param("what", action.name())
                .param("memberId", memberId.value())
                .param("kind", record == null ? null : record.kind().name(), Types.VARCHAR)
                .param("id", record == null ? null : record.id(), Types.BIGINT)
                .update();
    }

    /// Deletes the entries before that moment.
    ///
    /// @return the number of entries
    int forgetBefore(Instant oldest) {
        int total = 0;
        int deleted;
        do {
            deleted = jdbc.sql("""
                    delete from operation.action
                    where action_id in (
                        select action_id
                        from operation.action
                        where acted_at < cast(:oldest as timestamptz)
                        limit :chunk
                    )
                    """).param("oldest", oldest.toString()).param("chunk", CHUNK).update();
            total += deleted;
        } while (deleted == CHUNK);
        return total;
    }

    @Override
    public String schema() {
        return "operation";
    }

    @Override
    public Kind kind() {
        return Kind.RECORDS;
    }

    @Override
    public int delete(MemberId memberId, int atMost) {
        return jdbc.sql("""
                delete from operation.action
                where action_id in (
                    select action_id from operation.action
                    where member_id = :memberId and what <> :erasure
                    limit :atMost
                )
                """)
                .param("memberId", memberId.value())
                .param("erasure", Action.ERASE.name())
                .param("atMost", atMost)
                .update();
    }

    @Override
    public boolean hasAny(MemberId memberId) {
        return jdbc.sql("""
                select exists (select from operation.action where member_id = :memberId and what <> :erasure)
                """)
                .param("memberId", memberId.value())
                .param("erasure", Action.ERASE.name())
                .query(Boolean.class)
                .single();
    }
}
