package io.b24mirror.intake.page;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// Counts and times that show how the copy of a portal is doing, without any of its content.
@Component
class PortalFigures {
    private final JdbcClient jdbc;

    PortalFigures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param waiting
    ///            records that have to be fetched
    /// @param dead
    ///            records that could not be fetched
    /// @param check
    ///            the last self-check; null if there was none
    record Figures(@Nullable Instant lastEventAt, long calendars, long events, long comments, long waiting, long dead,
            @Nullable SelfCheck check) {}

    /// @param state
    ///            `WAITING`, `ANSWERED` or `NO_ANSWER`
    record SelfCheck(String state, Instant askedAt) {}

    Figures of(MemberId memberId) {
        return jdbc.sql("""
                select
                    (select max(last_event_at) from reporting.portals where member_id = :memberId) as last_event_at,
                    (select count(*) from reporting.calendar_sections
                     where member_id = :memberId and deleted_at is null) as calendars,
                    (select count(*) from reporting.calendar_events
                     where member_id = :memberId and deleted_at is null) as events,
                    (select count(*) from reporting.timeline_comments
                     where member_id = :memberId and deleted_at is null) as comments,
                    (select count(*) from reporting.pending_fetches
                     where member_id = :memberId and state = 'WAITING') as waiting,
                    (select count(*) from reporting.pending_fetches
                     where member_id = :memberId and state = 'DEAD') as dead,
                    self_check.state, self_check.asked_at
                from (select) as one
                left join lateral (
                    select state, asked_at from reporting.self_checks
                    where member_id = :memberId
                    order by asked_at desc
                    limit 1
                ) self_check on true
                """).param("memberId", memberId.value()).query(PortalFigures::read).single();
    }

    private static Figures read(ResultSet row, int number) throws SQLException {
        var state = row.getString("state");
        var askedAt = instant(row, "asked_at");
        return new Figures(instant(row, "last_event_at"), row.getLong("calendars"), row.getLong("events"),
                row.getLong("comments"), row.getLong("waiting"), row.getLong("dead"),
                state == null || askedAt == null ? null : new SelfCheck(state, askedAt));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
