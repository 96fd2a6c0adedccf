create schema mirror;

create table mirror.tombstone (
    member_id  text not null,
    kind       text not null check (kind in ('calendar_section', 'calendar_event', 'timeline_comment')),
    record_id  bigint not null,
    deleted_at timestamptz not null,
    told_at    timestamptz not null,
    primary key (member_id, kind, record_id),
    check (told_at >= deleted_at)
);
comment on table mirror.tombstone is 'Records that are gone. A copy of one counts as deleted until the record is seen by a reading that began after told_at; so what a reading and a deletion that cross leave behind does not depend on which of them commits first. Rows must outlive the copies: without them a late reading would bring a record back to life';
comment on column mirror.tombstone.deleted_at is 'When we were told first';
comment on column mirror.tombstone.told_at is 'When we were told last';
