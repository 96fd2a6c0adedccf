create table mirror.calendar_event (
    member_id        text not null,
    event_id         bigint not null,
    parent_id        bigint,
    section_id       bigint,
    calendar_type    text,
    owner_id         bigint,
    name             text,
    description      text,
    location         text,
    starts_at        timestamptz,
    ends_at          timestamptz,
    all_day          boolean not null,
    start_date       date,
    end_date         date,
    time_zone        text,
    duration_seconds bigint,
    created_by       bigint,
    is_meeting       boolean not null,
    meeting_status   text,
    meeting_host_id  bigint,
    importance       text,
    accessibility    text,
    is_private       boolean not null,
    rrule            jsonb,
    recurrence_id    bigint,
    version          bigint,
    is_masked        boolean not null,
    raw              jsonb not null,
    fetched_at       timestamptz not null,
    seen_at          timestamptz not null,
    primary key (member_id, event_id),
    check (seen_at >= fetched_at),
    check (all_day and starts_at is null and ends_at is null or not all_day and start_date is null and end_date is null)
);
comment on table mirror.calendar_event is 'Our copy of calendar.event.getbyid; fetched_at is when the request left that gave the columns';
comment on column mirror.calendar_event.seen_at is 'When the event was last seen to exist: later than fetched_at where only a masked answer came since, which does not replace a fuller one';

-- the owner of a section that we know by its events alone
create index calendar_event_section on mirror.calendar_event (member_id, section_id);
-- the children of a meeting
create index calendar_event_parent on mirror.calendar_event (member_id, parent_id);
-- reports by time
create index calendar_event_starts_at on mirror.calendar_event (member_id, starts_at);
create index calendar_event_start_date on mirror.calendar_event (member_id, start_date) where all_day;

create table mirror.calendar_event_attendee (
    member_id text not null,
    event_id  bigint not null,
    user_id   bigint not null,
    entry_id  bigint,
    status    text,
    primary key (member_id, event_id, user_id),
    foreign key (member_id, event_id) references mirror.calendar_event on delete cascade
);
comment on table mirror.calendar_event_attendee is 'ATTENDEE_LIST of the newest copy of an event';

create table mirror.calendar_event_crm_link (
    member_id   text not null,
    event_id    bigint not null,
    entity_type text not null,
    entity_id   bigint not null,
    primary key (member_id, event_id, entity_type, entity_id),
    foreign key (member_id, event_id) references mirror.calendar_event on delete cascade
);
comment on table mirror.calendar_event_crm_link is 'UF_CRM_CAL_EVENT of the newest copy of an event, decoded';

-- the events of a CRM item
create index calendar_event_crm_link_entity on mirror.calendar_event_crm_link (member_id, entity_type, entity_id);

create view reporting.calendar_events as
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
    least(own.deleted_at, meeting.deleted_at, section.deleted_at) as deleted_at
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

