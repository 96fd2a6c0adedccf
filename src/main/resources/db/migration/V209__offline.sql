create schema offline;

-- 1 and 2 are the rows of the fetch list that request a first pass, and one that looks for leftovers
create sequence offline.pass start 3;

create table offline.row (
    row_no     bigint generated always as identity primary key,
    member_id  text not null,
    process_id text,
    message_id text,
    row_id     bigint,
    event      text not null,
    record_id  bigint,
    user_id    bigint,
    event_at   timestamptz,
    taken_at   timestamptz not null,
    state      text not null check (state in ('TAKEN', 'DONE', 'UNREADABLE'))
);
comment on table offline.row is
    'Rows that were taken from the portals'' offline queues, until they are dealt with. TAKEN: not interpreted yet.'
    ' DONE: the portal may forget the row. UNREADABLE: the portal has to learn that we do not understand the row';
comment on column offline.row.process_id is
    'The name under which the portal holds the row until it is acknowledged; null if it has forgotten the row already';
comment on column offline.row.event_at is 'When the event last happened, by the portal''s clock';
comment on column offline.row.taken_at is 'When the request that took the row left';

-- each row once, and the rows of a portal
create unique index row_once on offline.row (member_id, process_id, (coalesce(message_id, row_id::text)));

create table offline.portal (
    member_id     text primary key,
    basic         boolean not null default false,
    problem       text,
    problem_since timestamptz,
    check ((problem is null) = (problem_since is null))
);
comment on table offline.portal is 'What is known of the portals'' offline queues';
comment on column offline.portal.basic is
    'Whether the portal''s plan allows rows only to be taken for good, not to be held until they are done';
comment on column offline.portal.problem is
    'Why the portal refuses its queue; sweeps and installations ask it again';
