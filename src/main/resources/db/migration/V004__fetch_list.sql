create schema fetch_list;

create table fetch_list.request (
    member_id      text not null,
    record_kind    text not null,
    record_id      bigint not null,
    state          text not null check (state in ('WAITING', 'SETTLED', 'DEAD')),
    urgency        smallint not null check (urgency in (0, 1)),
    revision       bigint not null default 1,
    attempts       integer not null default 0,
    requested_at   timestamptz not null,
    due_at         timestamptz not null,
    acting_user_id bigint,
    claim          uuid,
    quick_repeats  smallint not null default 0,
    fetched_at     timestamptz,
    settled_until  timestamptz,
    last_error     text,
    primary key (member_id, record_kind, record_id),
    check (claim is null or state = 'WAITING'),
    check ((state = 'SETTLED') <= (settled_until is not null)),
    check ((state = 'DEAD') <= (last_error is not null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

comment on table fetch_list.request is 'Records to be read, once each. WAITING: to be read when due_at has come; under a claim, due_at is when the claim expires. SETTLED: read a moment ago, kept for settled_until alone. DEAD: waiting cannot help';
comment on column fetch_list.request.settled_until is 'A record that came to an end is not read again before this';
comment on column fetch_list.request.fetched_at is 'When the last successful reading began';
comment on column fetch_list.request.revision is 'Raised by every wish; a fetch that began at an older revision leaves the row waiting';
comment on column fetch_list.request.quick_repeats is 'How often in a row the record changed again right after it was read';

-- claiming what is due of one portal, and when the next is
create index request_due on fetch_list.request (member_id, (attempts > 0), urgency, due_at) where state = 'WAITING';
-- sweeping out rows that have served their time
create index request_settled on fetch_list.request (settled_until) where state = 'SETTLED';

create table fetch_list.pause (
    member_id   text primary key,
    until       timestamptz not null,
    failures    integer not null,
    batch_limit integer not null check (batch_limit between 1 and 50),
    reason      text not null
);
comment on table fetch_list.pause is 'Portals whose records wait because the portal as a whole failed; gone after the next success';

create schema scheduler;

create table scheduler.scheduled_tasks (
    task_name            text not null,
    task_instance        text not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
comment on table scheduler.scheduled_tasks is 'Background work, as db-scheduler keeps it';
create index scheduled_tasks_due on scheduler.scheduled_tasks (execution_time);
create index scheduled_tasks_heartbeat on scheduler.scheduled_tasks (last_heartbeat);
create index scheduled_tasks_priority on scheduler.scheduled_tasks (priority desc, execution_time asc);
