create schema reporting;
comment on schema reporting is 'What readers may rely on: views only. The tables behind them may change at any time';

-- a role belongs to the whole server, so another database of it may have made it already
do $$
begin
    create role b24_reporting nologin;
exception
    when duplicate_object or unique_violation then
        raise notice 'role b24_reporting exists';
    when insufficient_privilege then
        raise exception 'This login may not create roles'
            using hint = 'Run once as an administrator: create role b24_reporting nologin';
end
$$;

grant usage on schema reporting to b24_reporting;
alter default privileges in schema reporting grant select on tables to b24_reporting;

create view reporting.portals as
select portal.member_id,
       portal.domain,
       portal.state,
       portal.app_status,
       portal.scope,
       portal.installed_at,
       portal.uninstalled_at,
       (select max(delivery.received_at)
        from intake.delivery
        where delivery.member_id = portal.member_id) as last_event_at,
       portal.suspended_at,
       pause.since as refused_since,
       pause.reason as refusal
from portal.portal
left join fetch_list.pause on pause.member_id = portal.member_id and pause.refused
union all
select claim.member_id,
       max(claim.domain),
       'PENDING',
       null,
       null,
       null,
       null,
       null,
       null,
       null,
       null
from portal.installation claim
where claim.state = 'PENDING'
  and not exists (select 1 from portal.portal where portal.member_id = claim.member_id)
group by claim.member_id;
comment on view reporting.portals is 'The Bitrix24 portals that are served, one row each';
comment on column reporting.portals.member_id is
    'Bitrix24''s stable identity of the portal; all views are joined by it';
comment on column reporting.portals.domain is 'The portal''s host; it may change when the customer renames the portal';
comment on column reporting.portals.state is
    'PENDING: its installation is being verified. ACTIVE: served. NEEDS_REAUTHORIZATION: events are taken, but records'
    ' wait until the app is installed anew. UNINSTALLED: gone, its records stay as they were';
comment on column reporting.portals.app_status is
    'How the app is licensed on the portal: F free, D demo, T trial, P paid, L local, S subscription. Null in webhook'
    ' mode';
comment on column reporting.portals.scope is
    'What the app may use, comma-separated, for example calendar,crm. Null in webhook mode';
comment on column reporting.portals.installed_at is 'When the current installation was verified';
comment on column reporting.portals.uninstalled_at is 'When the portal removed the app; null while it is installed';
comment on column reporting.portals.last_event_at is
    'When the last event arrived, as far as the delivery log reaches back';
comment on column reporting.portals.suspended_at is
    'Since when nothing is asked of the portal because an operator wants that: its events are stored, its records'
    ' wait. Null if it is not suspended';
comment on column reporting.portals.refused_since is
    'Since when the portal or the authorization server refuses the app although no uninstallation was received. Its'
    ' records wait; the service asks again after 10 minutes, then ever more rarely, at least every 2 hours. Null while'
    ' the portal serves the app';
comment on column reporting.portals.refusal is
    'The answer that refused the app, and what to do about it. Null while the portal serves the app';

create view reporting.portal_clocks as
with ordered as (
    select
        clock.*,
        lag(offset_seconds) over (partition by member_id order by first_date, last_date, offset_seconds)
            as offset_before
    from mirror.portal_clock clock
), numbered as (
    select
        ordered.*,
        count(*) filter (where offset_before is distinct from offset_seconds)
            over (partition by member_id order by first_date, last_date, offset_seconds) as stretch
    from ordered
)
select
    member_id,
    case when offset_seconds < 0 then '-' else '+' end
        || to_char(make_interval(secs => abs(offset_seconds)), 'HH24:MI') as server_offset,
    min(first_date) as from_date,
    max(last_date) as to_date,
    cast(sum(readings) as bigint) as readings,
    (array_agg(date_order order by last_seen_at desc) filter (where date_order is not null))[1] as date_order,
    max(last_seen_at) as last_seen_at
from numbered
group by member_id, stretch, offset_seconds;
comment on view reporting.portal_clocks is
    'How far the clock of each portal''s server is found to be from UTC, in stretches of time. Bitrix24 tells it'
    ' nowhere: it follows from the events, whose Unix times are off by so much. Times of events do not depend on it,'
    ' unless reporting.calendar_events.time_doubt says SERVER_OFFSET';
comment on column reporting.portal_clocks.member_id is 'The portal; see reporting.portals';
comment on column reporting.portal_clocks.server_offset is
    'The server''s distance from UTC, for example +03:00; with daylight saving it changes twice a year';
comment on column reporting.portal_clocks.from_date is 'Start of the first event that shows it, in one stretch';
comment on column reporting.portal_clocks.to_date is
    'Start of the last event that shows it, in one stretch. Where another stretch of the portal overlaps, events of'
    ' the same time disagree, as after the server was moved to another time zone';
