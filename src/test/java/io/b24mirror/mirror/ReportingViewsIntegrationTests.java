package io.b24mirror.mirror;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReportingViewsIntegrationTests extends MirrorDatabase {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "portals | member_id text, domain text, state text, app_status text, scope text, installed_at timestamptz, uninstalled_at timestamptz, last_event_at timestamptz, suspended_at timestamptz, refused_since timestamptz, refusal text",
            "portal_clocks | member_id text, server_offset text, from_date date, to_date date, readings bigint, date_order text, last_seen_at timestamptz",
            "deliveries | delivery_id bigint, member_id text, event text, event_handler_id bigint, record_kind text, record_id bigint, user_id bigint, event_at timestamptz, received_at timestamptz, data jsonb, duplicates integer",
            "pending_fetches | member_id text, record_kind text, record_id bigint, state text, attempts integer, due_at timestamptz, requested_at timestamptz, last_error text",
            "sweeps | member_id text, sweep_id bigint, kind text, started_at timestamptz, finished_at timestamptz, steps_done bigint, steps_total bigint, records_done bigint, records_total bigint, problems bigint, estimated_finish_at timestamptz, outcome text",
            "sweep_steps | member_id text, sweep_id bigint, type text, done bigint, total bigint, problems bigint, last_problem text",
            "freshness | member_id text, record_kind text, waiting bigint, dead bigint, oldest_waiting_at timestamptz, last_fetched_at timestamptz",
            "calendar_sections | member_id text, section_id bigint, calendar_type text, owner_id bigint, name text, description text, color text, text_color text, created_by bigint, external_type text, is_collab boolean, raw jsonb, fetched_at timestamptz, deleted_at timestamptz, hidden_since timestamptz, valid_from timestamptz, layer text, delivery_id bigint, updated_at timestamptz",
            "calendar_events | member_id text, event_id bigint, parent_id bigint, section_id bigint, calendar_type text, owner_id bigint, name text, description text, location text, starts_at timestamptz, ends_at timestamptz, all_day boolean, start_date date, end_date date, time_zone text, duration_seconds bigint, created_by bigint, is_meeting boolean, meeting_status text, meeting_host_id bigint, importance text, accessibility text, is_private boolean, rrule jsonb, recurrence_id bigint, version bigint, is_masked boolean, raw jsonb, fetched_at timestamptz, deleted_at timestamptz, hidden_since timestamptz, valid_from timestamptz, layer text, delivery_id bigint, read_as bigint, sort_at timestamptz, updated_at timestamptz, local_start timestamp without time zone, local_end timestamp without time zone, time_doubt text, description_text text, location_name text, meeting_name text",
            "calendar_occurrences | member_id text, event_id bigint, occurrence integer, parent_id bigint, section_id bigint, calendar_type text, owner_id bigint, name text, location text, starts_at timestamptz, ends_at timestamptz, all_day boolean, start_date date, end_date date, time_zone text, duration_seconds bigint, series_id bigint, is_exception boolean, original_starts_at timestamptz, original_start_date date, created_by bigint, is_meeting boolean, meeting_status text, meeting_host_id bigint, importance text, accessibility text, is_private boolean, is_masked boolean, fetched_at timestamptz, deleted_at timestamptz, hidden_since timestamptz, valid_from timestamptz, sort_at timestamptz, time_doubt text, description_text text, location_name text, meeting_name text",
            "meeting_load | member_id text, user_id bigint, week date, iso_week text, status text, meetings bigint, hours numeric",
            "comments_per_entity | member_id text, entity_type text, entity_id bigint, author_id bigint, comments bigint, hidden bigint, with_files bigint, first_at timestamptz, last_at timestamptz",
            "crm_timeline | member_id text, entity_type text, entity_id bigint, happened_at timestamptz, record_kind text, record_id bigint, user_id bigint, title text, deleted_at timestamptz, hidden_since timestamptz",
            "record_latency | member_id text, day date, record_kind text, versions bigint, p50_seconds numeric, p95_seconds numeric, max_seconds numeric",
            "record_updates | member_id text, record_kind text, record_id bigint, updated_at timestamptz, what text",
            "calendar_event_attendees | member_id text, event_id bigint, user_id bigint, entry_id bigint, status text",
            "calendar_event_crm_links | member_id text, event_id bigint, entity_type text, entity_id bigint",
            "timeline_comments | member_id text, comment_id bigint, entity_type text, entity_id bigint, author_id bigint, comment text, created_at timestamptz, raw jsonb, fetched_at timestamptz, deleted_at timestamptz, hidden_since timestamptz, valid_from timestamptz, layer text, delivery_id bigint, read_as bigint, sort_at timestamptz, updated_at timestamptz, comment_text text, in_recycle_bin boolean",
            "timeline_comment_files | member_id text, comment_id bigint, file_id bigint, name text, size_bytes bigint, type text, author_id bigint, attached_at timestamptz",
            "calendar_sections_history | member_id text, section_id bigint, calendar_type text, owner_id bigint, name text, description text, color text, text_color text, created_by bigint, external_type text, is_collab boolean, raw jsonb, fetched_at timestamptz, valid_from timestamptz, valid_until timestamptz, layer text, delivery_id bigint, ended_by_layer text, ended_by_delivery_id bigint",
            "calendar_events_history | member_id text, event_id bigint, parent_id bigint, section_id bigint, calendar_type text, owner_id bigint, name text, description text, location text, starts_at timestamptz, ends_at timestamptz, all_day boolean, start_date date, end_date date, time_zone text, duration_seconds bigint, created_by bigint, is_meeting boolean, meeting_status text, meeting_host_id bigint, importance text, accessibility text, is_private boolean, rrule jsonb, recurrence_id bigint, version bigint, is_masked boolean, raw jsonb, fetched_at timestamptz, valid_from timestamptz, valid_until timestamptz, layer text, delivery_id bigint, ended_by_layer text, ended_by_delivery_id bigint, local_start timestamp without time zone, local_end timestamp without time zone, time_doubt text, description_text text",
            "timeline_comments_history | member_id text, comment_id bigint, entity_type text, entity_id bigint, author_id bigint, comment text, created_at timestamptz, raw jsonb, fetched_at timestamptz, valid_from timestamptz, valid_until timestamptz, layer text, delivery_id bigint, ended_by_layer text, ended_by_delivery_id bigint, bindings jsonb, comment_text text, in_recycle_bin boolean",
            "timeline_comment_bindings | member_id text, comment_id bigint, entity_type text, entity_id bigint",
            "completeness | member_id text, record_kind text, day date, layer text, added bigint, changed bigint, deleted bigint"})
    void hasTheColumnsOfTheContract(String view, String columns) {
        assertThat(JDBC
                .sql("""
                        select string_agg(column_name || ' ' || replace(data_type, 'timestamp with time zone', 'timestamptz'), ', '
                            order by ordinal_position)
                        from information_schema.columns
                        where table_schema = 'reporting' and table_name = :view
                        """)
                .param("view", view)
                .query(String.class)
                .single()).isEqualTo(columns);
    }

    @Test
    void explainsEveryViewAndColumn() {
        assertThat(JDBC.sql("""
                select c.relname || coalesce('.' || a.attname, '')
                from pg_class c
                left join lateral (
                    select attname, attnum from pg_attribute where attrelid = c.oid and attnum > 0
                    union all
                    select null, 0
                ) a on true
                where c.relnamespace = 'reporting'::regnamespace
                    and coalesce(case when a.attnum = 0 then obj_description(c.oid, 'pg_class')
                        else col_description(c.oid, a.attnum) end, '') = ''
                """).query(String.class).list()).isEqualTo(List.of());
    }

    @Test
    void mayBeReadByTheReportingRoleWhichMayReadNothingElse() {
        assertThat(JDBC.sql("""
                select relnamespace::regnamespace || '.' || relname
                from pg_class
                where relkind in ('r', 'p', 'v', 'm')
                    and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
                    and relnamespace::regnamespace::text not like 'pg_toast%'
                    and (has_table_privilege('b24_reporting', oid, 'select')
                            <> (relnamespace = 'reporting'::regnamespace and relkind = 'v')
                        or has_table_privilege('b24_reporting', oid, 'insert, update, delete'))
                """).query(String.class).list()).isEqualTo(List.of());
    }
}
