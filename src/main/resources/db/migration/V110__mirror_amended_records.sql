-- What the copy says may change without a new version: a record is shown again as it was, a deletion proves wrong, or a fuller
-- reading comes in late. Who keeps a copy of the copy has to be told.
alter table mirror.calendar_section add column amended_at timestamptz;
alter table mirror.calendar_event add column amended_at timestamptz;
alter table mirror.timeline_comment add column amended_at timestamptz;
comment on column mirror.calendar_section.amended_at is 'When the copy came to say something else of this version: the calendar is shown again, is there after all, or a fuller reading that had left earlier came in';
comment on column mirror.calendar_event.amended_at is 'When the copy came to say something else of this version: the event is shown again, is there after all, or a fuller reading that had left earlier came in';
comment on column mirror.timeline_comment.amended_at is 'When the copy came to say something else of this version: the comment is shown again, is there after all, or a fuller reading that had left earlier came in';

-- what was amended since
create index calendar_section_amended on mirror.calendar_section (member_id, amended_at, section_id) where amended_at is not null;
create index calendar_event_amended on mirror.calendar_event (member_id, amended_at, event_id) where amended_at is not null;
create index timeline_comment_amended on mirror.timeline_comment (member_id, amended_at, comment_id) where amended_at is not null;

create or replace view reporting.calendar_sections as
select
    s.member_id,
    s.section_id,
    s.calendar_type,
    s.owner_id,
    s.name,
    s.description,
    s.color,
    s.text_color,
    s.created_by,
    s.external_type,
    s.is_collab,
    s.raw,
    s.fetched_at,
    t.deleted_at,
    s.hidden_since,
    s.valid_from,
    s.layer,
    s.delivery_id,
    greatest(s.valid_from, s.amended_at, s.hidden_since, t.noted_at) as updated_at
from mirror.calendar_section s
left join mirror.tombstone t
    on t.member_id = s.member_id
    and t.kind = 'calendar_section'
    and t.record_id = s.section_id
    and t.told_at >= s.fetched_at;
comment on column reporting.calendar_sections.updated_at is 'When it was last changed, amended, hidden or deleted, as far as the service knows; to ask for what is new since, use reporting.record_updates';

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
    greatest(e.valid_from, e.amended_at, e.hidden_since, own.noted_at, meeting.noted_at, section.noted_at) as updated_at
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
comment on column reporting.calendar_events.updated_at is 'When it was last changed, amended, hidden or deleted, as far as the service knows; to ask for what is new since, use reporting.record_updates';

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
    greatest(c.valid_from, c.amended_at, c.hidden_since, t.noted_at) as updated_at
from mirror.timeline_comment c
left join mirror.tombstone t
    on t.member_id = c.member_id
    and t.kind = 'timeline_comment'
    and t.record_id = c.comment_id
    and t.told_at >= c.fetched_at;
comment on column reporting.timeline_comments.updated_at is 'When it was last changed, amended, hidden or deleted, as far as the service knows; to ask for what is new since, use reporting.record_updates';

-- the arms are in order by themselves: the planner asks an arm of a union that has a join or a condition for none, and would
-- read all updates to show the first hundred of them. What is gone for two reasons that were written down at once is told once
create or replace view reporting.record_updates as
select member_id, 'calendar_section' as record_kind, section_id as record_id, valid_from as updated_at, 'CHANGED' as what
from mirror.calendar_section
union all
(
    select member_id, 'calendar_section', section_id, amended_at, 'AMENDED'
    from mirror.calendar_section
    where amended_at is not null
    order by amended_at, section_id
)
union all
(
    select member_id, 'calendar_section', section_id, hidden_since, 'HIDDEN'
    from mirror.calendar_section
    where hidden_since is not null
    order by hidden_since, section_id
)
union all
(
    select t.member_id, 'calendar_section', s.section_id, t.noted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.calendar_section s on s.member_id = t.member_id and s.section_id = t.record_id and s.fetched_at <= t.told_at
    where t.kind = 'calendar_section'
    order by t.noted_at, s.section_id
)
union all
select member_id, 'calendar_event', event_id, valid_from, 'CHANGED'
from mirror.calendar_event
union all
(
    select member_id, 'calendar_event', event_id, amended_at, 'AMENDED'
    from mirror.calendar_event
    where amended_at is not null
    order by amended_at, event_id
)
union all
(
    select member_id, 'calendar_event', event_id, hidden_since, 'HIDDEN'
    from mirror.calendar_event
    where hidden_since is not null
    order by hidden_since, event_id
)
union all
(
    select t.member_id, 'calendar_event', e.event_id, t.noted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.event_id = t.record_id and e.seen_at <= t.told_at
    where t.kind = 'calendar_event'
    order by t.noted_at, e.event_id
)
union all
(
    select t.member_id, 'calendar_event', e.event_id, t.noted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.parent_id = t.record_id and e.event_id <> e.parent_id
        and e.seen_at <= t.told_at
    where t.kind = 'calendar_event'
        and not exists (
            select from mirror.tombstone own
            where own.member_id = e.member_id and own.kind = 'calendar_event' and own.record_id = e.event_id
                and own.told_at >= e.seen_at and own.noted_at = t.noted_at
        )
    order by t.noted_at, e.event_id
)
union all
(
    select t.member_id, 'calendar_event', e.event_id, t.noted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.section_id = t.record_id and e.seen_at <= t.told_at
    where t.kind = 'calendar_section'
        and not exists (
            select from mirror.tombstone other
            where other.member_id = e.member_id and other.kind = 'calendar_event'
                and other.record_id in (e.event_id, e.parent_id)
                and other.told_at >= e.seen_at and other.noted_at = t.noted_at
        )
    order by t.noted_at, e.event_id
)
union all
select member_id, 'timeline_comment', comment_id, valid_from, 'CHANGED'
from mirror.timeline_comment
union all
(
    select member_id, 'timeline_comment', comment_id, amended_at, 'AMENDED'
    from mirror.timeline_comment
    where amended_at is not null
    order by amended_at, comment_id
)
union all
(
    select member_id, 'timeline_comment', comment_id, hidden_since, 'HIDDEN'
    from mirror.timeline_comment
    where hidden_since is not null
    order by hidden_since, comment_id
)
union all
(
    select t.member_id, 'timeline_comment', c.comment_id, t.noted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.timeline_comment c on c.member_id = t.member_id and c.comment_id = t.record_id and c.fetched_at <= t.told_at
    where t.kind = 'timeline_comment'
    order by t.noted_at, c.comment_id
);

comment on view reporting.record_updates is 'Which records changed since when: for readers that keep a copy of their own and fetch what is new. Each record is there once with its last change, once more if that was amended, and besides, if it is hidden or deleted, with when that became known; deletions that went with a meeting or a calendar included. Ask for one portal and one kind, in the order of updated_at, record_id. Note when you begin, and begin the next time ten minutes before that: what is read at the same time is not stored at the same time';
comment on column reporting.record_updates.updated_at is 'When the service noted it: by the time at which the reading left that showed it, or, for a deletion, when that was written down, which is later than deleted_at where the event had to wait';
comment on column reporting.record_updates.what is 'CHANGED: it was added or says something else. AMENDED: without a new version, it is shown again, is there after all, or was completed by a fuller reading. HIDDEN: the portal does not show it any more. DELETED: it is gone. A record may be there more than once';
