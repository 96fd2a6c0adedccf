create schema sweep;

create table sweep.sweep (
    sweep_id            bigint generated always as identity primary key,
    member_id           text not null,
    kind                text not null check (kind in ('BACKFILL', 'SWEEP')),
    started_at          timestamptz not null,
    surveyed_at         timestamptz,
    finished_at         timestamptz,
    outcome             text check (outcome in ('DONE', 'CANCELLED')),
    estimated_finish_at timestamptz,
    noted_at            timestamptz not null,
    check ((finished_at is null) = (outcome is null))
);
comment on table sweep.sweep is
    'Comparisons of a portal with our copy. BACKFILL: the first one after an installation. SWEEP: a regular one';
comment on column sweep.sweep.surveyed_at is
    'When everything that the first steps found had been read, so that steps which depend on it could be added';
comment on column sweep.sweep.outcome is
    'DONE: every step has ended. CANCELLED: the portal removed the app during the sweep';
comment on column sweep.sweep.noted_at is 'When any instance last wrote its progress to the log';

-- one unfinished sweep per portal
create unique index sweep_unfinished on sweep.sweep (member_id) where finished_at is null;
-- when the last sweep started, and which are the oldest
create index sweep_started on sweep.sweep (member_id, started_at);

create table sweep.step (
    step_id   bigint generated always as identity primary key,
    sweep_id  bigint not null references sweep.sweep on delete cascade,
    member_id text not null,
    type      text not null,
    key       text,
    payload   jsonb not null,
    records   integer not null default 0,
    done_at   timestamptz,
    problem   text,
    check (problem is null or done_at is not null)
) with (fillfactor = 80);
comment on table sweep.step is
    'What a running sweep has to ask its portal. Each step that is not done is on the fetch list as record sweep_step'
    ' with its step_id';
comment on column sweep.step.key is
    'What the step is about; a second step of the same type and key is not added. Null for steps that are never the'
    ' same';
comment on column sweep.step.records is 'How many records the step put on the fetch list';
comment on column sweep.step.problem is 'Why the step could not do its work; it counts as done all the same';

-- no step twice, and the steps of a sweep
create unique index step_once on sweep.step (sweep_id, type, key);
-- whether a sweep waits for steps
create index step_open on sweep.step (sweep_id) where done_at is null;

create table sweep.tally (
    sweep_id     bigint not null references sweep.sweep on delete cascade,
    type         text not null,
    steps        bigint not null,
    records      bigint not null,
    problems     bigint not null,
    last_problem text,
    primary key (sweep_id, type)
);
comment on table sweep.tally is 'The results of the steps of a finished sweep; the steps themselves are deleted';

create view sweep.progress as
select sweep_id,
       type,
       count(*) filter (where done_at is not null) as done,
       count(*) as total,
       coalesce(sum(records), 0)::bigint as records,
       count(problem) as problems,
       (array_agg(problem order by done_at desc) filter (where problem is not null))[1] as last_problem
from sweep.step
group by sweep_id, type
union all
select sweep_id, type, steps, steps, records, problems, last_problem
from sweep.tally;
comment on view sweep.progress is 'The progress of each sweep per type of step, whether it is running or finished';
