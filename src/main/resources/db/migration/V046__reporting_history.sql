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
    s.delivery_id
from mirror.calendar_section s
left join mirror.tombstone t
    on t.member_id = s.member_id
    and t.kind = 'calendar_section'
    and t.record_id = s.section_id
    and t.told_at >= s.fetched_at;

comment on column reporting.calendar_sections.hidden_since is 'Since when the portal does not show the calendar to the service any more, though nobody said that it is deleted; null while it does. The record is the last that it showed';
comment on column reporting.calendar_sections.valid_from is 'Since when the record is known to be as it is; see reporting.calendar_sections_history for what it was before';
comment on column reporting.calendar_sections.layer is 'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.calendar_sections.delivery_id is 'The delivery that led to this version, see reporting.deliveries; null where none did';

create view reporting.calendar_sections_history as
select
    h.member_id,
    h.section_id,
    h.calendar_type,
    h.owner_id,
    h.name,
    h.description,
    h.color,
    h.text_color,
    h.created_by,
    h.external_type,
    h.is_collab,
    h.raw,
    h.fetched_at,
    h.valid_from,
    h.valid_until,
    h.layer,
    h.delivery_id,
    h.ended_by_layer,
    h.ended_by_delivery_id
from mirror.calendar_section_history h
union all
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
    s.valid_from,
    case when gone.deleted_at is not null then greatest(gone.deleted_at, s.valid_from) end,
    s.layer,
    s.delivery_id,
    gone.layer,
    gone.delivery_id
from mirror.calendar_section s
left join lateral (
    select t.deleted_at, t.layer, t.delivery_id
    from mirror.tombstone t
    where t.member_id = s.member_id
        and t.kind = 'calendar_section'
        and t.record_id = s.section_id
        and t.told_at >= s.fetched_at
    order by t.deleted_at, t.kind, t.record_id
    limit 1
) gone on true;

comment on view reporting.calendar_sections_history is 'Every version of every calendar: what it said from when until when, by what that became known and by what it ended. One row per version; a reading that shows nothing new makes none. Between a deletion and the version found after it nothing is valid';
comment on column reporting.calendar_sections_history.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_sections_history.section_id is 'The calendar''s id, unique within its portal';
comment on column reporting.calendar_sections_history.calendar_type is 'Whose calendar it is: user, group, company_calendar, location (meeting room), resource, or another type of Bitrix24';
comment on column reporting.calendar_sections_history.owner_id is 'Id of the owning user or group; 0 for the company, rooms and resources';
comment on column reporting.calendar_sections_history.name is 'The calendar''s name';
comment on column reporting.calendar_sections_history.description is 'Free text about the calendar; null where there is none';
comment on column reporting.calendar_sections_history.color is 'Colour on the screen, for example #9cbeee';
comment on column reporting.calendar_sections_history.text_color is 'Text colour on the screen';
comment on column reporting.calendar_sections_history.created_by is 'Id of the user who created the calendar';
comment on column reporting.calendar_sections_history.external_type is 'Where the calendar is synchronised with: local for a calendar of Bitrix24 alone, else for example google';
comment on column reporting.calendar_sections_history.is_collab is 'Whether the calendar belongs to a collaboration';
comment on column reporting.calendar_sections_history.raw is 'The whole record as Bitrix24 gave it, without secrets such as EXPORT.LINK';
comment on column reporting.calendar_sections_history.fetched_at is 'The last reading that showed this version';
comment on column reporting.calendar_sections_history.valid_from is 'When the first reading that showed this version left; the change itself came before that';
comment on column reporting.calendar_sections_history.valid_until is 'When the next version began, or when the service was told that the calendar is deleted; null for a version that is still valid';
comment on column reporting.calendar_sections_history.layer is 'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.calendar_sections_history.delivery_id is 'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.calendar_sections_history.ended_by_layer is 'By what the service came to know that this version is over; null while it is valid';
comment on column reporting.calendar_sections_history.ended_by_delivery_id is 'The delivery that ended this version; null where none did';

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
    e.read_as
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

comment on column reporting.calendar_events.hidden_since is 'Since when the portal does not show the event, or only that the time is taken, to the service and to users whose tokens it holds, though nobody said that it is deleted; null while it does. The record is the last that it showed in full';
comment on column reporting.calendar_events.valid_from is 'Since when the record is known to be as it is; see reporting.calendar_events_history for what it was before';
comment on column reporting.calendar_events.layer is 'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.calendar_events.delivery_id is 'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.calendar_events.read_as is 'Id of the user whose token read this version; null where the service''s own did';

create view reporting.calendar_events_history as
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
    h.ended_by_delivery_id
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
    gone.delivery_id
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

