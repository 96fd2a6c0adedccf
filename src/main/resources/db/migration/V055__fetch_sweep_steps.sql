alter table fetch_list.request
    drop constraint request_urgency_check,
    add constraint request_urgency_check check (urgency in (0, 1, 2));
comment on column fetch_list.request.urgency is '0 somebody changed the record just now, 1 a listing found it, 2 a step of a sweep, which looks for more to read';

-- steps of a sweep wait on the same list, but are no records
create or replace view reporting.pending_fetches as
select member_id, record_kind, record_id, state, attempts, due_at, requested_at, last_error
from fetch_list.request
where state in ('WAITING', 'DEAD') and record_kind <> 'sweep_step';
