package io.b24mirror.mirror.occurrence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.mirror.CalendarWindow;
import io.b24mirror.mirror.time.PortalClocks;
import io.b24mirror.portal.MemberId;

/// Moves the calendar window on: expands series again that were expanded for another window, or never.
///
/// It works in chunks of some hundred events, each a transaction, so it can stop anywhere and goes on with what is
/// left. An event that another transaction is writing is left to that one.
@Component
class WindowRoll {
    private static final int CHUNK = 200;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final Occurrences occurrences;
    private final PortalClocks clocks;
    private final TransactionTemplate transaction;
    private final CalendarWindow window;
    private final Clock clock;

    WindowRoll(JdbcClient jdbc, Occurrences occurrences, PortalClocks clocks, PlatformTransactionManager transactions,
            CalendarWindow window, Clock clock) {
        this.jdbc = jdbc;
        this.occurrences = occurrences;
        this.clocks = clocks;
        this.transaction = new TransactionTemplate(transactions);
        this.window = window;
        this.clock = clock;
    }

    /// Moves the window on.
    void run() {
        for (var place = Place.FIRST; place != null;) {
            var from = place;
            place = transaction.execute(_ -> rollPage(from));
        }
    }

    /// A place among the events; those after it are still to be looked at.
    private record Place(String memberId, long eventId) {
        static final Place FIRST = new Place("", 0);
    }

    private @Nullable Place rollPage(Place after) {
        var found = outdatedSeries(after);
        occurrences.replace(found);
        return found.isEmpty() ? null : placeOf(found.getLast());
    }

    private static Place placeOf(ScheduledEvent event) {
        return new Place(event.memberId().value(), event.eventId());
    }

    private List<ScheduledEvent> outdatedSeries(Place after) {
        var now = clock.instant();
        return events("""
                left join mirror.calendar_series series using (member_id, event_id)
                where (event.rrule is not null or event.recurrence_id is not null)
                    and (series.event_id is null
                        or event.rrule is not null
                            and (series.window_from, series.window_to) <> (cast(:from as date), cast(:to as date)))
                """, after,
                Map.of("from", window.from(now).toString(), "to", window.to(now).toString()));
    }

    private List<ScheduledEvent> events(String which, Place after, Map<String, ?> parameters) {
        return jdbc.sql("""
                select event.member_id, event.event_id, event.starts_at, event.ends_at, event.all_day,
                    event.start_date, event.end_date, event.local_start, event.duration_seconds, event.rrule,
                    event.recurrence_id, event.raw
                from mirror.calendar_event event
                """ + which + """
                    and (event.member_id, event.event_id) > (:memberId, :eventId)
                order by event.member_id, event.event_id
                limit :chunk
                for no key update of event skip locked
                """)
                .params(parameters)
                .param("memberId", after.memberId())
                .param("eventId", after.eventId())
                .param("chunk", CHUNK)
                .query(this::event)
                .list();
    }

    private ScheduledEvent event(ResultSet row, int number) throws SQLException {
        var memberId = new MemberId(row.getString("member_id"));
        return new ScheduledEvent(memberId, row.getLong("event_id"),
                instant(row, "starts_at"), instant(row, "ends_at"), row.getBoolean("all_day"),
                row.getObject("start_date", LocalDate.class), row.getObject("end_date", LocalDate.class),
                row.getObject("local_start", LocalDateTime.class), row.getObject("duration_seconds", Long.class),
                json(row, "rrule"), row.getObject("recurrence_id", Long.class),
                MAPPER.readTree(row.getString("raw")), clocks.of(memberId).order());
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