comment on view reporting.calendar_events_history is 'Every version of every event: what it said from when until when, by what that became known and by what it ended. One row per version; a reading that shows nothing new makes none. Between a deletion and the version found after it nothing is valid';
comment on column reporting.calendar_events_history.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_events_history.event_id is 'The event''s id, unique within its portal';
comment on column reporting.calendar_events_history.parent_id is 'Id of the meeting''s main event; its own id where the event is itself the main one. Count distinct parent_id to count meetings once';
comment on column reporting.calendar_events_history.section_id is 'The calendar that the event stands in; see reporting.calendar_sections';
comment on column reporting.calendar_events_history.calendar_type is 'Whose calendar it is: user, group, company_calendar, location (meeting room), resource, or another type of Bitrix24';
comment on column reporting.calendar_events_history.owner_id is 'Id of the user or group whose calendar it is; 0 for the company, rooms and resources';
comment on column reporting.calendar_events_history.name is 'Title; a placeholder in the portal''s language where is_masked';
comment on column reporting.calendar_events_history.description is 'Text of the event, with BB codes; null where there is none';
comment on column reporting.calendar_events_history.location is 'Place, or the code of a booked meeting room; null where there is none';
comment on column reporting.calendar_events_history.starts_at is 'Start; null for an all-day event. For a series: of its first occurrence';
comment on column reporting.calendar_events_history.ends_at is 'End; null for an all-day event. For a series: of its first occurrence';
comment on column reporting.calendar_events_history.all_day is 'Whether the event lasts whole days: then start_date and end_date hold, otherwise starts_at and ends_at';
comment on column reporting.calendar_events_history.start_date is 'First day of an all-day event; null for others';
comment on column reporting.calendar_events_history.end_date is 'Last day of an all-day event, inclusive; null for others';
comment on column reporting.calendar_events_history.time_zone is 'Time zone in which the start was entered, for example Europe/Riga';
comment on column reporting.calendar_events_history.duration_seconds is 'Length in seconds as Bitrix24 counts it (DT_LENGTH)';
comment on column reporting.calendar_events_history.created_by is 'Id of the user who created the event';
comment on column reporting.calendar_events_history.is_meeting is 'Whether the event is a meeting with participants';
comment on column reporting.calendar_events_history.meeting_status is 'Answer of this calendar''s owner: H host, Y accepted, N declined, Q not answered yet';
comment on column reporting.calendar_events_history.meeting_host_id is 'Id of the user who hosts the meeting';
comment on column reporting.calendar_events_history.importance is 'high, normal or low';
comment on column reporting.calendar_events_history.accessibility is 'How the participants'' time counts: busy, quest (perhaps), free or absent';
comment on column reporting.calendar_events_history.is_private is 'Whether the event is marked as private';
comment on column reporting.calendar_events_history.rrule is 'Recurrence rule in the terms of iCalendar (FREQ, INTERVAL, BYDAY, UNTIL …); null for an event that does not repeat';
comment on column reporting.calendar_events_history.recurrence_id is 'For a changed occurrence of a series: id of the series'' event; null otherwise';
comment on column reporting.calendar_events_history.version is 'Bitrix24''s count of changes of the event';
comment on column reporting.calendar_events_history.is_masked is 'Whether the service may see only that the time is taken: title, text, place, participants and links are missing then';
comment on column reporting.calendar_events_history.raw is 'The whole record as Bitrix24 gave it, without secrets';
comment on column reporting.calendar_events_history.fetched_at is 'The last reading that showed this version';
comment on column reporting.calendar_events_history.valid_from is 'When the first reading that showed this version left; the change itself came before that';
comment on column reporting.calendar_events_history.valid_until is 'When the next version began, or when the service was told that the event is deleted; null for a version that is still valid';
comment on column reporting.calendar_events_history.layer is 'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.calendar_events_history.delivery_id is 'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.calendar_events_history.ended_by_layer is 'By what the service came to know that this version is over; null while it is valid';
comment on column reporting.calendar_events_history.ended_by_delivery_id is 'The delivery that ended this version; null where none did';

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
    c.read_as
from mirror.timeline_comment c
left join mirror.tombstone t
    on t.member_id = c.member_id
    and t.kind = 'timeline_comment'
    and t.record_id = c.comment_id
    and t.told_at >= c.fetched_at;

comment on column reporting.timeline_comments.hidden_since is 'Since when the portal does not show the comment to the service and to users whose tokens it holds, though it is not deleted; null while it does. The record is the last that it showed';
comment on column reporting.timeline_comments.valid_from is 'Since when the record is known to be as it is; see reporting.timeline_comments_history for what it was before';
comment on column reporting.timeline_comments.layer is 'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.timeline_comments.delivery_id is 'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.timeline_comments.read_as is 'Id of the user whose token read this version; null where the service''s own did';

create view reporting.timeline_comments_history as
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
    h.ended_by_delivery_id
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
    gone.delivery_id
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

comment on view reporting.timeline_comments_history is 'Every version of every comment: what it said from when until when, by what that became known and by what it ended. One row per version; a reading that shows nothing new makes none. Between a deletion and the version found after it nothing is valid';
comment on column reporting.timeline_comments_history.member_id is 'The portal; see reporting.portals';
comment on column reporting.timeline_comments_history.comment_id is 'The comment''s id, unique within its portal';
comment on column reporting.timeline_comments_history.entity_type is 'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is N, or another type of Bitrix24';
comment on column reporting.timeline_comments_history.entity_id is 'Id of the CRM item. A comment may hang on several items; this is the first that the service may read';
comment on column reporting.timeline_comments_history.author_id is 'Id of the user who wrote the comment';
comment on column reporting.timeline_comments_history.comment is 'Text of the comment, with BB codes';
comment on column reporting.timeline_comments_history.created_at is 'When the comment was written';
comment on column reporting.timeline_comments_history.raw is 'The whole record as Bitrix24 gave it, without secrets';
comment on column reporting.timeline_comments_history.fetched_at is 'The last reading that showed this version';
comment on column reporting.timeline_comments_history.valid_from is 'When the first reading that showed this version left; the change itself came before that';
comment on column reporting.timeline_comments_history.valid_until is 'When the next version began, or when the service was told that the comment is deleted; null for a version that is still valid';
comment on column reporting.timeline_comments_history.layer is 'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.timeline_comments_history.delivery_id is 'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.timeline_comments_history.ended_by_layer is 'By what the service came to know that this version is over; null while it is valid';
comment on column reporting.timeline_comments_history.ended_by_delivery_id is 'The delivery that ended this version; null where none did';
