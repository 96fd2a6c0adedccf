package io.b24mirror.truth;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Our copy as reporting reads it: what is there, by id.
final class Copy {
    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient jdbc;

    Copy(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Map<Long, Fields> sections() {
        return read("""
                select section_id, name, calendar_type, owner_id, created_by
                from reporting.calendar_sections
                where deleted_at is null and hidden_since is null
                """, row -> new Fields().with("name", row.getString("name"))
                .with("calendar_type", row.getString("calendar_type"))
                .with("owner_id", row.getString("owner_id"))
                .with("created_by", row.getString("created_by")));
    }

    /// @param withHidden
    ///            whether copies count of which the portal shows less now
    Map<Long, Fields> events(boolean withHidden) {
        return read(
                """
                        select event_id, parent_id, section_id, calendar_type, owner_id, name, description, location, all_day,
                            start_date, starts_at, end_date, ends_at, time_zone, time_doubt, is_meeting, meeting_status, importance, is_private, rrule::text, recurrence_id,
                            array(
                                select concat_ws(' ', user_id, entry_id, status) as attendee
                                from reporting.calendar_event_attendees attendee
                                where (attendee.member_id, attendee.event_id) = (event.member_id, event.event_id)
                            ) as attendees,
                            array(
                                select entity_type || ' ' || entity_id
                                from reporting.calendar_event_crm_links link
                                where (link.member_id, link.event_id) = (event.member_id, event.event_id)
                            ) as crm_links
                        from reporting.calendar_events event
                        where deleted_at is null and (hidden_since is null or :hidden)
                        """
                        .replace(":hidden", Boolean.toString(withHidden)),
                Copy::event);
    }

    private static Fields event(ResultSet row) throws SQLException {
        return new Fields().with("parent_id", row.getString("parent_id"))
                .with("section_id", row.getString("section_id"))
                .with("calendar_type", row.getString("calendar_type"))
                .with("owner_id", row.getString("owner_id"))
                .with("name", row.getString("name"))
                .with("description", row.getString("description"))
                .with("location", row.getString("location"))
                .with("starts", time(row, "start_date", "starts_at"))
                .with("ends", time(row, "end_date", "ends_at"))
                .with("all_day", row.getBoolean("all_day"))
                .with("time_zone", row.getString("time_zone"))
                .with("time_doubt", row.getString("time_doubt"))
                .with("is_meeting", row.getBoolean("is_meeting"))
                .with("meeting_status", row.getString("meeting_status"))
                .with("importance", row.getString("importance"))
                .with("is_private", row.getBoolean("is_private"))
                .withTree("rrule", json(row.getString("rrule")))
                .with("recurrence_id", row.getString("recurrence_id"))
                .with("attendees", list(row, "attendees"))
                .with("crm_links", list(row, "crm_links"));
    }

    private static @Nullable Object time(ResultSet row, String date, String moment) throws SQLException {
        if (row.getBoolean("all_day")) {
            return row.getString(date);
        }
        var at = row.getObject(moment, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /// When these events take place within those days, one by one.
    List<String> occurrences(Set<Long> events, LocalDate from, LocalDate to) {
        return jdbc.sql("""
                select event_id, occurrence, start_date is not null as all_day, starts_at, ends_at, start_date, end_date
                from reporting.calendar_occurrences
                where deleted_at is null
                    and sort_at < cast(:to as date)::timestamp at time zone 'UTC' + interval '1 day'
                    and coalesce(ends_at, end_date::timestamp at time zone 'UTC')
                        >= cast(:from as date)::timestamp at time zone 'UTC'
                """)
                .param("from", from.toString())
                .param("to", to.toString())
                .query((row, _) -> new Listed(row.getLong(1), "%d #%d %s %s".formatted(row.getLong(1), row.getInt(2),
                        time(row, "start_date", "starts_at"), time(row, "end_date", "ends_at"))))
                .list()
                .stream()
                .filter(listed -> events.contains(listed.event()))
                .map(Listed::text)
                .sorted()
                .toList();
    }

    private record Listed(long event, String text) {}

    /// Ids of the events whose copy shows only that they are there.
    Set<Long> maskedEvents() {
        return ids("select event_id from reporting.calendar_events where is_masked");
    }

    /// Ids of the events whose copy says all.
    Set<Long> fullEvents() {
        return ids("select event_id from reporting.calendar_events where not is_masked");
    }

    private Set<Long> ids(String sql) {
        return jdbc.sql(sql).query((row, _) -> row.getLong(1)).set();
    }

    Map<Long, Fields> comments() {
        return read("""
                select comment_id, comment, author_id,
                    (entity_type, entity_id) in (
                        select entity_type, entity_id
                        from reporting.timeline_comment_bindings binding
                        where (binding.member_id, binding.comment_id) = (comment.member_id, comment.comment_id)
                    ) as has_item,
                    array(
                        select concat_ws(' ', file_id, name, size_bytes)
                        from reporting.timeline_comment_files file
                        where (file.member_id, file.comment_id) = (comment.member_id, comment.comment_id)
                    ) as files
                from reporting.timeline_comments comment
                where deleted_at is null and hidden_since is null
                """, row -> new Fields().with("comment", row.getString("comment"))
                .with("author_id", row.getString("author_id"))
                .with("has_item", row.getBoolean("has_item"))
                .with("files", list(row, "files")));
    }

    /// The CRM items that each comment stands on.
    Map<Long, Set<String>> commentItems() {
        var items = new TreeMap<Long, Set<String>>();
        jdbc.sql("select comment_id, entity_type || ' ' || entity_id from reporting.timeline_comment_bindings")
                .query(row -> {
                    items.computeIfAbsent(row.getLong(1), _ -> new TreeSet<>()).add(row.getString(2));
                });
        return items;
    }

    /// The CRM items that a sweep looks at. There is no list of all comments: those on other items are only known by
    /// their events.
    Set<String> knownItems() {
        return jdbc.sql("""
                select entity_type || ' ' || entity_id
                from reporting.timeline_comment_bindings
                union
                select entity_type || ' ' || entity_id
                from reporting.calendar_event_crm_links
                """).query((row, _) -> row.getString(1)).set();
    }

    /// How often each event of a record was delivered, by the delivery log.
    Map<String, Integer> deliveries() {
        var counts = new HashMap<String, Integer>();
        jdbc.sql("""
                select concat_ws(' ', event, record_id, extract(epoch from event_at)::bigint) as what, 1 + duplicates
                from reporting.deliveries
                where record_id is not null
                """).query(row -> {
            counts.merge(row.getString(1), row.getInt(2), (_, _) -> -1);
        });
        return counts;
    }

    /// Versions in a history that overlap another, and those that ended by nothing: no deletion, no later version.
    Map<String, Long> brokenVersions() {
        var broken = new HashMap<String, Long>();
        Map.of("calendar_section", "section_id", "calendar_event", "event_id", "timeline_comment", "comment_id")
                .forEach((table, id) -> broken.put(table, count("""
                        with version as (
                            select member_id, {id} as id, valid_from, valid_until,
                                lead(valid_from) over (
                                    partition by member_id, {id}
                                    order by valid_from, valid_until nulls last
                                ) as next_from
                            from reporting.{table}s_history
                        )
                        select
                            (select count(*)
                            from version
                            where next_from is not null and (valid_until is null or next_from < valid_until))
                            + (select count(*)
                            from mirror.{table}_history over
                            where not ended_by_deletion and not exists (
                                select
                                from version
                                where (version.member_id, version.id) = (over.member_id, over.{id})
                                    and version.valid_from = over.valid_until
                            ))
                        """.replace("{table}", table).replace("{id}", id))));
        broken.values().removeIf(count -> count == 0);
        return broken;
    }

    private long count(String sql) {
        return jdbc.sql(sql).query((row, _) -> row.getLong(1)).single();
    }

    private interface RowReader {
        Fields read(ResultSet row) throws SQLException;
    }

    private Map<Long, Fields> read(String sql, RowReader reader) {
        var records = new TreeMap<Long, Fields>();
        jdbc.sql(sql).query(row -> {
            records.put(row.getLong(1), reader.read(row));
        });
        return records;
    }

    private static @Nullable JsonNode json(@Nullable String text) {
        return text == null ? null : JSON.readTree(text);
    }

    private static Object list(ResultSet row, String column) throws SQLException {
        return Stream.of((Object[]) row.getArray(column).getArray()).map(Objects::toString).sorted().toList();
    }
}
