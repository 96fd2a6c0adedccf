-- What real portals answer differs from what the first release took for granted: the Unix times of events are not UTC, rooms
-- and texts are codes, and comments of deleted items stay readable. The columns are filled anew from raw, in the background,
-- wherever derivation is behind the release that runs.
alter table mirror.calendar_section add column derivation smallint not null default 0;
alter table mirror.calendar_section_history add column derivation smallint not null default 0;

alter table mirror.calendar_event
    add column local_start timestamp,
    add column local_end timestamp,
    add column time_doubt text,
    add column description_text text,
    add column derivation smallint not null default 0;
alter table mirror.calendar_event_history
    add column local_start timestamp,
    add column local_end timestamp,
    add column time_doubt text,
    add column description_text text,
    add column derivation smallint not null default 0;

alter table mirror.timeline_comment
    add column comment_text text,
    add column in_recycle_bin boolean not null default false,
    add column derivation smallint not null default 0;
alter table mirror.timeline_comment_history
    add column comment_text text,
    add column in_recycle_bin boolean not null default false,
    add column derivation smallint not null default 0;

-- readers may have views of an event; the copy keeps to one of them, so that it does not change with the reader
alter table mirror.calendar_event add column seen_as bigint;
update mirror.calendar_event set seen_as = read_as where read_as is not null;
comment on column mirror.calendar_event.seen_as is 'Whose token was shown the event last; null for the service''s own. read_as says whose view the copy is';

comment on column mirror.calendar_section.derivation is 'By which version of the translation the columns were derived from raw';
comment on column mirror.calendar_event.derivation is 'By which version of the translation the columns were derived from raw';
comment on column mirror.timeline_comment.derivation is 'By which version of the translation the columns were derived from raw';

create or replace view reporting.calendar_events as
select
    e.member_id,
    e.event_id,
    e.parent_id,
    e.section_id,
    e.calendar_type,
    e.owner_id,
    e.name,
    e.description,
    e.location,
    e.starts_at,
    e.ends_at,
    e.all_day,
    e.start_date,
    e.end_date,
    e.time_zone,
    e.duration_seconds,
    e.created_by,
    e.is_meeting,
    e.meeting_status,
    e.meeting_host_id,
    e.importance,
    e.accessibility,
    e.is_private,
    e.rrule,
    e.recurrence_id,
    e.version,
    e.is_masked,
    e.raw,
    e.fetched_at,
    least(own.deleted_at, meeting.deleted_at, section.deleted_at) as deleted_at,
    e.hidden_since,
    e.valid_from,
    e.layer,
    e.delivery_id,
    e.read_as,
    coalesce(e.starts_at, e.start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz) as sort_at,
    greatest(e.valid_from, e.amended_at, e.hidden_since, own.noted_at, meeting.noted_at, section.noted_at) as updated_at,
    e.local_start,
    e.local_end,
    e.time_doubt,
    e.description_text,
    case when e.location ~ '^calendar_[0-9]{1,18}(_[0-9]{1,18})?$'
        then (
            select room.name
            from mirror.calendar_section room
            where room.member_id = e.member_id and room.section_id = split_part(e.location, '_', 2)::bigint
        )
        else e.location end as location_name,
    case when e.calendar_type = 'location' and e.parent_id <> e.event_id
        then (
            select main.name
            from mirror.calendar_event main
            where main.member_id = e.member_id and main.event_id = e.parent_id
        ) end as meeting_name
from mirror.calendar_event e
left join mirror.tombstone own
    on own.member_id = e.member_id
    and own.kind = 'calendar_event'
    and own.record_id = e.event_id
    and own.told_at >= e.seen_at
left join mirror.tombstone meeting
    on meeting.member_id = e.member_id
    and meeting.kind = 'calendar_event'
    and meeting.record_id = e.parent_id
    and meeting.told_at >= e.seen_at
left join mirror.tombstone section
    on section.member_id = e.member_id
    and section.kind = 'calendar_section'
    and section.record_id = e.section_id
    and section.told_at >= e.seen_at;

create or replace view reporting.calendar_events_history as
select
    h.member_id,
    h.event_id,
    h.parent_id,
    h.section_id,
    h.calendar_type,
    h.owner_id,
    h.name,
    h.description,
    h.location,
    h.starts_at,
    h.ends_at,
    h.all_day,
    h.start_date,
    h.end_date,
    h.time_zone,
    h.duration_seconds,
    h.created_by,
    h.is_meeting,
    h.meeting_status,
    h.meeting_host_id,
    h.importance,
    h.accessibility,
    h.is_private,
    h.rrule,
    h.recurrence_id,
    h.version,
    h.is_masked,
    h.raw,
    h.fetched_at,
    h.valid_from,
    h.valid_until,
    h.layer,
    h.delivery_id,
    h.ended_by_layer,
    h.ended_by_delivery_id,
    h.local_start,
    h.local_end,
    h.time_doubt,
    h.description_text
