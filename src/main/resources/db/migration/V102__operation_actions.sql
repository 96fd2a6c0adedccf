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
comment on table operation.action is 'What operators had done. Goes with the portal if that is erased, except the line that says so';
-- the newest first, and dropping the oldest
create index action_acted on operation.action (acted_at, action_id);
-- deleting what was done with one portal
create index action_portal on operation.action (member_id);

create view reporting.operator_actions as
select action_id, acted_at, user_name, what, member_id, record_kind, record_id
from operation.action;
comment on view reporting.operator_actions is 'What operators had done with portals and records, as long as the delivery log reaches back. Of an erased portal only the line that it was erased stays';
comment on column reporting.operator_actions.action_id is 'Our number of the action';
comment on column reporting.operator_actions.acted_at is 'When it was asked for';
comment on column reporting.operator_actions.user_name is 'By which user of this service';
comment on column reporting.operator_actions.what is 'SWEEP, SELF_CHECK, SUBSCRIPTION_CHECK: begun. SUSPEND, RESUME, ERASE: done with the portal. REFETCH, RETRY, DISCARD: done with the record. RETRY_ALL: all records of the portal that were given up are tried again';
comment on column reporting.operator_actions.member_id is 'The portal; see reporting.portals, unless it was erased';
comment on column reporting.operator_actions.record_kind is 'calendar_section, calendar_event or timeline_comment; null if it was about the portal';
comment on column reporting.operator_actions.record_id is 'The record; null if it was about the portal';

create or replace procedure portal.grant_to_service()
language plpgsql
as $$
declare
    room text;
begin
    for room in
        select nspname
        from pg_namespace
        where nspname in ('portal', 'bitrix', 'fetch_list', 'scheduler', 'intake', 'mirror', 'subscription', 'sweep',
                          'offline', 'operation', 'reporting')
    loop
        execute format('grant usage on schema %I to b24_service', room);
        execute format('grant select, insert, update, delete on all tables in schema %I to b24_service', room);
        execute format('grant usage, select on all sequences in schema %I to b24_service', room);
        execute format('grant execute on all functions in schema %I to b24_service', room);
    end loop;
    -- what later migrations make, whatever the schema
    alter default privileges grant usage on schemas to b24_service;
    alter default privileges grant select, insert, update, delete on tables to b24_service;
    alter default privileges grant usage, select on sequences to b24_service;
    alter default privileges grant execute on functions to b24_service;
end
$$;
