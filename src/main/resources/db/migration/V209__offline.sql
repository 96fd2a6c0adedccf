create schema offline;

-- 1 and 2 are the rows of the fetch list by which a first round is asked for, and one that looks for leftovers
create sequence offline.round start 3;

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
    'Rows that were taken from the portals'' offline queues, until nothing has to be done about them any more. TAKEN:'
    ' nothing is done yet. DONE: the portal may forget it. UNREADABLE: the portal is to hear that we do not understand'
    ' it';
comment on column offline.row.process_id is
    'In whose name the portal holds the row until it hears of it; null if it has forgotten it already';
comment on column offline.row.event_at is 'When the event happened last, by the portal''s clock';
comment on column offline.row.taken_at is 'When the request left that took the row';

-- no row twice, and the rows of a portal
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
    'Whether the portal''s plan lets rows only be taken for good, not be held until they are done';
comment on column offline.portal.problem is
    'Why the portal does not give its queue away; it is asked again in sweeps and after an installation';
