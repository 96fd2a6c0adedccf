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
    case when e.rrule is null then e.recurrence_id else e.event_id end as series_id,
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
    r.sort_at
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

comment on view reporting.calendar_occurrences is 'When calendar events take place: a row per event, and for a recurring series a row per occurrence within the calendar window (B24_CALENDAR_WINDOW_BACK, _AHEAD). A meeting has rows for each participant''s calendar, all with the same parent_id. What is deleted stays, with deleted_at';
comment on column reporting.calendar_occurrences.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_occurrences.event_id is 'The event, or the series; see reporting.calendar_events. Its participants are in reporting.calendar_event_attendees';
comment on column reporting.calendar_occurrences.occurrence is 'Number of the occurrence in its series, the first being 0; those left out count. Unique with member_id and event_id; 0 for an event that does not repeat';
comment on column reporting.calendar_occurrences.parent_id is 'Id of the meeting''s main event; its own id where the event is itself the main one. Take the rows with event_id = parent_id to count a meeting once';
comment on column reporting.calendar_occurrences.section_id is 'The calendar that the event stands in; see reporting.calendar_sections';
comment on column reporting.calendar_occurrences.calendar_type is 'Whose calendar it is: user, group, company_calendar, location (meeting room), resource, or another type of Bitrix24';
comment on column reporting.calendar_occurrences.owner_id is 'Id of the user or group whose calendar it is; 0 for the company, rooms and resources';
comment on column reporting.calendar_occurrences.name is 'Title; a placeholder in the portal''s language where is_masked';
comment on column reporting.calendar_occurrences.location is 'Place, or the code of a booked meeting room; null where there is none';
comment on column reporting.calendar_occurrences.starts_at is 'Start of this occurrence, at the same time of day in time_zone when clocks change; null for an all-day event';
comment on column reporting.calendar_occurrences.ends_at is 'End of this occurrence; null for an all-day event';
comment on column reporting.calendar_occurrences.all_day is 'Whether it lasts whole days: then start_date and end_date hold, otherwise starts_at and ends_at';
comment on column reporting.calendar_occurrences.start_date is 'First day of an all-day occurrence; null for others';
comment on column reporting.calendar_occurrences.end_date is 'Last day of an all-day occurrence, inclusive; null for others';
comment on column reporting.calendar_occurrences.time_zone is 'Time zone in which the start was entered, for example Europe/Riga';
comment on column reporting.calendar_occurrences.duration_seconds is 'Length in seconds as Bitrix24 counts it (DT_LENGTH)';
comment on column reporting.calendar_occurrences.series_id is 'The series'' event, for its occurrences and for those that were changed; null for an event that does not repeat';
comment on column reporting.calendar_occurrences.is_exception is 'Whether it is a changed occurrence of a series, which is an event of its own';
comment on column reporting.calendar_occurrences.original_starts_at is 'For a changed occurrence: when it would have begun by the rule of its series; null otherwise, for all-day events, and where Bitrix24 does not tell';
comment on column reporting.calendar_occurrences.original_start_date is 'For a changed occurrence: the day on which it would have begun; null otherwise';
comment on column reporting.calendar_occurrences.created_by is 'Id of the user who created the event';
comment on column reporting.calendar_occurrences.is_meeting is 'Whether the event is a meeting with participants';
comment on column reporting.calendar_occurrences.meeting_status is 'Answer of this calendar''s owner: H host, Y accepted, N declined, Q not answered yet';
comment on column reporting.calendar_occurrences.meeting_host_id is 'Id of the user who hosts the meeting';
comment on column reporting.calendar_occurrences.importance is 'high, normal or low';
comment on column reporting.calendar_occurrences.accessibility is 'How the participants'' time counts: busy, quest (perhaps), free or absent';
comment on column reporting.calendar_occurrences.is_private is 'Whether the event is marked as private';
comment on column reporting.calendar_occurrences.is_masked is 'Whether the service may see only that the time is taken';
comment on column reporting.calendar_occurrences.fetched_at is 'The event''s record is at least as new as this';
comment on column reporting.calendar_occurrences.deleted_at is 'When we were told that the event, its meeting or its calendar is deleted; null while it exists';
comment on column reporting.calendar_occurrences.hidden_since is 'Since when the portal does not show the event to the service any more, though nobody said that it is deleted; null while it does';
comment on column reporting.calendar_occurrences.valid_from is 'Since when the event is known to be as it is';
comment on column reporting.calendar_occurrences.sort_at is 'Where it stands in time: starts_at, or midnight UTC of start_date. For ranges and for ordering; -infinity where the event has no time';

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

comment on view reporting.calendar_series is 'The rules of recurring events in the standard''s words, for programs that expand them by themselves. Their occurrences are in reporting.calendar_occurrences; the event, and whether it is deleted, in reporting.calendar_events';
comment on column reporting.calendar_series.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_series.event_id is 'The recurring event; see reporting.calendar_events';
comment on column reporting.calendar_series.rule is 'RRULE as RFC 5545 writes it, for example FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10; UNTIL is the last day in the event''s time zone. Null where the rule makes no sense';
comment on column reporting.calendar_series.first_day is 'The first day by the rule, in the event''s time zone: not that of the event where this is none of the rule''s';
comment on column reporting.calendar_series.left_out is 'Days on which it does not take place though its rule says so, in the event''s time zone (EXDATE). Where an occurrence was changed, its original day is one of them, and the changed one is an event of its own';
comment on column reporting.calendar_series.problem is 'Why the series could not be expanded, and is shown once; null if it could';
