package io.b24mirror.report.calendar;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.report.query.ReportDatabase;

import static java.util.Objects.requireNonNull;

/// Reads the events of one calendar page by page, since a calendar may be of any size.
@Component
class CalendarEntries {
    /// Increased whenever the file changes for the same events.
    private static final int FORMAT = 3;
    private static final int PAGE = 500;
    private static final String LIVE = "coalesce(%s.deleted_at, 'infinity') >= 'infinity'";

    private final ReportDatabase database;

    CalendarEntries(ReportDatabase database) {
        this.database = database;
    }

    /// A calendar that is not deleted.
    record Calendar(String memberId, long section, @Nullable String name, @Nullable String description,
            @Nullable String color) {}

    /// An event. The last day of one that lasts whole days is inclusive.
    ///
    /// @param answer
    ///            the owner's answer to the invitation, as in `MEETING_STATUS`
    /// @param repetition
    ///            of a series that can be expanded
    record Entry(long id, @Nullable String name, @Nullable String description, @Nullable String location,
            Time time, @Nullable Long seconds, boolean isPrivate, @Nullable String accessibility,
            @Nullable String importance, @Nullable String answer, @Nullable Long version, Instant since,
            @Nullable Repetition repetition) {}

    /// When an event takes place.
    ///
    /// @param localStart
    ///            the local time of its start, even if clocks skip that hour
    record Time(@Nullable Instant startsAt, @Nullable Instant endsAt, boolean allDay, @Nullable LocalDate startDate,
            @Nullable LocalDate endDate, @Nullable String zone, @Nullable LocalDateTime localStart) {}

    /// How a series repeats.
    ///
    /// @param rule
    ///            its end is a day
    /// @param firstDay
    ///            the first day by that rule; null if there is none
    /// @param leftOut
    ///            the days on which it does not take place
    record Repetition(String rule, @Nullable LocalDate firstDay, Set<LocalDate> leftOut) {

        /// The given days on which the series takes place by its rule.
        Set<LocalDate> among(Collection<LocalDate> some) {
            return firstDay == null ? new HashSet<>() : RuleDays.among(some, rule, firstDay);
        }
    }

    /// A changed occurrence, which replaces one that its series leaves out.
    ///
    /// @param series
    ///            when the series begins
    record Replacement(long event, long seriesId, LocalDate day, Time series, Repetition repetition) {}

    /// One time that a series takes place: a moment, or a day.
    record Place(@Nullable Instant startsAt, @Nullable LocalDate startDate) {}

    /// The calendars with that number that are not deleted.
    List<Calendar> calendars(long section, @Nullable String portal) {
        return database.query("""
                select c.member_id, c.name, c.description, c.color
                from reporting.calendar_sections c
                where c.section_id = :section
                    and c.deleted_at is null
                    and (cast(:portal as text) is null or c.member_id = :portal)
                order by c.member_id
                """, parameters("section", section, "portal", portal),
                (row, _) -> new Calendar(row.getString("member_id"), section, row.getString("name"),
                        row.getString("description"), row.getString("color")));
    }

    /// A digest of everything in the file of a calendar. It covers the dates, within the calendar window, of series
    /// that are written by their dates.
    String digest(Calendar calendar, CalendarZones zones) {
        var parameters = key(calendar);
        parameters.put("unknown", zones.unknown().toArray(String[]::new));
        parameters.put("how", List.of(FORMAT, CalendarZones.version(), calendar).toString());
        return database.query("""
                select md5(cast(row(:how, content.*) as text))
                from (
                    select count(*), bit_xor(hashtextextended(cast(row(e.event_id, e.updated_at, e.location_name,
                        s.rule, s.first_day, s.left_out, o.original_start_date, dates.*) as text), 0))
                    from reporting.calendar_events e
                    left join reporting.calendar_series s on s.member_id = e.member_id and s.event_id = e.event_id
                    left join reporting.calendar_occurrences o
                        on e.recurrence_id is not null and o.member_id = e.member_id and o.event_id = e.event_id
                            and o.is_exception
                    left join lateral (
                        select bit_xor(hashtextextended(cast(row(d.starts_at, d.start_date) as text), 0))
                        from reporting.calendar_occurrences d
                        where d.member_id = e.member_id and d.event_id = e.event_id
                    ) dates on s.rule like '%SKIP=%' or s.rule is not null and (e.time_zone is null
                        or e.time_zone = any(cast(:unknown as text[])))
                    where e.member_id = :portal and e.section_id = :section and LIVE
                ) content
                """.replace("LIVE", LIVE.formatted("e")), parameters,
                (row, _) -> row.getString(1)).getFirst();
    }

