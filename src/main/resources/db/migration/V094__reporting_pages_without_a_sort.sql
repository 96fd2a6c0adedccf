-- a page of these views is merged from arms that are in order by themselves: the planner asks an arm of a union that has a
-- join or a condition for no order, and would read a whole month to show the first hundred rows of it

-- the copies that go with a meeting
create index calendar_event_copy on mirror.calendar_event (member_id, parent_id, event_id) where event_id <> parent_id;

create or replace view reporting.calendar_occurrences as
(
    select
        e.member_id, e.event_id, 0 as occurrence, e.parent_id, e.section_id, e.calendar_type, e.owner_id, e.name,
        e.location, e.starts_at, e.ends_at, e.all_day, e.start_date, e.end_date, e.time_zone, e.duration_seconds,
        null::bigint as series_id, false as is_exception, null::timestamptz as original_starts_at,
        null::date as original_start_date,
        e.created_by, e.is_meeting, e.meeting_status, e.meeting_host_id, e.importance, e.accessibility, e.is_private,
        e.is_masked, e.fetched_at, e.deleted_at, e.hidden_since, e.valid_from,
        coalesce(e.starts_at, e.start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz) as sort_at
    from reporting.calendar_events e
    where e.rrule is null and e.recurrence_id is null
    order by coalesce(e.starts_at, e.start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz), e.event_id
)
union all
(
    select
        r.member_id, r.event_id, r.number, e.parent_id, e.section_id, e.calendar_type, e.owner_id, e.name,
        e.location, r.starts_at, r.ends_at, e.all_day, r.start_date, r.end_date, e.time_zone, e.duration_seconds,
        case when e.rrule is null then e.recurrence_id else e.event_id end, e.rrule is null, r.original_starts_at,
        r.original_start_date,
        e.created_by, e.is_meeting, e.meeting_status, e.meeting_host_id, e.importance, e.accessibility, e.is_private,
        e.is_masked, e.fetched_at, e.deleted_at, e.hidden_since, e.valid_from,
        r.sort_at
    from mirror.calendar_occurrence r
    join reporting.calendar_events e on e.member_id = r.member_id and e.event_id = r.event_id
    order by r.sort_at, r.event_id, r.number
);

create or replace view reporting.record_updates as
select member_id, 'calendar_section' as record_kind, section_id as record_id, valid_from as updated_at, 'CHANGED' as what
from mirror.calendar_section
union all
(
    select member_id, 'calendar_section', section_id, hidden_since, 'HIDDEN'
    from mirror.calendar_section
    where hidden_since is not null
    order by hidden_since, section_id
)
union all
(
    select t.member_id, 'calendar_section', s.section_id, t.deleted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.calendar_section s on s.member_id = t.member_id and s.section_id = t.record_id and s.fetched_at <= t.told_at
    where t.kind = 'calendar_section'
    order by t.deleted_at, s.section_id
)
union all
select member_id, 'calendar_event', event_id, valid_from, 'CHANGED'
from mirror.calendar_event
union all
(
    select member_id, 'calendar_event', event_id, hidden_since, 'HIDDEN'
    from mirror.calendar_event
    where hidden_since is not null
    order by hidden_since, event_id
)
union all
(
    select t.member_id, 'calendar_event', e.event_id, t.deleted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.event_id = t.record_id and e.seen_at <= t.told_at
    where t.kind = 'calendar_event'
    order by t.deleted_at, e.event_id
)
union all
(
    select t.member_id, 'calendar_event', e.event_id, t.deleted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.parent_id = t.record_id and e.event_id <> e.parent_id
        and e.seen_at <= t.told_at
    where t.kind = 'calendar_event'
    order by t.deleted_at, e.event_id
)
union all
(
    select t.member_id, 'calendar_event', e.event_id, t.deleted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.section_id = t.record_id and e.seen_at <= t.told_at
    where t.kind = 'calendar_section'
    order by t.deleted_at, e.event_id
)
union all
select member_id, 'timeline_comment', comment_id, valid_from, 'CHANGED'
from mirror.timeline_comment
union all
(
    select member_id, 'timeline_comment', comment_id, hidden_since, 'HIDDEN'
    from mirror.timeline_comment
    where hidden_since is not null
    order by hidden_since, comment_id
)
union all
(
    select t.member_id, 'timeline_comment', c.comment_id, t.deleted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.timeline_comment c on c.member_id = t.member_id and c.comment_id = t.record_id and c.fetched_at <= t.told_at
    where t.kind = 'timeline_comment'
    order by t.deleted_at, c.comment_id
);
