alter table mirror.calendar_section
    add column content_hash bytea,
    add column valid_from timestamptz,
    add column is_addition boolean not null default true,
    add column layer text not null default 'ONLINE' check (layer in ('ONLINE', 'OFFLINE', 'SWEEP', 'BACKFILL', 'OPERATOR')),
    add column delivery_id bigint,
    add column hidden_since timestamptz;
update mirror.calendar_section set valid_from = fetched_at;
alter table mirror.calendar_section
    alter column valid_from set not null,
    alter column is_addition drop default,
    alter column layer drop default;

alter table mirror.calendar_event
    add column content_hash bytea,
    add column read_as bigint,
    add column valid_from timestamptz,
    add column is_addition boolean not null default true,
    add column layer text not null default 'ONLINE' check (layer in ('ONLINE', 'OFFLINE', 'SWEEP', 'BACKFILL', 'OPERATOR')),
    add column delivery_id bigint,
    add column hidden_since timestamptz;
update mirror.calendar_event set valid_from = fetched_at;
alter table mirror.calendar_event
    alter column valid_from set not null,
    alter column is_addition drop default,
    alter column layer drop default;

alter table mirror.timeline_comment
    add column content_hash bytea,
    add column read_as bigint,
    add column valid_from timestamptz,
    add column is_addition boolean not null default true,
    add column layer text not null default 'ONLINE' check (layer in ('ONLINE', 'OFFLINE', 'SWEEP', 'BACKFILL', 'OPERATOR')),
    add column delivery_id bigint,
    add column hidden_since timestamptz;
update mirror.timeline_comment set valid_from = fetched_at;
alter table mirror.timeline_comment
    alter column valid_from set not null,
    alter column is_addition drop default,
    alter column layer drop default;

comment on column mirror.calendar_event.content_hash is 'SHA-256 over what the record says, see ContentHash; a reading with the same hash is no new version. Null in rows that are older than versions';
comment on column mirror.calendar_event.read_as is 'The user whose token read this version; null for the service''s own identity';
comment on column mirror.calendar_event.valid_from is 'When the first reading that showed this version left';
comment on column mirror.calendar_event.is_addition is 'Whether the record was not there before: its first version, or the first after a deletion';
comment on column mirror.calendar_event.layer is 'By what we came to know of this version';
comment on column mirror.calendar_event.delivery_id is 'The delivery that led to this version, where one did';
comment on column mirror.calendar_event.hidden_since is 'Since when the portal does not show the event, or not fully, to any user whose token we hold; the copy is the last that it showed';

create table mirror.calendar_section_history (
    like mirror.calendar_section,
    history_id           bigint generated always as identity primary key,
    valid_until          timestamptz not null,
    ended_by_deletion    boolean not null,
    ended_by_layer       text not null,
    ended_by_delivery_id bigint,
    check (valid_until >= valid_from)
);
alter table mirror.calendar_section_history drop column hidden_since;
comment on table mirror.calendar_section_history is 'Versions of calendars that are over; the current one is in mirror.calendar_section';

create table mirror.calendar_event_history (
    like mirror.calendar_event,
    history_id           bigint generated always as identity primary key,
    valid_until          timestamptz not null,
    ended_by_deletion    boolean not null,
    ended_by_layer       text not null,
    ended_by_delivery_id bigint,
    check (valid_until >= valid_from)
);
alter table mirror.calendar_event_history drop column hidden_since, drop column seen_at;
comment on table mirror.calendar_event_history is 'Versions of events that are over; the current one is in mirror.calendar_event. Participants and CRM links of a version are in its raw';

create table mirror.timeline_comment_history (
    like mirror.timeline_comment,
    history_id           bigint generated always as identity primary key,
    valid_until          timestamptz not null,
    ended_by_deletion    boolean not null,
    ended_by_layer       text not null,
    ended_by_delivery_id bigint,
    check (valid_until >= valid_from)
);
alter table mirror.timeline_comment_history drop column hidden_since;
comment on table mirror.timeline_comment_history is 'Versions of comments that are over; the current one is in mirror.timeline_comment. Files of a version are in its raw';

-- the history of one record
create index calendar_section_history_record on mirror.calendar_section_history (member_id, section_id, valid_from);
create index calendar_event_history_record on mirror.calendar_event_history (member_id, event_id, valid_from);
create index timeline_comment_history_record on mirror.timeline_comment_history (member_id, comment_id, valid_from);
