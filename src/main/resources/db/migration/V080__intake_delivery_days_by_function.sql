-- the days of the delivery log are made and dropped while the service runs, which only the owner of the table may do; by
-- these functions a login can that owns nothing. Search paths are fixed, so that nobody can slip in a function of his own

create function intake.create_delivery_day(day date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    execute format('create table intake.%I partition of intake.delivery for values from (%L) to (%L)',
                   'delivery_' || to_char(day, 'YYYYMMDD'),
                   to_char(day, 'YYYY-MM-DD') || 'T00:00Z',
                   to_char(day + 1, 'YYYY-MM-DD') || 'T00:00Z');
end
$$;
comment on function intake.create_delivery_day(date) is 'Makes the partition of one day (UTC) of the delivery log';

create function intake.drop_delivery_day(day date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    name text := 'delivery_' || to_char(day, 'YYYYMMDD');
begin
    if not exists (select
                   from pg_inherits
                   where inhparent = 'intake.delivery'::regclass and inhrelid = to_regclass(format('intake.%I', name))) then
        raise exception 'The delivery log has no partition of %', day;
    end if;
    execute format('drop table intake.%I', name);
end
$$;
comment on function intake.drop_delivery_day(date) is 'Drops the partition of one day (UTC) of the delivery log, and nothing else';

revoke execute on function intake.create_delivery_day(date), intake.drop_delivery_day(date) from public;
