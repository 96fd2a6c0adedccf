-- b24_service: what the service may do at run time, and no more. Using it is optional; a login that owns the tables
-- needs none of it.

-- also for a role that is made later: `call portal.grant_to_service()`
create procedure portal.grant_to_service()
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
comment on procedure portal.grant_to_service() is 'Lets the role b24_service do what the service needs at run time';
revoke execute on procedure portal.grant_to_service() from public;

do $$
begin
    if not exists (select from pg_roles where rolname = 'b24_service') then
        create role b24_service nologin;
    end if;
exception
    -- another database of this server makes it at this moment
    when duplicate_object or unique_violation then
        raise notice 'role b24_service exists';
    when insufficient_privilege then
        raise notice 'no role b24_service: this login may not create roles, and it is optional';
end
$$;

do $$
begin
    if exists (select from pg_roles where rolname = 'b24_service') then
        call portal.grant_to_service();
    end if;
end
$$;