comment on column reporting.portal_clocks.readings is 'How many readings of events showed it';
comment on column reporting.portal_clocks.date_order is
    'In which order the portal writes dates, as these events proved it last: DAY_FIRST, MONTH_FIRST or YEAR_FIRST;'
    ' null where none of them proved one';
comment on column reporting.portal_clocks.last_seen_at is 'When the newest of these readings left';

create view reporting.deliveries as
select delivery_id, member_id, event, event_handler_id, record_kind, record_id, user_id, event_at, received_at, data,
       duplicates
from intake.delivery;
comment on view reporting.deliveries is
    'The delivery log: every authentic event that arrived, once. Old ones are dropped after the retention time';
comment on column reporting.deliveries.delivery_id is 'Our number of the delivery; Bitrix24 gives none';
comment on column reporting.deliveries.member_id is 'The portal that sent it';
comment on column reporting.deliveries.event is 'Event code in upper case, for example ONCALENDARENTRYADD';
comment on column reporting.deliveries.event_handler_id is
    'Bitrix24''s id of the subscription; older portals send none';
comment on column reporting.deliveries.record_kind is
    'calendar_section, calendar_event or timeline_comment; null for other events';
comment on column reporting.deliveries.record_id is 'The record that the event names; null if it names none';
comment on column reporting.deliveries.user_id is 'The user whose action caused it; null if no user did';
comment on column reporting.deliveries.event_at is 'When the portal produced it, to the second';
comment on column reporting.deliveries.received_at is 'When it arrived here';
comment on column reporting.deliveries.data is 'The event''s data, without secrets';
comment on column reporting.deliveries.duplicates is 'How often exactly this event arrived again';

create view reporting.refused_deliveries as
select member_id, source, deliveries, first_at, last_at
from intake.refusal;
comment on view reporting.refused_deliveries is
    'Events that were answered 403, counted per portal and source; the newest 10,000 pairs of the last 30 days';
comment on column reporting.refused_deliveries.member_id is
    'The portal that they claimed to come from, which need not exist';
comment on column reporting.refused_deliveries.source is
    'Network address of the sender, or of the proxy where forwarded addresses are not believed';
comment on column reporting.refused_deliveries.deliveries is 'How many of them';
comment on column reporting.refused_deliveries.first_at is 'When the first of them came';
comment on column reporting.refused_deliveries.last_at is 'When the last of them came';

create view reporting.calendar_sections as
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
comment on view reporting.calendar_sections is
    'Calendars (Bitrix24 calls them sections) of users, groups, the company, meeting rooms and resources; deleted ones'
    ' stay, with deleted_at';
comment on column reporting.calendar_sections.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_sections.section_id is 'The calendar''s id, unique within its portal';
comment on column reporting.calendar_sections.calendar_type is
    'Whose calendar it is: user, group, company_calendar, location (meeting room), resource, or another type of'
    ' Bitrix24';
comment on column reporting.calendar_sections.owner_id is
    'Id of the owning user or group; 0 for the company, rooms and resources';
comment on column reporting.calendar_sections.name is 'The calendar''s name';
comment on column reporting.calendar_sections.description is 'Free text about the calendar; null where there is none';
comment on column reporting.calendar_sections.color is 'Colour on the screen, for example #9cbeee';
comment on column reporting.calendar_sections.text_color is 'Text colour on the screen';
comment on column reporting.calendar_sections.created_by is 'Id of the user who created the calendar';
comment on column reporting.calendar_sections.external_type is
    'Where the calendar is synchronised with: local for a calendar of Bitrix24 alone, else for example google';
comment on column reporting.calendar_sections.is_collab is 'Whether the calendar belongs to a collaboration';
comment on column reporting.calendar_sections.raw is
    'The whole record as Bitrix24 gave it, without secrets such as EXPORT.LINK';
comment on column reporting.calendar_sections.fetched_at is 'The record is at least as new as this';
comment on column reporting.calendar_sections.deleted_at is
    'When we were told that the calendar is deleted; null while it exists';
comment on column reporting.calendar_sections.hidden_since is
    'Since when the portal does not show the calendar to the service any more, though nobody said that it is deleted;'
    ' null while it does. The record is the last that it showed';
comment on column reporting.calendar_sections.valid_from is
    'Since when the record is known to be as it is; see reporting.calendar_sections_history for what it was before';
comment on column reporting.calendar_sections.layer is
    'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a'
    ' comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.calendar_sections.delivery_id is
    'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.calendar_sections.updated_at is
    'When it was last changed, amended, hidden or deleted, as far as the service knows; to ask for what is new since,'
    ' use reporting.record_updates';

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
comment on view reporting.calendar_sections_history is
    'Every version of every calendar: what it said from when until when, by what that became known and by what it'
    ' ended. One row per version; a reading that shows nothing new makes none. Between a deletion and the version'
    ' found after it nothing is valid';
