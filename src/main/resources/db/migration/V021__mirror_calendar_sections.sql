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
    is_collab     boolean,
    raw           jsonb not null,
    fetched_at    timestamptz not null,
    primary key (member_id, section_id)
);
comment on table mirror.calendar_section is 'Our copy of calendar.section.get; fetched_at is when the request left, so the record was not older than that';

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
    t.deleted_at
from mirror.calendar_section s
left join mirror.tombstone t
    on t.member_id = s.member_id
    and t.kind = 'calendar_section'
    and t.record_id = s.section_id
    and t.told_at >= s.fetched_at;

comment on view reporting.calendar_sections is 'Calendars (Bitrix24 calls them sections) of users, groups, the company, meeting rooms and resources; deleted ones stay, with deleted_at';
comment on column reporting.calendar_sections.member_id is 'The portal; see reporting.portals';
comment on column reporting.calendar_sections.section_id is 'The calendar''s id, unique within its portal';
comment on column reporting.calendar_sections.calendar_type is 'Whose calendar it is: user, group, company_calendar, location (meeting room), resource, or another type of Bitrix24';
comment on column reporting.calendar_sections.owner_id is 'Id of the owning user or group; 0 for the company, rooms and resources';
comment on column reporting.calendar_sections.name is 'The calendar''s name';
comment on column reporting.calendar_sections.description is 'Free text about the calendar; null where there is none';
comment on column reporting.calendar_sections.color is 'Colour on the screen, for example #9cbeee';
comment on column reporting.calendar_sections.text_color is 'Text colour on the screen';
comment on column reporting.calendar_sections.created_by is 'Id of the user who created the calendar';
comment on column reporting.calendar_sections.external_type is 'Where the calendar is synchronised with: local for a calendar of Bitrix24 alone, else for example google';
comment on column reporting.calendar_sections.is_collab is 'Whether the calendar belongs to a collaboration';
comment on column reporting.calendar_sections.raw is 'The whole record as Bitrix24 gave it, without secrets such as EXPORT.LINK';
comment on column reporting.calendar_sections.fetched_at is 'The record is at least as new as this';
comment on column reporting.calendar_sections.deleted_at is 'When we were told that the calendar is deleted; null while it exists';
