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
comment on view sweep.progress is 'How far each sweep has come, per type of step, whether it is under way or finished';

create view reporting.sweeps as
select sweep.member_id,
       sweep.sweep_id,
       sweep.kind,
       sweep.started_at,
       sweep.finished_at,
       coalesce(steps.done, 0) as steps_done,
       coalesce(steps.total, 0) as steps_total,
       greatest(coalesce(steps.records, 0) - coalesce(list.waiting, 0), 0) as records_done,
       coalesce(steps.records, 0) as records_total,
       coalesce(steps.problems, 0) as problems,
       sweep.estimated_finish_at,
       sweep.outcome
from sweep.sweep
left join lateral (
    select sum(done)::bigint as done, sum(total)::bigint as total, sum(records)::bigint as records,
           sum(problems)::bigint as problems
    from sweep.progress
    where progress.sweep_id = sweep.sweep_id
) steps on true
left join lateral (
    select count(*) as waiting
    from fetch_list.request
    where request.member_id = sweep.member_id and request.state = 'WAITING' and request.layer in (2, 3)
      and request.record_kind <> 'sweep_step'
) list on sweep.finished_at is null;

comment on view reporting.sweeps is 'Comparisons of each portal with its copy, which find what events missed: the backfill after an installation, then regular sweeps. The last 30 per portal';
comment on column reporting.sweeps.member_id is 'The portal';
comment on column reporting.sweeps.sweep_id is 'Our number of the sweep';
comment on column reporting.sweeps.kind is 'BACKFILL: the first comparison after an installation. SWEEP: a regular one';
comment on column reporting.sweeps.started_at is 'When it began';
comment on column reporting.sweeps.finished_at is 'When it ended; null while it is under way';
comment on column reporting.sweeps.steps_done is 'Steps that have come to an end; a step is mostly one call';
comment on column reporting.sweeps.steps_total is 'Steps known so far: a step may find more to ask, so this grows';
comment on column reporting.sweeps.records_done is 'Of records_total, those that were read';
comment on column reporting.sweeps.records_total is 'Records that the sweep found to be new or changed and put on the fetch list';
comment on column reporting.sweeps.problems is 'Steps that could not do their work; see reporting.sweep_steps';
comment on column reporting.sweeps.estimated_finish_at is 'When it may end, by its pace so far; null before there is a pace, and after its end';
comment on column reporting.sweeps.outcome is 'DONE: every step came to an end. CANCELLED: the portal removed the app meanwhile. Null while it is under way';

create view reporting.sweep_steps as
select sweep.member_id, sweep.sweep_id, progress.type, progress.done, progress.total, progress.problems,
       progress.last_problem
from sweep.sweep
join sweep.progress using (sweep_id);

comment on view reporting.sweep_steps is 'How far each sweep has come, per type of step';
comment on column reporting.sweep_steps.member_id is 'The portal';
comment on column reporting.sweep_steps.sweep_id is 'The sweep; see reporting.sweeps';
comment on column reporting.sweep_steps.type is 'What the steps do, for example users, owner, window or crm_item';
comment on column reporting.sweep_steps.done is 'Steps that have come to an end';
comment on column reporting.sweep_steps.total is 'Steps known so far';
comment on column reporting.sweep_steps.problems is 'Steps that could not do their work, for example because the portal refuses the list; nothing is deleted by them';
comment on column reporting.sweep_steps.last_problem is 'What the last of them met with';