comment on view reporting.calendar_events is 'Calendar events: one row per event, and one per recurring series, not per occurrence. A meeting has a row for each participant''s calendar, all with the same parent_id. Deleted events stay, with deleted_at';
comment on column reporting.calendar_events.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_events.event_id is 'The event''s id, unique within its portal';
comment on column reporting.calendar_events.parent_id is 'Id of the meeting''s main event; its own id where the event is itself the main one. Count distinct parent_id to count meetings once';
comment on column reporting.calendar_events.section_id is 'The calendar that the event stands in; see reporting.calendar_sections';
comment on column reporting.calendar_events.calendar_type is 'Whose calendar it is: user, group, company_calendar, location (meeting room), resource, or another type of Bitrix24';
comment on column reporting.calendar_events.owner_id is 'Id of the user or group whose calendar it is; 0 for the company, rooms and resources';
comment on column reporting.calendar_events.name is 'Title; a placeholder in the portal''s language where is_masked';
comment on column reporting.calendar_events.description is 'Text of the event, with BB codes; null where there is none';
comment on column reporting.calendar_events.location is 'Place, or the code of a booked meeting room; null where there is none';
comment on column reporting.calendar_events.starts_at is 'Start; null for an all-day event. For a series: of its first occurrence';
comment on column reporting.calendar_events.ends_at is 'End; null for an all-day event. For a series: of its first occurrence';
comment on column reporting.calendar_events.all_day is 'Whether the event lasts whole days: then start_date and end_date hold, otherwise starts_at and ends_at';
comment on column reporting.calendar_events.start_date is 'First day of an all-day event; null for others';
comment on column reporting.calendar_events.end_date is 'Last day of an all-day event, inclusive; null for others';
comment on column reporting.calendar_events.time_zone is 'Time zone in which the start was entered, for example Europe/Riga';
comment on column reporting.calendar_events.duration_seconds is 'Length in seconds as Bitrix24 counts it (DT_LENGTH)';
comment on column reporting.calendar_events.created_by is 'Id of the user who created the event';
comment on column reporting.calendar_events.is_meeting is 'Whether the event is a meeting with participants';
comment on column reporting.calendar_events.meeting_status is 'Answer of this calendar''s owner: H host, Y accepted, N declined, Q not answered yet';
comment on column reporting.calendar_events.meeting_host_id is 'Id of the user who hosts the meeting';
comment on column reporting.calendar_events.importance is 'high, normal or low';
comment on column reporting.calendar_events.accessibility is 'How the participants'' time counts: busy, quest (perhaps), free or absent';
comment on column reporting.calendar_events.is_private is 'Whether the event is marked as private';
comment on column reporting.calendar_events.rrule is 'Recurrence rule in the terms of iCalendar (FREQ, INTERVAL, BYDAY, UNTIL …); null for an event that does not repeat';
comment on column reporting.calendar_events.recurrence_id is 'For a changed occurrence of a series: id of the series'' event; null otherwise';
comment on column reporting.calendar_events.version is 'Bitrix24''s count of changes of the event';
comment on column reporting.calendar_events.is_masked is 'Whether the service may see only that the time is taken: title, text, place, participants and links are missing then';
comment on column reporting.calendar_events.raw is 'The whole record as Bitrix24 gave it, without secrets';
comment on column reporting.calendar_events.fetched_at is 'The record is at least as new as this';
comment on column reporting.calendar_events.deleted_at is 'When we were told that the event, its meeting or its calendar is deleted; null while it exists';

create view reporting.calendar_event_attendees as
select member_id, event_id, user_id, entry_id, status
from mirror.calendar_event_attendee;

comment on view reporting.calendar_event_attendees is 'Participants of meetings, as listed in each event; join reporting.calendar_events for its time, and for deleted_at';
comment on column reporting.calendar_event_attendees.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_event_attendees.event_id is 'The event that lists the participant. Every participant''s own event repeats the whole list: take the events with event_id = parent_id to count a meeting once';
comment on column reporting.calendar_event_attendees.user_id is 'Id of the participating user';
comment on column reporting.calendar_event_attendees.entry_id is 'Id of the participant''s own event of the meeting';
comment on column reporting.calendar_event_attendees.status is 'The participant''s answer: H host, Y accepted, N declined, Q not answered yet';

create view reporting.calendar_event_crm_links as
select member_id, event_id, entity_type, entity_id
from mirror.calendar_event_crm_link;

comment on view reporting.calendar_event_crm_links is 'CRM items that events are linked with; join reporting.calendar_events for deleted_at';
comment on column reporting.calendar_event_crm_links.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_event_crm_links.event_id is 'The linked event';
comment on column reporting.calendar_event_crm_links.entity_type is 'lead, deal, contact, company, quote, invoice (the old kind), smart_invoice, requisite, or dynamic_N for the smart process whose entityTypeId is N; a code unknown to us in lower case';
comment on column reporting.calendar_event_crm_links.entity_id is 'The item''s id within its type';
