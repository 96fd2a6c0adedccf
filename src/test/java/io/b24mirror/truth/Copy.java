package io.b24mirror.truth;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
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
                where deleted_at is null
                """, row -> new Fields().with("name", row.getString("name"))
                .with("calendar_type", row.getString("calendar_type"))
                .with("owner_id", row.getString("owner_id"))
                .with("created_by", row.getString("created_by")));
    }

    Map<Long, Fields> events() {
        return read("""
                select event_id, parent_id, section_id, calendar_type, owner_id, name, description, location, all_day,
                    case when all_day then start_date::text
                        else extract(epoch from starts_at)::bigint::text end as starts,
                    case when all_day then end_date::text else extract(epoch from ends_at)::bigint::text end as ends,
                    time_zone, is_meeting, meeting_status, importance, is_private, rrule::text, recurrence_id,
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
                where deleted_at is null
                """, Copy::event);
    }

    private static Fields event(ResultSet row) throws SQLException {
        return new Fields().with("parent_id", row.getString("parent_id"))
                .with("section_id", row.getString("section_id"))
                .with("calendar_type", row.getString("calendar_type"))
                .with("owner_id", row.getString("owner_id"))
                .with("name", row.getString("name"))
                .with("description", row.getString("description"))
                .with("location", row.getString("location"))
                .with("starts", row.getString("starts"))
                .with("ends", row.getString("ends"))
                .with("all_day", row.getBoolean("all_day"))
                .with("time_zone", row.getString("time_zone"))
                .with("is_meeting", row.getBoolean("is_meeting"))
                .with("meeting_status", row.getString("meeting_status"))
                .with("importance", row.getString("importance"))
                .with("is_private", row.getBoolean("is_private"))
                .withTree("rrule", json(row.getString("rrule")))
                .with("recurrence_id", row.getString("recurrence_id"))
                .with("attendees", list(row, "attendees"))
                .with("crm_links", list(row, "crm_links"));
    }

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
                select comment_id, comment, author_id, entity_type || ' ' || entity_id as item,
                    array(
                        select concat_ws(' ', file_id, name, size_bytes)
                        from reporting.timeline_comment_files file
                        where (file.member_id, file.comment_id) = (comment.member_id, comment.comment_id)
                    ) as files
                from reporting.timeline_comments comment
                where deleted_at is null
                """, row -> new Fields().with("comment", row.getString("comment"))
                .with("author_id", row.getString("author_id"))
                .with("item", row.getString("item"))
                .with("files", list(row, "files")));
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