from mirror.calendar_event_history h
union all
select
    e.member_id,
    e.event_id,
    e.parent_id,
    e.section_id,
    e.calendar_type,
    e.owner_id,
    e.name,
    e.description,
    e.location,
    e.starts_at,
    e.ends_at,
    e.all_day,
    e.start_date,
    e.end_date,
    e.time_zone,
    e.duration_seconds,
    e.created_by,
    e.is_meeting,
    e.meeting_status,
    e.meeting_host_id,
    e.importance,
    e.accessibility,
    e.is_private,
    e.rrule,
    e.recurrence_id,
    e.version,
    e.is_masked,
    e.raw,
    e.fetched_at,
    e.valid_from,
    case when gone.deleted_at is not null then greatest(gone.deleted_at, e.valid_from) end,
    e.layer,
    e.delivery_id,
    gone.layer,
    gone.delivery_id,
    e.local_start,
    e.local_end,
    e.time_doubt,
    e.description_text
from mirror.calendar_event e
left join lateral (
    select t.deleted_at, t.layer, t.delivery_id
    from mirror.tombstone t
    where t.member_id = e.member_id
        and (t.kind = 'calendar_event' and t.record_id in (e.event_id, e.parent_id)
            or t.kind = 'calendar_section' and t.record_id = e.section_id)
        and t.told_at >= e.seen_at
    order by t.deleted_at, t.kind, t.record_id
    limit 1
) gone on true;

create or replace view reporting.calendar_occurrences as
select
    r.member_id,
    r.event_id,
    r.number as occurrence,
    e.parent_id,
    e.section_id,
    e.calendar_type,
    e.owner_id,
    e.name,
    e.location,
    r.starts_at,
    r.ends_at,
    e.all_day,
    r.start_date,
    r.end_date,
    e.time_zone,
    e.duration_seconds,
    case when e.rrule is not null then e.event_id
        when e.recurrence_id is not null then coalesce((
            select series.event_id
            from mirror.calendar_event series
            where series.member_id = e.member_id and series.parent_id = e.recurrence_id
                and series.section_id = e.section_id and series.rrule is not null
            order by series.event_id
            limit 1
        ), e.recurrence_id) end as series_id,
    e.rrule is null and e.recurrence_id is not null as is_exception,
    r.original_starts_at,
    r.original_start_date,
    e.created_by,
    e.is_meeting,
    e.meeting_status,
    e.meeting_host_id,
    e.importance,
    e.accessibility,
    e.is_private,
    e.is_masked,
    e.fetched_at,
    least(own.deleted_at, meeting.deleted_at, section.deleted_at) as deleted_at,
    e.hidden_since,
    e.valid_from,
    r.sort_at,
    e.time_doubt,
    e.description_text,
    case when e.location ~ '^calendar_[0-9]{1,18}(_[0-9]{1,18})?$'
        then (
            select room.name
            from mirror.calendar_section room
            where room.member_id = e.member_id and room.section_id = split_part(e.location, '_', 2)::bigint
        )
        else e.location end as location_name,
    case when e.calendar_type = 'location' and e.parent_id <> e.event_id
        then (
            select main.name
            from mirror.calendar_event main
            where main.member_id = e.member_id and main.event_id = e.parent_id
        ) end as meeting_name
from mirror.calendar_occurrence r
join mirror.calendar_event e on e.member_id = r.member_id and e.event_id = r.event_id
left join mirror.tombstone own
    on own.member_id = e.member_id
    and own.kind = 'calendar_event'
    and own.record_id = e.event_id
    and own.told_at >= e.seen_at
left join mirror.tombstone meeting
    on meeting.member_id = e.member_id
    and meeting.kind = 'calendar_event'
    and meeting.record_id = e.parent_id
    and meeting.told_at >= e.seen_at
left join mirror.tombstone section
    on section.member_id = e.member_id
    and section.kind = 'calendar_section'
    and section.record_id = e.section_id
    and section.told_at >= e.seen_at;

create or replace view reporting.timeline_comments as
select
    c.member_id,
    c.comment_id,
    c.entity_type,
    c.entity_id,
    c.author_id,
    c.comment,
    c.created_at,
    c.raw,
    c.fetched_at,
    t.deleted_at,
    c.hidden_since,
    c.valid_from,
    c.layer,
    c.delivery_id,
    c.read_as,
    coalesce(c.created_at, '-infinity'::timestamptz) as sort_at,
    greatest(c.valid_from, c.amended_at, c.hidden_since, t.noted_at) as updated_at,
    c.comment_text,
    c.in_recycle_bin
