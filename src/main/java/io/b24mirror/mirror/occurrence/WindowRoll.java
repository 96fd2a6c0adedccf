package io.b24mirror.mirror.occurrence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.mirror.CalendarWindow;
import io.b24mirror.portal.MemberId;

/// Moves the calendar window on: expands recurring events anew that were expanded for another window, or never, as
/// those that were mirrored before there were occurrences.
///
/// It goes in bites of some hundred events, each a transaction, so it can end anywhere and goes on with what is left. An
/// event that is being written meanwhile is left to whoever writes it.
@Component
class WindowRoll {
    private static final int BITE = 200;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final Occurrences occurrences;
    private final TransactionTemplate transaction;
    private final CalendarWindow window;
    private final Clock clock;

    WindowRoll(JdbcClient jdbc, Occurrences occurrences, PlatformTransactionManager transactions,
            CalendarWindow window, Clock clock) {
        this.jdbc = jdbc;
        this.occurrences = occurrences;
        this.transaction = new TransactionTemplate(transactions);
        this.window = window;
        this.clock = clock;
    }

    void run() {
        for (var last = new Place("", 0); last != null;) {
            var from = last;
            last = transaction.execute(_ -> bite(from));
        }
    }

    private record Place(String memberId, long eventId) {}

    private @Nullable Place bite(Place after) {
        var outdated = outdated(after);
        if (outdated.isEmpty()) {
            return null;
        }
        occurrences.replace(outdated);
        var last = outdated.getLast();
        return new Place(last.memberId().value(), last.eventId());
    }

    private List<RecurringEvent> outdated(Place after) {
        var now = clock.instant();
        return jdbc.sql("""
                select event.member_id, event.event_id, event.starts_at, event.ends_at, event.all_day,
                    event.start_date, event.end_date, event.time_zone, event.duration_seconds, event.rrule,
                    event.recurrence_id, event.raw
                from mirror.calendar_event event
                left join mirror.calendar_series series using (member_id, event_id)
                where (event.rrule is not null or event.recurrence_id is not null)
                    and (event.member_id, event.event_id) > (:memberId, :eventId)
                    and (series.event_id is null
                        or event.rrule is not null
                            and (series.window_from, series.window_to) <> (cast(:from as date), cast(:to as date)))
                order by event.member_id, event.event_id
                limit :bite
                for no key update of event skip locked
                """)
                .param("memberId", after.memberId())
                .param("eventId", after.eventId())
                .param("from", window.from(now).toString())
                .param("to", window.to(now).toString())
                .param("bite", BITE)
                .query(WindowRoll::event)
                .list();
    }

    private static RecurringEvent event(ResultSet row, int number) throws SQLException {
        return new RecurringEvent(new MemberId(row.getString("member_id")), row.getLong("event_id"),
                instant(row, "starts_at"), instant(row, "ends_at"), row.getBoolean("all_day"),
                row.getObject("start_date", LocalDate.class), row.getObject("end_date", LocalDate.class),
                row.getString("time_zone"), row.getObject("duration_seconds", Long.class), json(row, "rrule"),
                row.getObject("recurrence_id", Long.class), MAPPER.readTree(row.getString("raw")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static @Nullable JsonNode json(ResultSet row, String column) throws SQLException {
        var text = row.getString(column);
        return text == null ? null : MAPPER.readTree(text);
    }
}
