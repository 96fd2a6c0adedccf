package io.b24mirror.report;

import org.springframework.jdbc.core.simple.JdbcClient;

/// A large portal's calendars over two years, put into the mirror by SQL.
final class ManyEvents {
    private ManyEvents() {}

    /// In calendars of 1,000 events each; every 50th repeats, every 20th is a participant's copy, every 10th is linked
    /// to a deal, every 100th deleted, some with their calendars.
    static void fill(JdbcClient jdbc, long events) {
        jdbc.sql(
                """
                        insert into mirror.calendar_event (member_id, event_id, parent_id, section_id, calendar_type, owner_id, name,
                            starts_at, ends_at, all_day, start_date, end_date, time_zone, duration_seconds, created_by, is_meeting,
                            meeting_status, meeting_host_id, importance, accessibility, is_private, rrule, version, is_masked, raw,
                            fetched_at, seen_at, valid_from, is_addition, layer, derivation, content_hash)
                        select 'acme', id, case when id % 20 = 0 then id - 1 else id end, id % sections + 1, 'user', id % sections + 1,
                            'Event ' || id, case when not all_day then start_at end,
                            case when not all_day then start_at + interval '1 hour' end, all_day,
                            case when all_day then start_at::date end, case when all_day then start_at::date end, 'Europe/Riga', 3600,
                            id % sections + 1, id % 20 < 2, case when id % 20 < 2 then 'H' end, id % sections + 1, 'normal', 'busy',
                            false, case when id % 50 = 0 then '{"FREQ": "WEEKLY", "BYDAY": {"MO": "MO"}, "INTERVAL": 1}'::jsonb end,
                            1, false,
                            jsonb_build_object('ID', id::text, 'NAME', 'Event ' || id, 'DESCRIPTION', repeat(md5(id::text), 10)),
                            read_at, read_at, read_at, true, 'BACKFILL', 32767, '\\x00'
                        from (
                            select id, greatest(1, :events / 1000) as sections, id % 10 = 0 as all_day,
                                timestamptz '2024-01-01 00:00Z' + mod(id * 7919, 1051200) * interval '1 minute' as start_at,
                                timestamptz '2025-12-01 00:00Z' + id * interval '1 second' as read_at
                            from generate_series(1, :events) id
                        ) drawn
                        """)
                .param("events", events)
                .update();
        jdbc.sql(
                """
                        insert into mirror.calendar_occurrence (member_id, event_id, number, starts_at, ends_at, start_date, end_date)
                        select member_id, event_id, number, starts_at + number * interval '7 days', ends_at + number * interval '7 days',
                            start_date + number * 7, end_date + number * 7
                        from mirror.calendar_event, generate_series(0, case when rrule is null then 0 else 51 end) number
                        """)
                .update();
        jdbc.sql(
                """
                        insert into mirror.tombstone (member_id, kind, record_id, deleted_at, told_at, noted_at, layer)
                        select 'acme', 'calendar_event', event_id, seen_at + interval '1 hour', seen_at + interval '1 hour', seen_at + interval '1 hour', 'ONLINE'
                        from mirror.calendar_event
                        where event_id % 100 = 0
                        union all
                        select 'acme', 'calendar_section', section, told_at, told_at, told_at, 'ONLINE'
                        from generate_series(1, greatest(1, :events / 1000), 100) section,
                            lateral (select timestamptz '2026-01-01 00:00Z' + section * interval '1 minute' as told_at) told
                        """)
                .param("events", events)
                .update();
        jdbc.sql(
                """
                        insert into mirror.calendar_event_attendee (member_id, event_id, user_id, entry_id, status)
                        select member_id, event_id, owner_id + guest, event_id, case guest when 0 then 'H' else 'Y' end
                        from mirror.calendar_event, generate_series(0, 2) guest
                        where is_meeting and event_id = parent_id
                        """)
                .update();
        jdbc.sql("""
                insert into mirror.calendar_event_crm_link (member_id, event_id, entity_type, entity_id)
                select member_id, event_id, 'deal', event_id / 10 % 1000
                from mirror.calendar_event
                where event_id % 10 = 1
                """).update();
        jdbc.sql("vacuum analyze").update();
    }
}