comment on column reporting.calendar_sections_history.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_sections_history.section_id is 'The calendar''s id, unique within its portal';
comment on column reporting.calendar_sections_history.calendar_type is
    'Whose calendar it is: user, group, company_calendar, location (meeting room), resource, or another type of'
    ' Bitrix24';
comment on column reporting.calendar_sections_history.owner_id is
    'Id of the owning user or group; 0 for the company, rooms and resources';
comment on column reporting.calendar_sections_history.name is 'The calendar''s name';
comment on column reporting.calendar_sections_history.description is
    'Free text about the calendar; null where there is none';
comment on column reporting.calendar_sections_history.color is 'Colour on the screen, for example #9cbeee';
comment on column reporting.calendar_sections_history.text_color is 'Text colour on the screen';
comment on column reporting.calendar_sections_history.created_by is 'Id of the user who created the calendar';
comment on column reporting.calendar_sections_history.external_type is
    'Where the calendar is synchronised with: local for a calendar of Bitrix24 alone, else for example google';
comment on column reporting.calendar_sections_history.is_collab is 'Whether the calendar belongs to a collaboration';
comment on column reporting.calendar_sections_history.raw is
    'The whole record as Bitrix24 gave it, without secrets such as EXPORT.LINK';
comment on column reporting.calendar_sections_history.fetched_at is 'The last reading that showed this version';
comment on column reporting.calendar_sections_history.valid_from is
    'When the first reading that showed this version left; the change itself came before that';
comment on column reporting.calendar_sections_history.valid_until is
    'When the next version began, or when the service was told that the calendar is deleted; null for a version that'
    ' is still valid';
comment on column reporting.calendar_sections_history.layer is
    'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a'
    ' comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.calendar_sections_history.delivery_id is
    'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.calendar_sections_history.ended_by_layer is
    'By what the service came to know that this version is over; null while it is valid';
comment on column reporting.calendar_sections_history.ended_by_delivery_id is
    'The delivery that ended this version; null where none did';

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
    least(own.deleted_at, meeting.deleted_at, section.deleted_at) as deleted_at,
    e.hidden_since,
    e.valid_from,
    e.layer,
    e.delivery_id,
    e.read_as,
    coalesce(e.starts_at, e.start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz) as sort_at,
    greatest(e.valid_from, e.amended_at, e.hidden_since, own.noted_at, meeting.noted_at, section.noted_at)
        as updated_at,
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

create view reporting.timeline_comments as
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
comment on view reporting.timeline_comments is
    'Comments in the timelines of CRM items; deleted ones stay, with deleted_at';
comment on column reporting.timeline_comments.member_id is 'The portal; see reporting.portals';
comment on column reporting.timeline_comments.comment_id is 'The comment''s id, unique within its portal';
comment on column reporting.timeline_comments.entity_type is
    'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is'
    ' N, or another type of Bitrix24';
comment on column reporting.timeline_comments.entity_id is
    'Id of the CRM item. A comment may stand on several items: this is the first that was read, as long as it stands'
    ' there; all are in reporting.timeline_comment_bindings';
comment on column reporting.timeline_comments.author_id is 'Id of the user who wrote the comment';
comment on column reporting.timeline_comments.comment is 'Text of the comment, with BB codes';
comment on column reporting.timeline_comments.created_at is 'When the comment was written';
comment on column reporting.timeline_comments.raw is 'The whole record as Bitrix24 gave it, without secrets';
comment on column reporting.timeline_comments.fetched_at is 'The record is at least as new as this';
comment on column reporting.timeline_comments.deleted_at is
    'When we learned that the comment is deleted; null while it exists';
comment on column reporting.timeline_comments.hidden_since is
    'Since when the portal does not show the comment to the service and to users whose tokens it holds, though it is'
    ' not deleted; null while it does. The record is the last that it showed';
comment on column reporting.timeline_comments.valid_from is
    'Since when the record is known to be as it is; see reporting.timeline_comments_history for what it was before';
comment on column reporting.timeline_comments.layer is
    'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a'
    ' comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.timeline_comments.delivery_id is
    'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.timeline_comments.read_as is
    'Id of the user whose token read this version; null where the service''s own did';
comment on column reporting.timeline_comments.sort_at is
    'Where it stands in time: created_at. For ranges and for ordering; -infinity where Bitrix24 does not tell';
comment on column reporting.timeline_comments.updated_at is
    'When it was last changed, amended, hidden or deleted, as far as the service knows; to ask for what is new since,'
    ' use reporting.record_updates';
comment on column reporting.timeline_comments.comment_text is
    'Comment as plain text: BB codes, HTML entities and mentions resolved';
