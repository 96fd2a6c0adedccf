create view reporting.meeting_load as
select
    o.member_id,
    a.user_id,
    date_trunc('week', coalesce(o.starts_at at time zone 'UTC', o.start_date::timestamp))::date as week,
    to_char(coalesce(o.starts_at at time zone 'UTC', o.start_date::timestamp), 'IYYY-"W"IW') as iso_week,
    a.status,
    count(*) as meetings,
    round(coalesce(sum(extract(epoch from o.ends_at - o.starts_at)), 0) / 3600, 2) as hours
from reporting.calendar_occurrences o
join mirror.calendar_event_attendee a on a.member_id = o.member_id and a.event_id = o.event_id
where o.is_meeting
    and o.event_id = o.parent_id
    and o.deleted_at is null
    and coalesce(o.starts_at at time zone 'UTC', o.start_date::timestamp) is not null
group by 1, 2, 3, 4, 5;

comment on view reporting.meeting_load is 'How many meetings each user has in each week, and how long they take, by the user''s answer. Every occurrence of a recurring meeting counts, within the calendar window; each meeting counts once, by its main event, in the week in which it starts. Deleted ones do not count; hidden ones do. Ask for one portal';
comment on column reporting.meeting_load.member_id is 'The portal; see reporting.portals';
comment on column reporting.meeting_load.user_id is 'The participant';
comment on column reporting.meeting_load.week is 'Monday of the ISO week in which the meeting starts, in UTC';
comment on column reporting.meeting_load.iso_week is 'The same week as ISO 8601 writes it, for example 2024-W51';
comment on column reporting.meeting_load.status is 'The participant''s answer: H host, Y accepted, N declined, Q not answered yet';
comment on column reporting.meeting_load.meetings is 'Number of meetings';
comment on column reporting.meeting_load.hours is 'Their length in hours; all-day meetings add nothing';

-- the participants' meetings
create index calendar_event_attendee_user on mirror.calendar_event_attendee (member_id, user_id);

create view reporting.comments_per_entity as
select
    b.member_id,
    b.entity_type,
    b.entity_id,
    c.author_id,
    count(*) as comments,
    count(c.hidden_since) as hidden,
    count(*) filter (where exists (
        select from mirror.timeline_comment_file f
        where f.member_id = c.member_id and f.comment_id = c.comment_id
    )) as with_files,
    min(c.created_at) as first_at,
    max(c.created_at) as last_at
from mirror.timeline_comment_binding b
join reporting.timeline_comments c on c.member_id = b.member_id and c.comment_id = b.comment_id
where c.deleted_at is null
group by 1, 2, 3, 4;

comment on view reporting.comments_per_entity is 'How many comments each author wrote on each CRM item. A comment that stands on several items counts on each. Deleted comments do not count';
comment on column reporting.comments_per_entity.member_id is 'The portal; see reporting.portals';
comment on column reporting.comments_per_entity.entity_type is 'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is N, or another type of Bitrix24';
comment on column reporting.comments_per_entity.entity_id is 'Id of the CRM item';
comment on column reporting.comments_per_entity.author_id is 'Id of the user who wrote the comments';
comment on column reporting.comments_per_entity.comments is 'Number of comments';
comment on column reporting.comments_per_entity.hidden is 'Of them, those that the portal does not show to the service any more';
comment on column reporting.comments_per_entity.with_files is 'Of them, those with files';
comment on column reporting.comments_per_entity.first_at is 'When the first of them was written';
comment on column reporting.comments_per_entity.last_at is 'When the last of them was written';

create view reporting.crm_timeline as
select
    b.member_id,
    b.entity_type,
    b.entity_id,
    c.created_at as happened_at,
    'timeline_comment' as record_kind,
    c.comment_id as record_id,
    c.author_id as user_id,
    c.comment as title,
    c.deleted_at,
    c.hidden_since
from mirror.timeline_comment_binding b
join reporting.timeline_comments c on c.member_id = b.member_id and c.comment_id = b.comment_id
union all
select
    l.member_id,
    l.entity_type,
    l.entity_id,
    coalesce(e.starts_at, e.start_date::timestamp at time zone 'UTC'),
    'calendar_event',
    e.event_id,
    e.created_by,
    e.name,
    e.deleted_at,
    e.hidden_since
