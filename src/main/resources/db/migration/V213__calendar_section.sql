-- Calendars, which Bitrix24 calls sections.

create table mirror.calendar_section (
    member_id     text not null,
    section_id    bigint not null,
    calendar_type text,
    owner_id      bigint,
    name          text,
    description   text,
    color         text,
    text_color    text,
    created_by    bigint,
    external_type text,
    is_collab     boolean
);
comment on table mirror.calendar_section is 'Our copy of calendar.section.get';

call mirror.keep_versions('calendar_section', 'section_id');

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
    s.deleted_at,
    s.hidden_since,
    s.valid_from,
    s.layer,
    s.delivery_id,
    s.updated_at
from mirror.calendar_section_current s;
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
from mirror.calendar_section_versions h;
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
