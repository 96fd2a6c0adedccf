create schema operation;

create table operation.action (
    action_id   bigint generated always as identity primary key,
    acted_at    timestamptz not null,
    user_name   text not null,
    what        text not null check (what in ('SWEEP', 'SELF_CHECK', 'SUBSCRIPTION_CHECK', 'SUSPEND', 'RESUME', 'ERASE',
                                              'REFETCH', 'RETRY', 'RETRY_ALL', 'DISCARD')),
    member_id   text not null,
    record_kind text,
    record_id   bigint,
    check ((record_kind is null) = (record_id is null))
);
comment on table operation.action is
    'What operators had done. Goes with the portal if that is erased, except the line that says so';

-- the newest first, and dropping the oldest
create index action_acted on operation.action (acted_at, action_id);
-- deleting what was done with one portal
create index action_portal on operation.action (member_id);