from mirror.timeline_comment c
left join mirror.tombstone t
    on t.member_id = c.member_id
    and t.kind = 'timeline_comment'
    and t.record_id = c.comment_id
    and t.told_at >= c.fetched_at;

create or replace view reporting.timeline_comments_history as
select
    h.member_id,
    h.comment_id,
    h.entity_type,
    h.entity_id,
    h.author_id,
    h.comment,
    h.created_at,
    h.raw,
    h.fetched_at,
    h.valid_from,
    h.valid_until,
    h.layer,
    h.delivery_id,
    h.ended_by_layer,
    h.ended_by_delivery_id,
    h.bindings,
    h.comment_text,
    h.in_recycle_bin
from mirror.timeline_comment_history h
union all
select
    c.member_id,
    c.comment_id,
    c.entity_type,
    c.entity_id,
    c.author_id,
    c.comment,
    c.created_at,
    c.raw,
    c.fetched_at,
    c.valid_from,
    case when gone.deleted_at is not null then greatest(gone.deleted_at, c.valid_from) end,
    c.layer,
    c.delivery_id,
    gone.layer,
    gone.delivery_id,
    c.bindings,
    c.comment_text,
    c.in_recycle_bin
from mirror.timeline_comment c
left join lateral (
    select t.deleted_at, t.layer, t.delivery_id
    from mirror.tombstone t
    where t.member_id = c.member_id
        and t.kind = 'timeline_comment'
        and t.record_id = c.comment_id
        and t.told_at >= c.fetched_at
    order by t.deleted_at, t.kind, t.record_id
    limit 1
) gone on true;

comment on column reporting.calendar_events.local_start is 'Start as the clock in time_zone shows it, which is what the portal stores; null for an all-day event. For a series: of its first occurrence';
comment on column reporting.calendar_events.local_end is 'End as the clock of its own time zone shows it; null for an all-day event';
comment on column reporting.calendar_events.time_doubt is 'Why the times are not certain, see the documentation; null where they are';
comment on column reporting.calendar_events.description_text is 'Description as plain text: BB codes, HTML entities and mentions resolved; null where there is none';
comment on column reporting.calendar_events_history.local_start is 'Start as the clock in time_zone shows it, which is what the portal stores; null for an all-day event. For a series: of its first occurrence';
comment on column reporting.calendar_events_history.local_end is 'End as the clock of its own time zone shows it; null for an all-day event';
comment on column reporting.calendar_events_history.time_doubt is 'Why the times are not certain, see the documentation; null where they are';
comment on column reporting.calendar_events_history.description_text is 'Description as plain text: BB codes, HTML entities and mentions resolved; null where there is none';
comment on column reporting.calendar_events.location_name is 'Place in words: the name of the meeting room where location is the code of one, else location itself; null where the room is not known';
comment on column reporting.calendar_events.meeting_name is 'For the booking of a meeting room: the title of the meeting that it was booked for, since name is who booked it; null otherwise';
comment on column reporting.calendar_occurrences.location_name is 'Place in words: the name of the meeting room where location is the code of one, else location itself; null where the room is not known';
comment on column reporting.calendar_occurrences.meeting_name is 'For the booking of a meeting room: the title of the meeting that it was booked for, since name is who booked it; null otherwise';
comment on column reporting.calendar_occurrences.time_doubt is 'Why the times are not certain, see the documentation; null where they are';
comment on column reporting.calendar_occurrences.description_text is 'Description as plain text: BB codes, HTML entities and mentions resolved; null where there is none';
comment on column reporting.calendar_occurrences.series_id is 'The series'' event in the same calendar, for its occurrences and for those that were changed; null for an event that does not repeat. Where the calendar holds no such series, a changed occurrence names the host''s';
comment on column reporting.timeline_comments.comment_text is 'Comment as plain text: BB codes, HTML entities and mentions resolved';
comment on column reporting.timeline_comments.in_recycle_bin is 'Whether the CRM item of the comment is in the portal''s recycle bin: then entity_type and entity_id are those that it had before';
comment on column reporting.timeline_comments_history.comment_text is 'Comment as plain text: BB codes, HTML entities and mentions resolved';
comment on column reporting.timeline_comments_history.in_recycle_bin is 'Whether the CRM item of the comment is in the portal''s recycle bin: then entity_type and entity_id are those that it had before';
comment on column reporting.calendar_events.is_masked is 'Whether the service may see no more than that the time is taken, or the title besides: text, place, participants and links are missing then, and name may be a placeholder in the portal''s language. Private events of others are shown like that to administrators, too';
comment on column reporting.calendar_events_history.is_masked is 'Whether the service could see no more than that the time is taken, or the title besides';
comment on column reporting.calendar_occurrences.is_masked is 'Whether the service may see no more than that the time is taken, or the title besides';
