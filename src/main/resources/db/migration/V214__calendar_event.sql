-- Events in calendars, with their participants, CRM links and occurrences. A recurring series is one event.

-- Users may be shown different views of an event. The copy keeps to one of them, so that it does not change with whose
-- token reads it.
create table mirror.calendar_event (
    member_id        text not null,
    event_id         bigint not null,
    parent_id        bigint,
    section_id       bigint,
    calendar_type    text,
    owner_id         bigint,
    name             text,
    description      text,
    description_text text,
    location         text,
    starts_at        timestamptz,
    ends_at          timestamptz,
    all_day          boolean not null,
    start_date       date,
    end_date         date,
    local_start      timestamp,
    local_end        timestamp,
    time_zone        text,
    time_doubt       text,
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
    check (all_day and starts_at is null and ends_at is null or not all_day and start_date is null and end_date is null)
    -- readers plan by what is in the tables, so that is looked at before a fifth of a big one has changed
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
comment on table mirror.calendar_event is 'Our copy of calendar.event.getbyid';

call mirror.keep_versions('calendar_event', 'event_id',
                          deleted_with => array['calendar_event.parent_id', 'calendar_section.section_id']);
comment on table mirror.calendar_event_history is
    'Versions of events that are over; the current one is in mirror.calendar_event. Participants and CRM links of a'
    ' version are in its raw. A partition per month in which they ended';

-- the children of a meeting, and the copies that go with it
create index calendar_event_parent on mirror.calendar_event (member_id, parent_id);
create index calendar_event_copy on mirror.calendar_event (member_id, parent_id, event_id) where event_id <> parent_id;
-- a page of a calendar's events
create index calendar_event_of_section on mirror.calendar_event (member_id, section_id, event_id);
-- meetings by the room that their place names: the portal empties their place silently when the room is deleted
create index calendar_event_room on mirror.calendar_event (member_id, split_part(location, '_', 2))
    where location ~ '^calendar_[0-9]+(_[0-9]+)?$';
-- the series that a roll of the window goes through
create index calendar_event_recurring on mirror.calendar_event (member_id, event_id)
    where rrule is not null or recurrence_id is not null;
-- events whose times are not certain
create index calendar_event_doubtful on mirror.calendar_event (member_id, event_id) where time_doubt is not null;
-- reports by time
create index calendar_event_starts_at on mirror.calendar_event (member_id, starts_at);
create index calendar_event_start_date on mirror.calendar_event (member_id, start_date) where all_day;
-- lists of events in time, by calendar and by owner
create index calendar_event_sort on mirror.calendar_event
    (member_id, (coalesce(starts_at, start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz)), event_id);
create index calendar_event_section_sort on mirror.calendar_event
    (member_id, section_id,
     (coalesce(starts_at, start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz)), event_id);
create index calendar_event_owner_sort on mirror.calendar_event
    (member_id, calendar_type, owner_id,
     (coalesce(starts_at, start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz)), event_id);

create table mirror.calendar_event_attendee (
    member_id text not null,
    event_id  bigint not null,
    user_id   bigint not null,
    entry_id  bigint,
    status    text,
    primary key (member_id, event_id, user_id),
    foreign key (member_id, event_id) references mirror.calendar_event on delete cascade
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
comment on table mirror.calendar_event_attendee is 'ATTENDEE_LIST of the newest copy of an event';

-- the participants' meetings
create index calendar_event_attendee_user on mirror.calendar_event_attendee (member_id, user_id);

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

create table mirror.calendar_series (
    member_id   text not null,
    event_id    bigint not null,
    window_from date not null,
    window_to   date not null,
    rule        text,
    first_day   date,
    left_out    date[] not null default '{}',
    problem     text,
    primary key (member_id, event_id),
    foreign key (member_id, event_id) references mirror.calendar_event on delete cascade
);
comment on table mirror.calendar_series is
    'Recurring events whose occurrences are in mirror.calendar_occurrence. One without a row, or with another window'
    ' than today''s, is expanded by the next roll of the window';
comment on column mirror.calendar_series.window_from is 'First day of the window for which it was expanded';
comment on column mirror.calendar_series.window_to is 'Last day of that window';
comment on column mirror.calendar_series.rule is
    'The rule as RFC 5545 writes it, UNTIL being a day; with SKIP=FORWARD (RFC 7529) where Bitrix24 moves what has no'
    ' such day in a month to the first of the next. Null for a changed occurrence, and where the rule makes no sense';
comment on column mirror.calendar_series.first_day is
    'The first day by that rule, left out or not, in the event''s time zone';
comment on column mirror.calendar_series.left_out is
    'Days on which the series does not take place though its rule says so, in the event''s time zone';
comment on column mirror.calendar_series.problem is
    'Why the series could not be expanded, and is shown once; null if it could';

create table mirror.calendar_occurrence (
    member_id           text not null,
    event_id            bigint not null,
    number              integer not null,
    starts_at           timestamptz,
    ends_at             timestamptz,
    start_date          date,
    end_date            date,
    original_starts_at  timestamptz,
    original_start_date date,
    sort_at             timestamptz not null generated always as
        (coalesce(starts_at, start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz)) stored,
    primary key (member_id, event_id, number),
    foreign key (member_id, event_id) references mirror.calendar_event on delete cascade
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
comment on table mirror.calendar_occurrence is
    'When events take place: a row per event, and for a series a row per occurrence within the calendar window';
comment on column mirror.calendar_occurrence.number is
    'Which one of its series, the first being 0; those that are left out count, too';
comment on column mirror.calendar_occurrence.original_starts_at is
    'For a changed occurrence: when it would have begun by the rule of its series';
comment on column mirror.calendar_occurrence.original_start_date is 'The day of that, in the event''s time zone';
comment on column mirror.calendar_occurrence.sort_at is
    'Where it stands in time: its start, or midnight UTC of its first day';

-- what takes place within a time
create index calendar_occurrence_sort on mirror.calendar_occurrence (member_id, sort_at, event_id, number);

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
    e.deleted_at,
    e.hidden_since,
    e.valid_from,
    e.layer,
    e.delivery_id,
    e.read_as,
    coalesce(e.starts_at, e.start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz) as sort_at,
    e.updated_at,
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
from mirror.calendar_event_current e;
comment on view reporting.calendar_events is
    'Calendar events: one row per event, and one per recurring series, not per occurrence. A meeting has a row for'
    ' each participant''s calendar, all with the same parent_id. Deleted events stay, with deleted_at';
comment on column reporting.calendar_events.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_events.event_id is 'The event''s id, unique within its portal';
comment on column reporting.calendar_events.parent_id is
    'Id of the meeting''s main event; its own id where the event is itself the main one. Count distinct parent_id to'
    ' count meetings once';
comment on column reporting.calendar_events.section_id is
    'The calendar that the event stands in; see reporting.calendar_sections';
comment on column reporting.calendar_events.calendar_type is
    'Whose calendar it is: user, group, company_calendar, location (meeting room), resource, or another type of'
    ' Bitrix24';
comment on column reporting.calendar_events.owner_id is
    'Id of the user or group whose calendar it is; 0 for the company, rooms and resources';
comment on column reporting.calendar_events.name is 'Title; a placeholder in the portal''s language where is_masked';
comment on column reporting.calendar_events.description is 'Text of the event, with BB codes; null where there is none';
comment on column reporting.calendar_events.location is
    'Place, or the code of a booked meeting room; null where there is none';
comment on column reporting.calendar_events.starts_at is
    'Start; null for an all-day event. For a series: of its first occurrence';
comment on column reporting.calendar_events.ends_at is
    'End; null for an all-day event. For a series: of its first occurrence, by DT_LENGTH where Bitrix24 tells the end'
    ' of the whole series';
comment on column reporting.calendar_events.all_day is
    'Whether the event lasts whole days: then start_date and end_date hold, otherwise starts_at and ends_at';
comment on column reporting.calendar_events.start_date is 'First day of an all-day event; null for others';
comment on column reporting.calendar_events.end_date is 'Last day of an all-day event, inclusive; null for others';
comment on column reporting.calendar_events.time_zone is
    'Time zone in which the start was entered, for example Europe/Riga';
comment on column reporting.calendar_events.duration_seconds is 'Length in seconds as Bitrix24 counts it (DT_LENGTH)';
comment on column reporting.calendar_events.created_by is 'Id of the user who created the event';
comment on column reporting.calendar_events.is_meeting is 'Whether the event is a meeting with participants';
comment on column reporting.calendar_events.meeting_status is
    'Answer of this calendar''s owner: H host, Y accepted, N declined, Q not answered yet';
comment on column reporting.calendar_events.meeting_host_id is 'Id of the user who hosts the meeting';
comment on column reporting.calendar_events.importance is 'high, normal or low';
comment on column reporting.calendar_events.accessibility is
    'How the participants'' time counts: busy, quest (perhaps), free or absent';
comment on column reporting.calendar_events.is_private is 'Whether the event is marked as private';
comment on column reporting.calendar_events.rrule is
    'Recurrence rule in the terms of iCalendar (FREQ, INTERVAL, BYDAY, UNTIL …); null for an event that does not'
    ' repeat';
comment on column reporting.calendar_events.recurrence_id is
    'For a changed occurrence of a series: id of the series'' event; null otherwise';
comment on column reporting.calendar_events.version is 'Bitrix24''s count of changes of the event';
comment on column reporting.calendar_events.is_masked is
    'Whether the service may see no more than that the time is taken, or the title besides: text, place, participants'
    ' and links are missing then, and name may be a placeholder in the portal''s language. Private events of others'
    ' are shown like that to administrators, too';
comment on column reporting.calendar_events.raw is 'The whole record as Bitrix24 gave it, without secrets';
comment on column reporting.calendar_events.fetched_at is 'The record is at least as new as this';
comment on column reporting.calendar_events.deleted_at is
    'When we were told that the event, its meeting or its calendar is deleted; null while it exists';
comment on column reporting.calendar_events.hidden_since is
    'Since when the portal does not show the event, or only that the time is taken, to the service and to users whose'
    ' tokens it holds, though nobody said that it is deleted; null while it does. The record is the last that it'
    ' showed in full';
comment on column reporting.calendar_events.valid_from is
    'Since when the record is known to be as it is; see reporting.calendar_events_history for what it was before';
comment on column reporting.calendar_events.layer is
    'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a'
    ' comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.calendar_events.delivery_id is
    'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.calendar_events.read_as is
    'Id of the user whose token read this version; null where the service''s own did';
comment on column reporting.calendar_events.sort_at is
    'Where it stands in time: starts_at, or midnight UTC of start_date. For ranges and for ordering; -infinity where'
    ' the event has no time';
comment on column reporting.calendar_events.updated_at is
    'When it was last changed, amended, hidden or deleted, as far as the service knows; to ask for what is new since,'
    ' use reporting.record_updates';
comment on column reporting.calendar_events.local_start is
    'Start as the clock in time_zone shows it, which is what the portal stores; null for an all-day event. For a'
    ' series: of its first occurrence';
comment on column reporting.calendar_events.local_end is
    'End as the clock of its own time zone shows it; null for an all-day event';
comment on column reporting.calendar_events.time_doubt is
    'Why the times are not certain, see the documentation; null where they are';
comment on column reporting.calendar_events.description_text is
    'Description as plain text: BB codes, HTML entities and mentions resolved; null where there is none';
comment on column reporting.calendar_events.location_name is
    'Place in words: the name of the meeting room where location is the code of one, else location itself; null where'
    ' the room is not known';
comment on column reporting.calendar_events.meeting_name is
    'For the booking of a meeting room: the title of the meeting that it was booked for, since name is who booked it;'
    ' null otherwise';

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
    h.ended_by_delivery_id,
    h.local_start,
    h.local_end,
    h.time_doubt,
    h.description_text
from mirror.calendar_event_versions h;
comment on view reporting.calendar_events_history is
    'Every version of every event: what it said from when until when, by what that became known and by what it ended.'
    ' One row per version; a reading that shows nothing new makes none. Between a deletion and the version found after'
    ' it nothing is valid';
comment on column reporting.calendar_events_history.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_events_history.event_id is 'The event''s id, unique within its portal';
comment on column reporting.calendar_events_history.parent_id is
    'Id of the meeting''s main event; its own id where the event is itself the main one. Count distinct parent_id to'
    ' count meetings once';
comment on column reporting.calendar_events_history.section_id is
    'The calendar that the event stands in; see reporting.calendar_sections';
comment on column reporting.calendar_events_history.calendar_type is
    'Whose calendar it is: user, group, company_calendar, location (meeting room), resource, or another type of'
    ' Bitrix24';
comment on column reporting.calendar_events_history.owner_id is
    'Id of the user or group whose calendar it is; 0 for the company, rooms and resources';
comment on column reporting.calendar_events_history.name is
    'Title; a placeholder in the portal''s language where is_masked';
comment on column reporting.calendar_events_history.description is
    'Text of the event, with BB codes; null where there is none';
comment on column reporting.calendar_events_history.location is
    'Place, or the code of a booked meeting room; null where there is none';
comment on column reporting.calendar_events_history.starts_at is
    'Start; null for an all-day event. For a series: of its first occurrence';
comment on column reporting.calendar_events_history.ends_at is
    'End; null for an all-day event. For a series: of its first occurrence';
comment on column reporting.calendar_events_history.all_day is
    'Whether the event lasts whole days: then start_date and end_date hold, otherwise starts_at and ends_at';
comment on column reporting.calendar_events_history.start_date is 'First day of an all-day event; null for others';
comment on column reporting.calendar_events_history.end_date is
    'Last day of an all-day event, inclusive; null for others';
comment on column reporting.calendar_events_history.time_zone is
    'Time zone in which the start was entered, for example Europe/Riga';
comment on column reporting.calendar_events_history.duration_seconds is
    'Length in seconds as Bitrix24 counts it (DT_LENGTH)';
comment on column reporting.calendar_events_history.created_by is 'Id of the user who created the event';
comment on column reporting.calendar_events_history.is_meeting is 'Whether the event is a meeting with participants';
comment on column reporting.calendar_events_history.meeting_status is
    'Answer of this calendar''s owner: H host, Y accepted, N declined, Q not answered yet';
comment on column reporting.calendar_events_history.meeting_host_id is 'Id of the user who hosts the meeting';
comment on column reporting.calendar_events_history.importance is 'high, normal or low';
comment on column reporting.calendar_events_history.accessibility is
    'How the participants'' time counts: busy, quest (perhaps), free or absent';
comment on column reporting.calendar_events_history.is_private is 'Whether the event is marked as private';
comment on column reporting.calendar_events_history.rrule is
    'Recurrence rule in the terms of iCalendar (FREQ, INTERVAL, BYDAY, UNTIL …); null for an event that does not'
    ' repeat';
comment on column reporting.calendar_events_history.recurrence_id is
    'For a changed occurrence of a series: id of the series'' event; null otherwise';
comment on column reporting.calendar_events_history.version is 'Bitrix24''s count of changes of the event';
comment on column reporting.calendar_events_history.is_masked is
    'Whether the service could see no more than that the time is taken, or the title besides';
comment on column reporting.calendar_events_history.raw is 'The whole record as Bitrix24 gave it, without secrets';
comment on column reporting.calendar_events_history.fetched_at is 'The last reading that showed this version';
comment on column reporting.calendar_events_history.valid_from is
    'When the first reading that showed this version left; the change itself came before that';
comment on column reporting.calendar_events_history.valid_until is
    'When the next version began, or when the service was told that the event is deleted; null for a version that is'
    ' still valid';
comment on column reporting.calendar_events_history.layer is
    'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a'
    ' comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.calendar_events_history.delivery_id is
    'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.calendar_events_history.ended_by_layer is
    'By what the service came to know that this version is over; null while it is valid';
comment on column reporting.calendar_events_history.ended_by_delivery_id is
    'The delivery that ended this version; null where none did';
comment on column reporting.calendar_events_history.local_start is
    'Start as the clock in time_zone shows it, which is what the portal stores; null for an all-day event. For a'
    ' series: of its first occurrence';
comment on column reporting.calendar_events_history.local_end is
    'End as the clock of its own time zone shows it; null for an all-day event';
comment on column reporting.calendar_events_history.time_doubt is
    'Why the times are not certain, see the documentation; null where they are';
comment on column reporting.calendar_events_history.description_text is
    'Description as plain text: BB codes, HTML entities and mentions resolved; null where there is none';

create view reporting.calendar_event_attendees as
select member_id, event_id, user_id, entry_id, status
from mirror.calendar_event_attendee;
comment on view reporting.calendar_event_attendees is
    'Participants of meetings, as listed in each event; join reporting.calendar_events for its time, and for'
    ' deleted_at';
comment on column reporting.calendar_event_attendees.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_event_attendees.event_id is
    'The event that lists the participant. Every participant''s own event repeats the whole list: take the events with'
    ' event_id = parent_id to count a meeting once';
comment on column reporting.calendar_event_attendees.user_id is 'Id of the participating user';
comment on column reporting.calendar_event_attendees.entry_id is 'Id of the participant''s own event of the meeting';
comment on column reporting.calendar_event_attendees.status is
    'The participant''s answer: H host, Y accepted, N declined, Q not answered yet';

create view reporting.calendar_event_crm_links as
select member_id, event_id, entity_type, entity_id
from mirror.calendar_event_crm_link;
comment on view reporting.calendar_event_crm_links is
    'CRM items that events are linked with; join reporting.calendar_events for deleted_at';
comment on column reporting.calendar_event_crm_links.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_event_crm_links.event_id is 'The linked event';
comment on column reporting.calendar_event_crm_links.entity_type is
    'lead, deal, contact, company, quote, invoice (the old kind), smart_invoice, requisite, or dynamic_N for the smart'
    ' process whose entityTypeId is N; a code unknown to us in lower case';
comment on column reporting.calendar_event_crm_links.entity_id is 'The item''s id within its type';

create view reporting.calendar_occurrences as
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
    e.deleted_at,
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
join mirror.calendar_event_current e on e.member_id = r.member_id and e.event_id = r.event_id;
comment on view reporting.calendar_occurrences is
    'When calendar events take place: a row per event, and for a recurring series a row per occurrence within the'
    ' calendar window (B24_CALENDAR_WINDOW_BACK, _AHEAD). A meeting has rows for each participant''s calendar, all'
    ' with the same parent_id. What is deleted stays, with deleted_at';
comment on column reporting.calendar_occurrences.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_occurrences.event_id is
    'The event, or the series; see reporting.calendar_events. Its participants are in'
    ' reporting.calendar_event_attendees';
comment on column reporting.calendar_occurrences.occurrence is
    'Number of the occurrence in its series, the first being 0; those left out count. Unique with member_id and'
    ' event_id; 0 for an event that does not repeat';
comment on column reporting.calendar_occurrences.parent_id is
    'Id of the meeting''s main event; its own id where the event is itself the main one. Take the rows with event_id ='
    ' parent_id to count a meeting once';
comment on column reporting.calendar_occurrences.section_id is
    'The calendar that the event stands in; see reporting.calendar_sections';
comment on column reporting.calendar_occurrences.calendar_type is
    'Whose calendar it is: user, group, company_calendar, location (meeting room), resource, or another type of'
    ' Bitrix24';
comment on column reporting.calendar_occurrences.owner_id is
    'Id of the user or group whose calendar it is; 0 for the company, rooms and resources';
comment on column reporting.calendar_occurrences.name is
    'Title; a placeholder in the portal''s language where is_masked';
comment on column reporting.calendar_occurrences.location is
    'Place, or the code of a booked meeting room; null where there is none';
comment on column reporting.calendar_occurrences.starts_at is
    'Start of this occurrence, at the same time of day in time_zone when clocks change; null for an all-day event';
comment on column reporting.calendar_occurrences.ends_at is
    'End of this occurrence, at the same time of day in time_zone when clocks change; null for an all-day event';
comment on column reporting.calendar_occurrences.all_day is
    'Whether it lasts whole days: then start_date and end_date hold, otherwise starts_at and ends_at';
comment on column reporting.calendar_occurrences.start_date is 'First day of an all-day occurrence; null for others';
comment on column reporting.calendar_occurrences.end_date is
    'Last day of an all-day occurrence, inclusive; null for others';
comment on column reporting.calendar_occurrences.time_zone is
    'Time zone in which the start was entered, for example Europe/Riga';
comment on column reporting.calendar_occurrences.duration_seconds is
    'Length in seconds as Bitrix24 counts it (DT_LENGTH)';
comment on column reporting.calendar_occurrences.series_id is
    'The series'' event in the same calendar, for its occurrences and for those that were changed; null for an event'
    ' that does not repeat. Where the calendar holds no such series, a changed occurrence names the host''s';
comment on column reporting.calendar_occurrences.is_exception is
    'Whether it is a changed occurrence of a series, which is an event of its own';
comment on column reporting.calendar_occurrences.original_starts_at is
    'For a changed occurrence: when it would have begun by the rule of its series; null otherwise, for all-day events,'
    ' and where Bitrix24 does not tell';
comment on column reporting.calendar_occurrences.original_start_date is
    'For a changed occurrence: the day on which it would have begun; null otherwise';
comment on column reporting.calendar_occurrences.created_by is 'Id of the user who created the event';
comment on column reporting.calendar_occurrences.is_meeting is 'Whether the event is a meeting with participants';
comment on column reporting.calendar_occurrences.meeting_status is
    'Answer of this calendar''s owner: H host, Y accepted, N declined, Q not answered yet';
comment on column reporting.calendar_occurrences.meeting_host_id is 'Id of the user who hosts the meeting';
comment on column reporting.calendar_occurrences.importance is 'high, normal or low';
comment on column reporting.calendar_occurrences.accessibility is
    'How the participants'' time counts: busy, quest (perhaps), free or absent';
comment on column reporting.calendar_occurrences.is_private is 'Whether the event is marked as private';
comment on column reporting.calendar_occurrences.is_masked is
    'Whether the service may see no more than that the time is taken, or the title besides';
comment on column reporting.calendar_occurrences.fetched_at is 'The event''s record is at least as new as this';
comment on column reporting.calendar_occurrences.deleted_at is
    'When we were told that the event, its meeting or its calendar is deleted; null while it exists';
comment on column reporting.calendar_occurrences.hidden_since is
    'Since when the portal does not show the event to the service any more, though nobody said that it is deleted;'
    ' null while it does';
comment on column reporting.calendar_occurrences.valid_from is 'Since when the event is known to be as it is';
comment on column reporting.calendar_occurrences.sort_at is
    'Where it stands in time: starts_at, or midnight UTC of start_date. For ranges and for ordering; -infinity where'
    ' the event has no time';
comment on column reporting.calendar_occurrences.time_doubt is
    'Why the times are not certain, see the documentation; null where they are';
comment on column reporting.calendar_occurrences.description_text is
    'Description as plain text: BB codes, HTML entities and mentions resolved; null where there is none';
comment on column reporting.calendar_occurrences.location_name is
    'Place in words: the name of the meeting room where location is the code of one, else location itself; null where'
    ' the room is not known';
comment on column reporting.calendar_occurrences.meeting_name is
    'For the booking of a meeting room: the title of the meeting that it was booked for, since name is who booked it;'
    ' null otherwise';

create view reporting.calendar_series as
select
    s.member_id,
    s.event_id,
    s.rule,
    s.first_day,
    s.left_out,
    s.problem
from mirror.calendar_series s
join mirror.calendar_event e on e.member_id = s.member_id and e.event_id = s.event_id
where e.rrule is not null;
comment on view reporting.calendar_series is
    'The rules of recurring events in the standard''s words, for programs that expand them by themselves. Their'
    ' occurrences are in reporting.calendar_occurrences; the event, and whether it is deleted, in'
    ' reporting.calendar_events';
comment on column reporting.calendar_series.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_series.event_id is 'The recurring event; see reporting.calendar_events';
comment on column reporting.calendar_series.rule is
    'RRULE as RFC 5545 writes it, for example FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10; UNTIL is the last day in the event''s'
    ' time zone. Where a month has no such day, Bitrix24 takes the first of the next: RSCALE=GREGORIAN;SKIP=FORWARD'
    ' says so (RFC 7529). Null where the rule makes no sense';
comment on column reporting.calendar_series.first_day is
    'The first day by the rule, in the event''s time zone: not that of the event where this is none of the rule''s';
comment on column reporting.calendar_series.left_out is
    'Days on which it does not take place though its rule says so, in the event''s time zone (EXDATE). Where an'
    ' occurrence was changed, its original day is one of them, and the changed one is an event of its own';
comment on column reporting.calendar_series.problem is
    'Why the series could not be expanded, and is shown once; null if it could';

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
comment on view reporting.meeting_load is
    'How many meetings each user has in each week, and how long they take, by the user''s answer. Every occurrence of'
    ' a recurring meeting counts, within the calendar window; each meeting counts once, by its main event, in the week'
    ' in which it starts. Deleted ones do not count; hidden ones do. Ask for one portal';
comment on column reporting.meeting_load.member_id is 'The portal; see reporting.portals';
comment on column reporting.meeting_load.user_id is 'The participant';
comment on column reporting.meeting_load.week is 'Monday of the ISO week in which the meeting starts, in UTC';
comment on column reporting.meeting_load.iso_week is 'The same week as ISO 8601 writes it, for example 2024-W51';
comment on column reporting.meeting_load.status is
    'The participant''s answer: H host, Y accepted, N declined, Q not answered yet';
comment on column reporting.meeting_load.meetings is 'Number of meetings';
comment on column reporting.meeting_load.hours is 'Their length in hours; all-day meetings add nothing';
