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
import java.util.function.Function;

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

/// Moves the calendar window on: expands series again that were expanded for another window, or never. Less often it
/// looks for any event whose rows are not what it says: an instance of an older release may have written it beside us
/// during an upgrade.
///
/// It goes in bites of some hundred events, each a transaction, so it can end anywhere and goes on with what is left. An
/// event that is being written meanwhile is left to whoever writes it.
@Component
class WindowRoll {
    private static final int BITE = 200;

    /// Read and compared within milliseconds.
    static final int PAGE = 2_000;

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
        through(this::rollNext);
    }

    /// Looks at the events that do not repeat.
    void settle() {
        through(this::settleNext);
    }

    private void through(Function<Place, @Nullable Place> next) {
        for (var place = Place.FIRST; place != null;) {
            var from = place;
            place = next.apply(from);
        }
    }

    /// A place among the events; those after it are still to be looked at.
    record Place(String memberId, long eventId) {
        static final Place FIRST = new Place("", 0);
    }

    private @Nullable Place rollNext(Place after) {
        return transaction.execute(_ -> rollPage(after));
    }

    private @Nullable Place rollPage(Place after) {
        var found = outdatedSeries(after);
        occurrences.replace(found);
        return found.isEmpty() ? null : placeOf(found.getLast());
    }

    /// Looks at some events, in a transaction. Most often there is nothing to do for any of them, and looking for the
    /// first of all that need something would be one statement over the whole table.
    ///
    /// @return where to go on; null if these were the last
    @Nullable
    Place settleNext(Place after) {
        return transaction.execute(_ -> settlePage(after));
    }

    private @Nullable Place settlePage(Place after) {
        var end = endOfPage(after);
        if (end == null) {
            return null;
        }
        var found = unsettled(after, end);
        occurrences.replace(found);
        return found.size() < BITE ? end : placeOf(found.getLast());
    }

    private @Nullable Place endOfPage(Place after) {
        return jdbc.sql("""
                select member_id, event_id
                from (
                    select member_id, event_id
                    from mirror.calendar_event
                    where (member_id, event_id) > (:memberId, :eventId)
                    order by member_id, event_id
                    limit :page
                ) page
                order by member_id desc, event_id desc
                limit 1
                """)
                .param("memberId", after.memberId())
                .param("eventId", after.eventId())
                .param("page", PAGE)
                .query(Place.class)
                .optional()
                .orElse(null);
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

    private List<ScheduledEvent> unsettled(Place after, Place end) {
        return events("""
                left join mirror.calendar_series series using (member_id, event_id)
                left join mirror.calendar_occurrence once
                    on once.member_id = event.member_id and once.event_id = event.event_id and once.number = 0
                where event.rrule is null and event.recurrence_id is null
                    and (once.event_id is null
                        or series.event_id is not null
                        or (once.starts_at, once.ends_at, once.start_date, once.end_date)
                            is distinct from (event.starts_at, event.ends_at, event.start_date, event.end_date))
                    and (event.member_id, event.event_id) <= (:endMemberId, :endEventId)
                """, after, Map.of("endMemberId", end.memberId(), "endEventId", end.eventId()));
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
                limit :bite
                for no key update of event skip locked
                """)
                .params(parameters)
                .param("memberId", after.memberId())
                .param("eventId", after.eventId())
                .param("bite", BITE)
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
