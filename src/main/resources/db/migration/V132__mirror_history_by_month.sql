-- Versions that are over stand in a partition per month in which they ended, so that whole months can be cut off. What is there
-- already becomes the first partition as it is, up to the month after the last version in it.
--
-- The views go by the table, not by its name: they are made again with the same text. Before PostgreSQL 17 a partitioned table
-- has no identity columns.
do $$
declare
    kind    text;
    history text;
    past    text;
    until   timestamptz;
    last_id bigint;
    views   jsonb;
    indexes text[];
    item    record;
    source  text;
begin
    perform set_config('search_path', 'pg_catalog', true);
    perform set_config('timezone', 'UTC', true);

    foreach kind in array array['calendar_section', 'calendar_event', 'timeline_comment'] loop
        history := kind || '_history';

        select coalesce(jsonb_object_agg(format('%I.%I', nspname, relname), pg_get_viewdef(oid)), '{}')
        into views
        from (
            select distinct view.oid, pg_namespace.nspname, view.relname
            from pg_depend
            join pg_rewrite on pg_rewrite.oid = pg_depend.objid and pg_depend.classid = 'pg_rewrite'::regclass
            join pg_class view on view.oid = pg_rewrite.ev_class
            join pg_namespace on pg_namespace.oid = view.relnamespace
            where pg_depend.refobjid = format('mirror.%I', history)::regclass
        ) using_it;

        execute format('select max(history_id), date_trunc(''month'', greatest(max(valid_until), now())) + interval ''1 month'''
                       ' from mirror.%I', history)
        into last_id, until;

        past := history || '_until_' || to_char(until, 'YYYYMM');
        select array_agg(pg_get_indexdef(indexrelid))
        into indexes
        from pg_index
        where indrelid = format('mirror.%I', history)::regclass and not indisprimary;
        for item in
            select relname
            from pg_index
            join pg_class on pg_class.oid = indexrelid
            where indrelid = format('mirror.%I', history)::regclass and not indisprimary
        loop
            execute format('alter index mirror.%I rename to %I', item.relname, item.relname || '_past');
        end loop;
        execute format('alter table mirror.%I drop constraint %I', history, history || '_pkey');
        execute format('alter table mirror.%I alter column history_id drop identity', history);
        execute format('alter table mirror.%I rename to %I', history, past);

        execute format('create table mirror.%I (like mirror.%I including all excluding indexes) partition by range (valid_until)',
                       history, past);
        execute format('create sequence mirror.%I owned by mirror.%I.history_id', history || '_id', history);
        execute format('alter table mirror.%I alter column history_id set default nextval(%L)', history,
                       'mirror.' || history || '_id');
        execute format('alter table mirror.%I add primary key (history_id, valid_until)', history);
        foreach source in array indexes loop
            execute source;
        end loop;
        execute format('comment on table mirror.%I is %L', history,
                       obj_description(format('mirror.%I', past)::regclass, 'pg_class')
                       || '. A partition per month in which they ended');

        if last_id is not null then
            execute format('alter table mirror.%I attach partition mirror.%I for values from (minvalue) to (%L)', history, past,
                           until);
            perform setval(format('mirror.%I', history || '_id'), last_id);
        end if;
        -- catches what no month's partition takes, so that an insert never fails for want of one
        execute format('create table mirror.%I partition of mirror.%I default', history || '_default', history);

        for item in select key, value from jsonb_each_text(views) loop
            execute format('create or replace view %s as %s', item.key, item.value);
        end loop;
        if last_id is null then
            execute format('drop table mirror.%I', past);
        end if;
    end loop;
end
$$;

-- months are made and dropped while the service runs, as the days of the delivery log are

create function mirror.create_history_month(kind text, month date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    first date := date_trunc('month', month);
begin
    if kind not in ('calendar_section', 'calendar_event', 'timeline_comment') then
        raise exception 'There is no history of %', kind;
    end if;
    execute format('create table mirror.%I partition of mirror.%I for values from (%L) to (%L)',
                   kind || '_history_' || to_char(first, 'YYYYMM'), kind || '_history',
                   to_char(first, 'YYYY-MM-DD') || 'T00:00Z',
                   to_char(first + interval '1 month', 'YYYY-MM-DD') || 'T00:00Z');
end
$$;
comment on function mirror.create_history_month(text, date) is 'Makes the partition of one month (UTC) of the versions of a kind that are over';

create table mirror.history_cut (
    record_kind  text primary key,
    cut_before   timestamptz not null
);
comment on table mirror.history_cut is 'Up to when versions that are over were dropped, where any were';
comment on column mirror.history_cut.cut_before is 'Versions that ended before this are gone, as far as they were not deleted with their portal';

create function mirror.drop_history_month(kind text, partition text, cut_before timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if partition !~ ('^' || kind || '_history_(until_)?[0-9]{6}$')
        or not exists (select
                       from pg_inherits
                       where inhparent = to_regclass(format('mirror.%I', kind || '_history'))
                           and inhrelid = to_regclass(format('mirror.%I', partition))) then
        raise exception 'The history of % has no partition %', kind, partition;
    end if;
    execute format('drop table mirror.%I', partition);
    insert into mirror.history_cut (record_kind, cut_before) values (kind, drop_history_month.cut_before)
    on conflict (record_kind) do update set cut_before = greatest(history_cut.cut_before, excluded.cut_before);
end
$$;
comment on function mirror.drop_history_month(text, text, timestamptz) is 'Drops a partition of the versions of a kind that are over, notes up to when they are gone, and does nothing else';

revoke execute on function mirror.create_history_month(text, date), mirror.drop_history_month(text, text, timestamptz) from public;

-- the role may not exist where the login that migrates could not make it
do $$
begin
    if exists (select from pg_roles where rolname = 'b24_service') then
        grant execute on function mirror.create_history_month(text, date) to b24_service;
        grant execute on function mirror.drop_history_month(text, text, timestamptz) to b24_service;
    end if;
end
$$;

create view reporting.history_kept as
select kind.record_kind, cut.cut_before as complete_since
from (values ('calendar_section'), ('calendar_event'), ('timeline_comment')) kind (record_kind)
left join mirror.history_cut cut using (record_kind);
comment on view reporting.history_kept is 'Since when the views of the history are complete: older versions may have been dropped. What was valid at an earlier moment cannot be told any more';
comment on column reporting.history_kept.record_kind is 'calendar_section, calendar_event or timeline_comment';
comment on column reporting.history_kept.complete_since is 'Every version that was valid then, or later, is there; null where none was dropped';
