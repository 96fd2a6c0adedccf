-- Nothing that happens every second or every ten may cost more because a list is long.

-- completing, prolonging and releasing what is under a claim
create index request_claimed on fetch_list.request (member_id, claim) where claim is not null;
-- sweeping out the settled rows of one portal
create index request_settled_of_portal on fetch_list.request (member_id, settled_until) where state = 'SETTLED';
drop index fetch_list.request_settled;
-- taking off what was given up
create index request_dead on fetch_list.request (member_id, record_kind, record_id) where state = 'DEAD';
-- whether a sweep waits for records, and for how many
create index request_swept on fetch_list.request (member_id, attempts)
    where state = 'WAITING' and layer in (2, 3) and record_kind <> 'sweep_step';

-- whether a sweep waits for steps
create index step_open on sweep.step (sweep_id) where done_at is null;

-- as before, but what waits is counted for sweeps that are under way only, and by request_swept
create or replace view reporting.sweeps as
select sweep.member_id,
       sweep.sweep_id,
       sweep.kind,
       sweep.started_at,
       sweep.finished_at,
       coalesce(steps.done, 0) as steps_done,
       coalesce(steps.total, 0) as steps_total,
       greatest(coalesce(steps.records, 0) - case when sweep.finished_at is null then (
           select count(*)
           from fetch_list.request
           where request.member_id = sweep.member_id and request.state = 'WAITING' and request.layer in (2, 3)
             and request.record_kind <> 'sweep_step'
       ) else 0 end, 0) as records_done,
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
) steps on true;
