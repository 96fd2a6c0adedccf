package io.b24mirror.subscription;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// Stores the portals' subscriptions as the last check found them.
@Component
class BindingTable {
    private final JdbcClient jdbc;

    BindingTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Map<EventBinding, BindingState> of(MemberId memberId) {
        return jdbc.sql("select * from subscription.binding where member_id = :memberId")
                .param("memberId", memberId.value())
                .query((row, _) -> state(row))
                .list()
                .stream()
                .collect(Collectors.toMap(BindingState::binding, Function.identity()));
    }

    private static BindingState state(ResultSet row) throws SQLException {
        return new BindingState(
                new EventBinding(row.getString("event"), EventBinding.Channel.valueOf(row.getString("type"))),
                row.getString("reason"), row.getBoolean("offered"),
                row.getObject("checked_at", OffsetDateTime.class).toInstant());
    }

    /// Replaces all that was known of a portal.
    @Transactional
    void replace(MemberId memberId, Collection<BindingState> states) {
        forget(memberId);
        jdbc.sql("""
                insert into subscription.binding (member_id, event, type, state, reason, offered, checked_at)
                select :memberId, event, type, case when reason is null then 'BOUND' else 'REFUSED' end, reason,
                       offered, checked_at
                from jsonb_to_recordset(cast(:states as jsonb))
                     as found (event text, type text, reason text, offered boolean, checked_at timestamptz)
                """)
                .param("memberId", memberId.value())
                .param("states", JsonRecordset.of(states.stream().map(Row::of).toList()))
                .update();
    }

    private record Row(String event, String type, @Nullable String reason, boolean offered, Instant checkedAt) {
        static Row of(BindingState state) {
            var binding = state.binding();
            return new Row(binding.event(), binding.channel().name(), state.reason(), state.offered(),
                    state.checkedAt());
        }
    }

    /// Forgets all subscriptions of a portal, refused ones included, so that those are tried again.
    void forget(MemberId memberId) {
        jdbc.sql("delete from subscription.binding where member_id = :memberId")
                .param("memberId", memberId.value())
                .update();
    }

    /// Returns when the portal's subscriptions were last checked.
    Optional<Instant> lastChecked(MemberId memberId) {
        return jdbc.sql("""
                select max(checked_at) from subscription.binding where member_id = :memberId and state = 'BOUND'
                """)
                .param("memberId", memberId.value())
                .query((row, _) -> row.getObject(1, OffsetDateTime.class))
                .optional()
                .map(OffsetDateTime::toInstant);
    }
}