from mirror.calendar_event_crm_link l
join reporting.calendar_events e on e.member_id = l.member_id and e.event_id = l.event_id
where e.event_id = e.parent_id or e.parent_id is null;

comment on view reporting.crm_timeline is 'Comments beside calendar events of the same CRM item. A meeting is there once, by its main event, and a series once, at its first occurrence. Deleted records stay, with deleted_at. Ask for one item';
comment on column reporting.crm_timeline.member_id is 'The portal; see reporting.portals';
comment on column reporting.crm_timeline.entity_type is 'Type of the CRM item: lead, deal, contact, company, dynamic_N for the smart process whose entityTypeId is N, or another type of Bitrix24';
comment on column reporting.crm_timeline.entity_id is 'Id of the CRM item';
comment on column reporting.crm_timeline.happened_at is 'When the comment was written, or when the event starts (midnight UTC of its first day if it lasts whole days)';
comment on column reporting.crm_timeline.record_kind is 'timeline_comment or calendar_event';
comment on column reporting.crm_timeline.record_id is 'The comment or the event; see reporting.timeline_comments, reporting.calendar_events';
comment on column reporting.crm_timeline.user_id is 'Who wrote the comment or created the event';
comment on column reporting.crm_timeline.title is 'Text of the comment, or title of the event';
comment on column reporting.crm_timeline.deleted_at is 'When we were told that the record is deleted; null while it exists';
comment on column reporting.crm_timeline.hidden_since is 'Since when the portal does not show the record to the service any more; null while it does';

create view reporting.record_latency as
select
    d.member_id,
    (d.received_at at time zone 'UTC')::date as day,
    v.record_kind,
    count(*) as versions,
    round(percentile_cont(0.5) within group (order by v.seconds)::numeric, 3) as p50_seconds,
    round(percentile_cont(0.95) within group (order by v.seconds)::numeric, 3) as p95_seconds,
    round(max(v.seconds), 3) as max_seconds
from intake.delivery d
join (
    select delivery_id, valid_from, 'calendar_section' as record_kind from mirror.calendar_section
    union all
    select delivery_id, valid_from, 'calendar_section' from mirror.calendar_section_history
    union all
    select delivery_id, valid_from, 'calendar_event' from mirror.calendar_event
    union all
    select delivery_id, valid_from, 'calendar_event' from mirror.calendar_event_history
    union all
    select delivery_id, valid_from, 'timeline_comment' from mirror.timeline_comment
    union all
    select delivery_id, valid_from, 'timeline_comment' from mirror.timeline_comment_history
) version on version.delivery_id = d.delivery_id
cross join lateral (
    select version.record_kind, greatest(extract(epoch from version.valid_from - d.received_at), 0) as seconds
) v
group by 1, 2, 3;

comment on view reporting.record_latency is 'How long it takes from an event''s arrival until the reading that brings the new version of its record: per day, as far as the delivery log reaches back. Versions that events led to count, those found otherwise do not; a later event on the same record takes the place of an earlier one. Ask for one portal and some days';
comment on column reporting.record_latency.member_id is 'The portal; see reporting.portals';
comment on column reporting.record_latency.day is 'The day, in UTC, on which the event arrived';
comment on column reporting.record_latency.record_kind is 'calendar_section, calendar_event or timeline_comment';
comment on column reporting.record_latency.versions is 'Number of versions that events of that day led to';
comment on column reporting.record_latency.p50_seconds is 'Half of them took at most so many seconds';
comment on column reporting.record_latency.p95_seconds is '95% of them took at most so many seconds';
comment on column reporting.record_latency.max_seconds is 'The slowest took so many seconds';

-- from a delivery to the versions it led to
create index calendar_section_delivery on mirror.calendar_section (delivery_id) where delivery_id is not null;
create index calendar_section_history_delivery on mirror.calendar_section_history (delivery_id) where delivery_id is not null;
create index calendar_event_delivery on mirror.calendar_event (delivery_id) where delivery_id is not null;
create index calendar_event_history_delivery on mirror.calendar_event_history (delivery_id) where delivery_id is not null;
create index timeline_comment_delivery on mirror.timeline_comment (delivery_id) where delivery_id is not null;
create index timeline_comment_history_delivery on mirror.timeline_comment_history (delivery_id) where delivery_id is not null;