comment on column reporting.timeline_comments.in_recycle_bin is
    'Whether the CRM item of the comment is in the portal''s recycle bin: then entity_type and entity_id are those'
    ' that it had before';

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
comment on view reporting.timeline_comments_history is
    'Every version of every comment: what it said from when until when, by what that became known and by what it'
    ' ended. One row per version; a reading that shows nothing new makes none. Between a deletion and the version'
    ' found after it nothing is valid';
comment on column reporting.timeline_comments_history.member_id is 'The portal; see reporting.portals';
comment on column reporting.timeline_comments_history.comment_id is 'The comment''s id, unique within its portal';
comment on column reporting.timeline_comments_history.entity_type is
    'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is'
    ' N, or another type of Bitrix24';
comment on column reporting.timeline_comments_history.entity_id is
    'Id of the CRM item. A comment may hang on several items; this is the first that the service may read';
comment on column reporting.timeline_comments_history.author_id is 'Id of the user who wrote the comment';
comment on column reporting.timeline_comments_history.comment is 'Text of the comment, with BB codes';
comment on column reporting.timeline_comments_history.created_at is 'When the comment was written';
comment on column reporting.timeline_comments_history.raw is 'The whole record as Bitrix24 gave it, without secrets';
comment on column reporting.timeline_comments_history.fetched_at is 'The last reading that showed this version';
comment on column reporting.timeline_comments_history.valid_from is
    'When the first reading that showed this version left; the change itself came before that';
comment on column reporting.timeline_comments_history.valid_until is
    'When the next version began, or when the service was told that the comment is deleted; null for a version that is'
    ' still valid';
comment on column reporting.timeline_comments_history.layer is
    'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a'
    ' comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.timeline_comments_history.delivery_id is
    'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.timeline_comments_history.ended_by_layer is
    'By what the service came to know that this version is over; null while it is valid';
comment on column reporting.timeline_comments_history.ended_by_delivery_id is
    'The delivery that ended this version; null where none did';
comment on column reporting.timeline_comments_history.bindings is
    'The CRM items that the comment stood on, as a list of {"entity_type", "entity_id"}';
comment on column reporting.timeline_comments_history.comment_text is
    'Comment as plain text: BB codes, HTML entities and mentions resolved';
comment on column reporting.timeline_comments_history.in_recycle_bin is
    'Whether the CRM item of the comment is in the portal''s recycle bin: then entity_type and entity_id are those'
    ' that it had before';

create view reporting.timeline_comment_files as
select member_id, comment_id, file_id, name, size_bytes, type, author_id, attached_at
from mirror.timeline_comment_file;
comment on view reporting.timeline_comment_files is
    'Files attached to timeline comments; join reporting.timeline_comments for deleted_at. The files themselves are'
    ' not copied';
comment on column reporting.timeline_comment_files.member_id is 'The portal; see reporting.portals';
comment on column reporting.timeline_comment_files.comment_id is 'The comment that the file is attached to';
comment on column reporting.timeline_comment_files.file_id is 'The file''s id on the portal''s disk';
comment on column reporting.timeline_comment_files.name is 'File name';
comment on column reporting.timeline_comment_files.size_bytes is 'Size in bytes';
comment on column reporting.timeline_comment_files.type is 'image, video or file';
comment on column reporting.timeline_comment_files.author_id is 'Id of the user who attached the file';
comment on column reporting.timeline_comment_files.attached_at is 'When the file was attached';

create view reporting.timeline_comment_bindings as
select member_id, comment_id, entity_type, entity_id
from mirror.timeline_comment_binding;
comment on view reporting.timeline_comment_bindings is
    'The CRM items on whose timelines comments stand; join reporting.timeline_comments for the text and for deleted_at';
comment on column reporting.timeline_comment_bindings.member_id is 'The portal; see reporting.portals';
comment on column reporting.timeline_comment_bindings.comment_id is 'The comment';
comment on column reporting.timeline_comment_bindings.entity_type is
    'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is'
    ' N, or another type of Bitrix24';
comment on column reporting.timeline_comment_bindings.entity_id is 'Id of the CRM item';

create view reporting.history_kept as
select kind.record_kind, cut.cut_before as complete_since
from (values ('calendar_section'), ('calendar_event'), ('timeline_comment')) kind (record_kind)
left join mirror.history_cut cut using (record_kind);
comment on view reporting.history_kept is
    'Since when the views of the history are complete: older versions may have been dropped. What was valid at an'
    ' earlier moment cannot be told any more';
comment on column reporting.history_kept.record_kind is 'calendar_section, calendar_event or timeline_comment';
comment on column reporting.history_kept.complete_since is
    'Every version that was valid then, or later, is there; null where none was dropped';

