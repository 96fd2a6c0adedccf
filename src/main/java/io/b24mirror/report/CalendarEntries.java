package io.b24mirror.report;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/// Reads what one calendar says, page by page: a calendar may be of any size.
@Component
class CalendarEntries {
    private static final int PAGE = 500;
    private static final String LIVE = "coalesce(%s.deleted_at, 'infinity') >= 'infinity'";

    private final ReportDatabase database;

    CalendarEntries(ReportDatabase database) {
        this.database = database;
    }

    /// @param digest
    ///            is another one as soon as anything in the calendar is
    record Calendar(String memberId, long section, @Nullable String name, @Nullable String description,
            @Nullable String color, String digest) {}

    /// An event. The last day of one that lasts whole days is inclusive.
    ///
    /// @param rule
    ///            of a series that can be expanded; its end is a day
    /// @param firstDay
    ///            the first day by that rule
    /// @param leftOut
    ///            the days on which a series does not take place
    record Entry(long id, @Nullable String name, @Nullable String description, @Nullable String location,
            Time time, @Nullable Long seconds, boolean isPrivate, @Nullable String accessibility,
            @Nullable String importance, @Nullable Long version, Instant since, @Nullable String rule,
            @Nullable LocalDate firstDay, Set<LocalDate> leftOut) {}

    record Time(@Nullable Instant startsAt, @Nullable Instant endsAt, boolean allDay, @Nullable LocalDate startDate,
            @Nullable LocalDate endDate, @Nullable String zone) {}

    /// A changed occurrence that takes the place of one that its series leaves out.
    ///
    /// @param series
    ///            when the series begins
    record Replacement(long event, long seriesId, LocalDate day, Time series) {}

    /// The calendars with that number that are not deleted.
    List<Calendar> calendars(long section, @Nullable String portal) {
        return database.query("""
                select c.member_id, c.name, c.description, c.color,
                    md5(cast(row(c.name, c.description, c.color, content.*) as text)) as digest
                from reporting.calendar_sections c
                left join lateral (
                    select count(*), bit_xor(hashtextextended(cast(row(o.event_id, o.occurrence, o.valid_from,
                        o.sort_at, o.original_start_date, s.rule, s.first_day, s.left_out) as text), 0))
                    from reporting.calendar_occurrences o
                    left join reporting.calendar_series s
                        on s.member_id = o.member_id and s.event_id = o.event_id
                    where o.member_id = c.member_id and o.section_id = c.section_id and %s
                ) content on true
                where c.section_id = :section
                    and c.deleted_at is null
                    and (cast(:portal as text) is null or c.member_id = :portal)
                order by c.member_id
                """.formatted(LIVE.formatted("o")), parameters("section", section, "portal", portal),
                (row, _) -> new Calendar(row.getString("member_id"), section, row.getString("name"),
                        row.getString("description"), row.getString("color"), row.getString("digest")));
    }

    /// All time zones of its events; names that are none among them.
    Set<String> zones(Calendar calendar) {
        return Set.copyOf(database.query("""
                select distinct time_zone
                from reporting.calendar_events e
                where member_id = :portal and section_id = :section and time_zone is not null and %s
                """.formatted(LIVE.formatted("e")), key(calendar), (row, _) -> row.getString(1)));
    }

    /// The changed occurrences by their events. Where two of them take the place of the same one, only the older does.
    Map<Long, Replacement> replacements(Calendar calendar) {
        return database.query("""
                select distinct on (x.series_id, x.original_start_date)
                    x.event_id, x.series_id, x.original_start_date, e.starts_at, e.ends_at, e.all_day, e.start_date,
                    e.end_date, e.time_zone
                from reporting.calendar_occurrences x
                join reporting.calendar_series s
                    on s.member_id = x.member_id and s.event_id = x.series_id
                    and s.rule is not null and x.original_start_date = any(s.left_out)
                join reporting.calendar_events e
                    on e.member_id = x.member_id and e.event_id = x.series_id and e.section_id = x.section_id
                where x.member_id = :portal and x.section_id = :section and x.is_exception
                    and x.deleted_at is null and e.deleted_at is null and e.all_day = x.all_day
                order by x.series_id, x.original_start_date, x.event_id
                """, key(calendar),
                (row, _) -> new Replacement(row.getLong("event_id"), row.getLong("series_id"),
                        row.getObject("original_start_date", LocalDate.class), time(row)))
                .stream()
                .collect(Collectors.toMap(Replacement::event, replacement -> replacement));
    }

    /// The first events by their ids.
    List<Entry> first(Calendar calendar) {
        return page(calendar, 0);
    }

    /// The events that follow.
    List<Entry> after(Calendar calendar, Entry last) {
        return page(calendar, last.id());
    }

    private List<Entry> page(Calendar calendar, long after) {
        var parameters = key(calendar);
        parameters.put("after", after);
        return database.query("""
                select e.event_id, e.name, e.description, e.location, e.starts_at, e.ends_at, e.all_day, e.start_date,
                    e.end_date, e.time_zone, e.duration_seconds, e.is_private, e.accessibility, e.importance,
                    e.version, e.valid_from, s.rule, s.first_day, s.left_out
                from reporting.calendar_events e
                left join reporting.calendar_series s on s.member_id = e.member_id and s.event_id = e.event_id
                where e.member_id = :portal and e.section_id = :section and %s and e.event_id > :after
                order by e.event_id
                limit %d
                """.formatted(LIVE.formatted("e"), PAGE), parameters, (row, _) -> entry(row));
    }

    /// When a series takes place within the calendar window.
    List<Instant> dates(Calendar calendar, Entry series) {
        var parameters = key(calendar);
        parameters.put("event", series.id());
        return database.query("""
                select starts_at
                from reporting.calendar_occurrences
                where member_id = :portal and section_id = :section and event_id = :event and starts_at is not null
                order by starts_at
                """, parameters, (row, _) -> row.getObject(1, OffsetDateTime.class).toInstant());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(row.getLong("event_id"), row.getString("name"), row.getString("description"),
                row.getString("location"), time(row), row.getObject("duration_seconds", Long.class),
                row.getBoolean("is_private"), row.getString("accessibility"), row.getString("importance"),
                row.getObject("version", Long.class), row.getObject("valid_from", OffsetDateTime.class).toInstant(),
                row.getString("rule"), row.getObject("first_day", LocalDate.class), days(row.getArray("left_out")));
    }

    private static Time time(ResultSet row) throws SQLException {
        return new Time(instant(row, "starts_at"), instant(row, "ends_at"), row.getBoolean("all_day"),
                row.getObject("start_date", LocalDate.class), row.getObject("end_date", LocalDate.class),
                row.getString("time_zone"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static Set<LocalDate> days(@Nullable Array array) throws SQLException {
        return array == null
                ? Set.of()
                : Arrays.stream((java.sql.Date[]) array.getArray())
                        .map(java.sql.Date::toLocalDate)
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, @Nullable Object> key(Calendar calendar) {
        return parameters("portal", calendar.memberId(), "section", calendar.section());
    }

    private static Map<String, @Nullable Object> parameters(String one, @Nullable Object value, String other,
            @Nullable Object otherValue) {
        var parameters = new HashMap<String, @Nullable Object>();
        parameters.put(one, value);
        parameters.put(other, otherValue);
        return parameters;
    }
}
