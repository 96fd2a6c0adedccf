create schema reporting;
comment on schema reporting is 'What readers may rely on: views only. The tables behind them may change at any time';

-- a role belongs to the whole server, so another database of it may have made it already
do $$
begin
    create role b24_reporting nologin;
exception
    when duplicate_object or unique_violation then
        raise notice 'role b24_reporting exists';
    when insufficient_privilege then
        raise exception 'This login may not create roles'
            using hint = 'Run once as an administrator: create role b24_reporting nologin';
end
$$;

grant usage on schema reporting to b24_reporting;
alter default privileges in schema reporting grant select on tables to b24_reporting;
