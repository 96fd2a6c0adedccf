-- steps of sweeps and rounds of emptying an offline queue wait on the same list, but are no records
create or replace view reporting.pending_fetches as
select member_id, record_kind, record_id, state, attempts, due_at, requested_at, last_error
from fetch_list.request
where state in ('WAITING', 'DEAD') and record_kind not in ('sweep_step', 'offline_queue');