    /// The time zones of its events.
    CalendarZones zones(Calendar calendar) {
        return new CalendarZones(Set.copyOf(database.query("""
                select distinct time_zone
                from reporting.calendar_events e
                where member_id = :portal and section_id = :section and time_zone is not null and %s
                """.formatted(LIVE.formatted("e")), key(calendar), (row, _) -> row.getString(1))));
    }

    /// The changed occurrences. If two of them replace the same one, only the older counts.
    ///
    /// In the calendar of a guest, the series is a copy of the host's, while a changed occurrence names the host's.
    List<Replacement> replacements(Calendar calendar) {
        return database.query("""
                select distinct on (series_id, original_start_date) *
                from (
                    select distinct on (x.event_id)
                        x.event_id, e.event_id as series_id, x.original_start_date, e.starts_at, e.ends_at, e.all_day,
                        e.start_date, e.end_date, e.time_zone, e.local_start, s.rule, s.first_day, s.left_out
                    from reporting.calendar_occurrences x
                    join reporting.calendar_events e
                        on e.member_id = x.member_id and e.section_id = x.section_id
                        and (e.event_id = x.series_id or e.parent_id = x.series_id)
                    join reporting.calendar_series s
                        on s.member_id = e.member_id and s.event_id = e.event_id
                        and s.rule is not null and x.original_start_date = any(s.left_out)
                    where x.member_id = :portal and x.section_id = :section and x.is_exception
                        and x.deleted_at is null and e.deleted_at is null and e.all_day = x.all_day
                    order by x.event_id, e.event_id <> x.series_id, e.event_id
                ) replacement
                order by series_id, original_start_date, event_id
                """, key(calendar),
                (row, _) -> new Replacement(row.getLong("event_id"), row.getLong("series_id"),
                        row.getObject("original_start_date", LocalDate.class), time(row),
                        requireNonNull(repetition(row))));
    }

    /// The first page of events, by id.
    List<Entry> first(Calendar calendar) {
        return page(calendar, 0);
    }

    /// The next page of events.
    List<Entry> after(Calendar calendar, Entry last) {
        return page(calendar, last.id());
    }

    private List<Entry> page(Calendar calendar, long after) {
        var parameters = key(calendar);
        parameters.put("after", after);
        return database.query("""
                select e.event_id, e.name, coalesce(e.description_text, e.description) as description,
                    e.location_name as location, e.starts_at, e.ends_at, e.all_day, e.start_date, e.end_date,
                    e.time_zone, e.local_start, e.duration_seconds, e.is_private, e.accessibility, e.importance,
                    e.meeting_status, e.version, e.updated_at, s.rule, s.first_day, s.left_out
                from reporting.calendar_events e
                left join reporting.calendar_series s on s.member_id = e.member_id and s.event_id = e.event_id
                where e.member_id = :portal and e.section_id = :section and %s and e.event_id > :after
                order by e.event_id
                limit %d
                """.formatted(LIVE.formatted("e"), PAGE), parameters, (row, _) -> entry(row));
    }

    /// The dates of a series within the calendar window.
    List<Place> dates(Calendar calendar, Entry series) {
        var parameters = key(calendar);
        parameters.put("event", series.id());
        return database.query("""
                select starts_at, start_date
                from reporting.calendar_occurrences
                where member_id = :portal and section_id = :section and event_id = :event
                    and (starts_at is not null or start_date is not null)
                order by starts_at, start_date
                """, parameters,
                (row, _) -> new Place(instant(row, "starts_at"), row.getObject("start_date", LocalDate.class)));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(row.getLong("event_id"), row.getString("name"), row.getString("description"),
                row.getString("location"), time(row), row.getObject("duration_seconds", Long.class),
                row.getBoolean("is_private"), row.getString("accessibility"), row.getString("importance"),
                row.getString("meeting_status"), row.getObject("version", Long.class),
                requireNonNull(instant(row, "updated_at")), repetition(row));
    }

    private static @Nullable Repetition repetition(ResultSet row) throws SQLException {
        var rule = row.getString("rule");
        return rule == null
                ? null
                : new Repetition(rule, row.getObject("first_day", LocalDate.class), days(row.getArray("left_out")));
    }

    private static Time time(ResultSet row) throws SQLException {
        return new Time(instant(row, "starts_at"), instant(row, "ends_at"), row.getBoolean("all_day"),
                row.getObject("start_date", LocalDate.class), row.getObject("end_date", LocalDate.class),
                row.getString("time_zone"), row.getObject("local_start", LocalDateTime.class));
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