-- The arms are in order by themselves: the planner asks an arm of a union that has a join or a condition for none, and
-- would read all updates to show the first hundred of them. What is gone for two reasons that were written down at once
-- is told once.
create view reporting.record_updates as
select
    member_id,
    'calendar_section' as record_kind,
    section_id as record_id,
    valid_from as updated_at,
    'CHANGED' as what
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
    join mirror.calendar_section s on s.member_id = t.member_id and s.section_id = t.record_id
        and s.fetched_at <= t.told_at
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
    join mirror.calendar_event e on e.member_id = t.member_id and e.parent_id = t.record_id
        and e.event_id <> e.parent_id and e.seen_at <= t.told_at
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
    join mirror.timeline_comment c on c.member_id = t.member_id and c.comment_id = t.record_id
        and c.fetched_at <= t.told_at
    where t.kind = 'timeline_comment'
    order by t.noted_at, c.comment_id
);
comment on view reporting.record_updates is
    'Which records changed since when: for readers that keep a copy of their own and fetch what is new. Each record is'
    ' there once with its last change, once more if that was amended, and besides, if it is hidden or deleted, with'
    ' when that became known; deletions that went with a meeting or a calendar included. Ask for one portal and one'
    ' kind, in the order of updated_at, record_id. Note when you begin, and begin the next time ten minutes before'
    ' that: what is read at the same time is not stored at the same time';
comment on column reporting.record_updates.member_id is 'The portal; see reporting.portals';
comment on column reporting.record_updates.record_kind is 'calendar_section, calendar_event or timeline_comment';
comment on column reporting.record_updates.record_id is 'The record';
comment on column reporting.record_updates.updated_at is
    'When the service noted it: by the time at which the reading left that showed it, or, for a deletion, when that'
    ' was written down, which is later than deleted_at where the event had to wait';
comment on column reporting.record_updates.what is
    'CHANGED: it was added or says something else. AMENDED: without a new version, it is shown again, is there after'
    ' all, or was completed by a fuller reading. HIDDEN: the portal does not show it any more. DELETED: it is gone. A'
    ' record may be there more than once';

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
comment on view reporting.comments_per_entity is
    'How many comments each author wrote on each CRM item. A comment that stands on several items counts on each.'
    ' Deleted comments do not count';
comment on column reporting.comments_per_entity.member_id is 'The portal; see reporting.portals';
comment on column reporting.comments_per_entity.entity_type is
    'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is'
    ' N, or another type of Bitrix24';
comment on column reporting.comments_per_entity.entity_id is 'Id of the CRM item';
comment on column reporting.comments_per_entity.author_id is 'Id of the user who wrote the comments';
comment on column reporting.comments_per_entity.comments is 'Number of comments';
comment on column reporting.comments_per_entity.hidden is
    'Of them, those that the portal does not show to the service any more';
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
comment on view reporting.crm_timeline is
    'Comments beside calendar events of the same CRM item. A meeting is there once, by its main event, and a series'
    ' once, at its first occurrence. Deleted records stay, with deleted_at. Ask for one item';
comment on column reporting.crm_timeline.member_id is 'The portal; see reporting.portals';
comment on column reporting.crm_timeline.entity_type is
    'Type of the CRM item: lead, deal, contact, company, dynamic_N for the smart process whose entityTypeId is N, or'
    ' another type of Bitrix24';
comment on column reporting.crm_timeline.entity_id is 'Id of the CRM item';
comment on column reporting.crm_timeline.happened_at is
    'When the comment was written, or when the event starts (midnight UTC of its first day if it lasts whole days)';
comment on column reporting.crm_timeline.record_kind is 'timeline_comment or calendar_event';
comment on column reporting.crm_timeline.record_id is
    'The comment or the event; see reporting.timeline_comments, reporting.calendar_events';
comment on column reporting.crm_timeline.user_id is 'Who wrote the comment or created the event';
comment on column reporting.crm_timeline.title is 'Text of the comment, or title of the event';
comment on column reporting.crm_timeline.deleted_at is
    'When we were told that the record is deleted; null while it exists';
comment on column reporting.crm_timeline.hidden_since is
    'Since when the portal does not show the record to the service any more; null while it does';

-- steps of sweeps and rounds of emptying an offline queue wait on the same list, but are no records
create view reporting.pending_fetches as
select member_id, record_kind, record_id, state, attempts, due_at, requested_at, last_error
from fetch_list.request
where state in ('WAITING', 'DEAD') and record_kind not in ('sweep_step', 'offline_queue');
comment on view reporting.pending_fetches is
    'Records whose copy is out of date: those that wait to be read, and those that could not be read';
comment on column reporting.pending_fetches.member_id is 'The portal';
comment on column reporting.pending_fetches.record_kind is 'calendar_section, calendar_event or timeline_comment';
comment on column reporting.pending_fetches.record_id is 'The record';
comment on column reporting.pending_fetches.state is
    'WAITING: it will be read. DEAD: waiting cannot help, see last_error; a new event on the record starts it anew';
