-- A deleted calendar takes its meetings along, and one that is there after all brings them back. Some hundred of them are
-- written at once, in the transaction that keeps the fact; the rest follows in pages, each a short transaction of its own.
create table mirror.unfinished_calendar (
    member_id  text not null,
    section_id bigint not null,
    is_back    boolean not null,
    told_at    timestamptz not null,
    seen_at    timestamptz,
    layer      text not null,
    delivery_id bigint,
    done_until bigint not null default 0,
    primary key (member_id, section_id, is_back),
    check (is_back = (seen_at is not null))
);
comment on table mirror.unfinished_calendar is 'Calendars with more events than one transaction should write, whose deletion, or return, is not written for all of them yet';
comment on column mirror.unfinished_calendar.is_back is 'Whether the calendar is there after all; otherwise it was deleted';
comment on column mirror.unfinished_calendar.told_at is 'When we were told of the deletion last';
comment on column mirror.unfinished_calendar.seen_at is 'When the reading began that showed the calendar after all';
comment on column mirror.unfinished_calendar.layer is 'By what the deletion became known';
comment on column mirror.unfinished_calendar.delivery_id is 'The delivery that told of the deletion, where one did';
comment on column mirror.unfinished_calendar.done_until is 'Events with ids up to this one are done';

-- a page of a calendar's events, and of the tombstones that a calendar's deletion wrote
create index calendar_event_of_section on mirror.calendar_event (member_id, section_id, event_id);
drop index mirror.tombstone_section;
create index tombstone_section on mirror.tombstone (member_id, section_id, record_id) where section_id is not null;