comment on column reporting.pending_fetches.attempts is 'How often reading it failed';
comment on column reporting.pending_fetches.due_at is 'When it will be read at the earliest';
comment on column reporting.pending_fetches.requested_at is 'Since when our copy is known to be out of date';
comment on column reporting.pending_fetches.last_error is 'Why the last attempt failed';

create view reporting.freshness as
select portal.member_id,
       kind.record_kind,
       coalesce(pending.waiting, 0) as waiting,
       coalesce(pending.dead, 0) as dead,
       pending.oldest_waiting_at,
       case kind.record_kind
           when 'calendar_section' then
               (select max(fetched_at) from mirror.calendar_section record where record.member_id = portal.member_id)
           when 'calendar_event' then
               (select max(fetched_at) from mirror.calendar_event record where record.member_id = portal.member_id)
           else
               (select max(fetched_at) from mirror.timeline_comment record where record.member_id = portal.member_id)
       end as last_fetched_at
from portal.portal
cross join (values ('calendar_section'), ('calendar_event'), ('timeline_comment')) as kind (record_kind)
left join lateral (
    select count(*) filter (where request.state = 'WAITING') as waiting,
           count(*) filter (where request.state = 'DEAD') as dead,
           min(request.requested_at) filter (where request.state = 'WAITING') as oldest_waiting_at
    from fetch_list.request
    where request.member_id = portal.member_id and request.record_kind = kind.record_kind
) pending on true;
comment on view reporting.freshness is 'How far each portal''s copy is behind, per kind of record';
comment on column reporting.freshness.member_id is 'The portal';
comment on column reporting.freshness.record_kind is 'calendar_section, calendar_event or timeline_comment';
comment on column reporting.freshness.waiting is 'Records that wait to be read';
comment on column reporting.freshness.dead is 'Records that could not be read; see reporting.pending_fetches for why';
comment on column reporting.freshness.oldest_waiting_at is
    'Since when the longest waiting of them is known to be out of date; null if none waits';
comment on column reporting.freshness.last_fetched_at is
    'When a record of this kind was last read; null if none ever was';

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
comment on view reporting.record_latency is
    'How long it takes from an event''s arrival until the reading that brings the new version of its record: per day,'
    ' as far as the delivery log reaches back. Versions that events led to count, those found otherwise do not; a'
    ' later event on the same record takes the place of an earlier one. Ask for one portal and some days';
comment on column reporting.record_latency.member_id is 'The portal; see reporting.portals';
comment on column reporting.record_latency.day is 'The day, in UTC, on which the event arrived';
comment on column reporting.record_latency.record_kind is 'calendar_section, calendar_event or timeline_comment';
comment on column reporting.record_latency.versions is 'Number of versions that events of that day led to';
comment on column reporting.record_latency.p50_seconds is 'Half of them took at most so many seconds';
comment on column reporting.record_latency.p95_seconds is '95% of them took at most so many seconds';
comment on column reporting.record_latency.max_seconds is 'The slowest took so many seconds';

-- an event may be deleted by several tombstones: its own, its meeting's, its calendar's; the first one counts
create view reporting.completeness as
select
    member_id,
    record_kind,
    day,
    layer,
    count(*) filter (where what = 'added') as added,
    count(*) filter (where what = 'changed') as changed,
    count(*) filter (where what = 'deleted') as deleted
from (
    select
        member_id, 'calendar_section', (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.calendar_section
    union all
    select
        member_id, 'calendar_section', (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.calendar_section_history
    union all
    select member_id, 'calendar_section', (valid_until at time zone 'UTC')::date, ended_by_layer, 'deleted'
    from mirror.calendar_section_history
    where ended_by_deletion
    union all
    select
        member_id, 'calendar_event', (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.calendar_event
    union all
    select
        member_id, 'calendar_event', (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.calendar_event_history
    union all
    select member_id, 'calendar_event', (valid_until at time zone 'UTC')::date, ended_by_layer, 'deleted'
    from mirror.calendar_event_history
    where ended_by_deletion
    union all
    select
        member_id, 'timeline_comment', (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.timeline_comment
    union all
    select
        member_id, 'timeline_comment', (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.timeline_comment_history
    union all
    select member_id, 'timeline_comment', (valid_until at time zone 'UTC')::date, ended_by_layer, 'deleted'
    from mirror.timeline_comment_history
    where ended_by_deletion
    union all
    select t.member_id, t.kind, (t.deleted_at at time zone 'UTC')::date, t.layer, 'deleted'
    from mirror.tombstone t
    join mirror.calendar_section r on r.member_id = t.member_id and r.section_id = t.record_id
        and r.fetched_at <= t.told_at
    where t.kind = 'calendar_section'
    union all
    select t.member_id, t.kind, (t.deleted_at at time zone 'UTC')::date, t.layer, 'deleted'
    from mirror.tombstone t
    join mirror.timeline_comment r on r.member_id = t.member_id and r.comment_id = t.record_id
        and r.fetched_at <= t.told_at
    where t.kind = 'timeline_comment'
    union all
    select t.member_id, 'calendar_event', (t.deleted_at at time zone 'UTC')::date, t.layer, 'deleted'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.event_id = t.record_id and e.seen_at <= t.told_at
    where t.kind = 'calendar_event'
        and not exists (
            select from mirror.tombstone other
            where other.member_id = e.member_id
                and (other.kind = 'calendar_event' and other.record_id in (e.event_id, e.parent_id)
                    or other.kind = 'calendar_section' and other.record_id = e.section_id)
                and other.told_at >= e.seen_at
                and (other.deleted_at, other.kind, other.record_id) < (t.deleted_at, t.kind, t.record_id)
        )
    union all
    select t.member_id, 'calendar_event', (t.deleted_at at time zone 'UTC')::date, t.layer, 'deleted'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.parent_id = t.record_id
        and e.event_id <> t.record_id and e.seen_at <= t.told_at
    where t.kind = 'calendar_event'
        and not exists (
            select from mirror.tombstone other
            where other.member_id = e.member_id
                and (other.kind = 'calendar_event' and other.record_id in (e.event_id, e.parent_id)
                    or other.kind = 'calendar_section' and other.record_id = e.section_id)
                and other.told_at >= e.seen_at
                and (other.deleted_at, other.kind, other.record_id) < (t.deleted_at, t.kind, t.record_id)
        )
    union all
    select t.member_id, 'calendar_event', (t.deleted_at at time zone 'UTC')::date, t.layer, 'deleted'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.section_id = t.record_id and e.seen_at <= t.told_at
    where t.kind = 'calendar_section'
        and not exists (
            select from mirror.tombstone other
            where other.member_id = e.member_id
                and (other.kind = 'calendar_event' and other.record_id in (e.event_id, e.parent_id)
                    or other.kind = 'calendar_section' and other.record_id = e.section_id)
                and other.told_at >= e.seen_at
                and (other.deleted_at, other.kind, other.record_id) < (t.deleted_at, t.kind, t.record_id)
        )
) happening (member_id, record_kind, day, layer, what)
group by member_id, record_kind, day, layer;
comment on view reporting.completeness is
    'What became known on each day, and by which layer: the figures of ONLINE and OFFLINE are what the portal told,'
    ' those of SWEEP are what it had not told. Counted from the versions and deletions of the records themselves. Ask'
    ' for one day of one portal';
comment on column reporting.completeness.member_id is 'The portal; see reporting.portals';
comment on column reporting.completeness.record_kind is 'calendar_section, calendar_event or timeline_comment';
comment on column reporting.completeness.day is 'The day, in UTC, on which the service came to know';
comment on column reporting.completeness.layer is
    'By what the service came to know: ONLINE a posted event, OFFLINE the offline queue, SWEEP a comparison with the'
    ' portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.completeness.added is 'Records that were not there before, or found again after a deletion';
comment on column reporting.completeness.changed is 'New versions of records';
comment on column reporting.completeness.deleted is
    'Records that are gone, those included that went with their meeting or calendar';

-- what waits is counted for sweeps that are under way only, and by request_swept
create view reporting.sweeps as
select sweep.member_id,
       sweep.sweep_id,
       sweep.kind,
       sweep.started_at,
       sweep.finished_at,
       coalesce(steps.done, 0) as steps_done,
       coalesce(steps.total, 0) as steps_total,
       greatest(coalesce(steps.records, 0) - case when sweep.finished_at is null then (
           select count(*)
           from fetch_list.request
           where request.member_id = sweep.member_id and request.state = 'WAITING' and request.layer in (2, 3)
             and request.record_kind <> 'sweep_step'
       ) else 0 end, 0) as records_done,
       coalesce(steps.records, 0) as records_total,
       coalesce(steps.problems, 0) as problems,
       sweep.estimated_finish_at,
       sweep.outcome
from sweep.sweep
left join lateral (
    select sum(done)::bigint as done, sum(total)::bigint as total, sum(records)::bigint as records,
           sum(problems)::bigint as problems
    from sweep.progress
    where progress.sweep_id = sweep.sweep_id
) steps on true;
comment on view reporting.sweeps is
    'Comparisons of each portal with its copy, which find what events missed: the backfill after an installation, then'
    ' regular sweeps. The last 30 per portal';
comment on column reporting.sweeps.member_id is 'The portal';
comment on column reporting.sweeps.sweep_id is 'Our number of the sweep';
comment on column reporting.sweeps.kind is 'BACKFILL: the first comparison after an installation. SWEEP: a regular one';
comment on column reporting.sweeps.started_at is 'When it began';
comment on column reporting.sweeps.finished_at is 'When it ended; null while it is under way';
comment on column reporting.sweeps.steps_done is 'Steps that have come to an end; a step is mostly one call';
comment on column reporting.sweeps.steps_total is 'Steps known so far: a step may find more to ask, so this grows';
comment on column reporting.sweeps.records_done is 'Of records_total, those that were read';
comment on column reporting.sweeps.records_total is
    'Records that the sweep found to be new or changed and put on the fetch list';
comment on column reporting.sweeps.problems is 'Steps that could not do their work; see reporting.sweep_steps';
comment on column reporting.sweeps.estimated_finish_at is
    'When it may end, by its pace so far; null before there is a pace, and after its end';
comment on column reporting.sweeps.outcome is
    'DONE: every step came to an end. CANCELLED: the portal removed the app meanwhile. Null while it is under way';

create view reporting.sweep_steps as
select sweep.member_id, sweep.sweep_id, progress.type, progress.done, progress.total, progress.problems,
       progress.last_problem
from sweep.sweep
join sweep.progress using (sweep_id);
comment on view reporting.sweep_steps is 'How far each sweep has come, per type of step';
comment on column reporting.sweep_steps.member_id is 'The portal';
comment on column reporting.sweep_steps.sweep_id is 'The sweep; see reporting.sweeps';
comment on column reporting.sweep_steps.type is 'What the steps do, for example users, owner, window or crm_item';
comment on column reporting.sweep_steps.done is 'Steps that have come to an end';
comment on column reporting.sweep_steps.total is 'Steps known so far';
comment on column reporting.sweep_steps.problems is
    'Steps that could not do their work, for example because the portal refuses the list; nothing is deleted by them';
comment on column reporting.sweep_steps.last_problem is 'What the last of them met with';

create view reporting.subscriptions as
select member_id, event, type, state, reason, checked_at
from subscription.binding;
comment on view reporting.subscriptions is
    'Which events each portal was found to send, and which it refuses to send. Portals of webhook mode have none here:'
    ' their administrator chooses the events';
comment on column reporting.subscriptions.member_id is 'The portal';
comment on column reporting.subscriptions.event is 'Event code in upper case, for example ONCALENDARENTRYADD';
comment on column reporting.subscriptions.type is
    'ONLINE: the portal posts the event to us, once. OFFLINE: the portal keeps it until we ask, which makes up for'
    ' posts that got lost';
comment on column reporting.subscriptions.state is
    'BOUND: subscribed to. REFUSED: the portal does not let us, see reason; tried again after the next installation,'
    ' when the app is granted more, and daily';
comment on column reporting.subscriptions.reason is 'Why the portal refused, in its words; null if it did not';
comment on column reporting.subscriptions.checked_at is 'When we last saw it so';

create view reporting.self_checks as
select member_id,
       asked_at,
       answered_at,
       state,
       greatest(0, round(extract(epoch from answered_at - asked_at), 3)) as seconds
from subscription.self_check;
comment on view reporting.self_checks is
    'Whether portals'' events reach us: each was asked by event.test for a test event of its own. Kept for 30 days';
comment on column reporting.self_checks.member_id is 'The portal';
comment on column reporting.self_checks.asked_at is 'When we asked for the test event';
comment on column reporting.self_checks.answered_at is 'When the test event arrived; null if it has not';
comment on column reporting.self_checks.state is
    'WAITING: asked less than 5 minutes ago. ANSWERED: it arrived. NO_ANSWER: it did not arrive within 5 minutes;'
    ' should it come later, the state becomes ANSWERED';
comment on column reporting.self_checks.seconds is 'How long it took; null if it has not arrived';

create view reporting.operator_actions as
select action_id, acted_at, user_name, what, member_id, record_kind, record_id
from operation.action;
comment on view reporting.operator_actions is
    'What operators had done with portals and records, as long as the delivery log reaches back. Of an erased portal'
    ' only the line that it was erased stays';
comment on column reporting.operator_actions.action_id is 'Our number of the action';
comment on column reporting.operator_actions.acted_at is 'When it was asked for';
comment on column reporting.operator_actions.user_name is 'By which user of this service';
comment on column reporting.operator_actions.what is
    'SWEEP, SELF_CHECK, SUBSCRIPTION_CHECK: begun. SUSPEND, RESUME, ERASE: done with the portal. REFETCH, RETRY,'
    ' DISCARD: done with the record. RETRY_ALL: all records of the portal that were given up are tried again';
comment on column reporting.operator_actions.member_id is 'The portal; see reporting.portals, unless it was erased';
comment on column reporting.operator_actions.record_kind is
    'calendar_section, calendar_event or timeline_comment; null if it was about the portal';
comment on column reporting.operator_actions.record_id is 'The record; null if it was about the portal';
