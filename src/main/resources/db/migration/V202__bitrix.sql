create schema bitrix;

create table bitrix.request_budget (
    member_id    text primary key,
    booked_until timestamptz not null,
    halvings     smallint not null default 0 check (halvings between 0 and 3),
    slowed_at    timestamptz
);
comment on table bitrix.request_budget is
    'A portal''s leaky bucket, shared by all instances: every request books one interval; the time from now until'
    ' booked_until shows how full the bucket is';
comment on column bitrix.request_budget.halvings is
    'How often the rate was halved by slowed_at, because the portal said that its bucket is full; every two minutes'
    ' take one halving back';
comment on column bitrix.request_budget.slowed_at is 'When the portal last said that its bucket is full';

create function bitrix.halvings_left(halvings smallint, slowed_at timestamptz, now timestamptz) returns integer
language sql immutable
return case when slowed_at is null then 0
            else greatest(0, halvings - floor(abs(extract(epoch from now - slowed_at)) / 120)::integer) end;
comment on function bitrix.halvings_left is
    'The halvings that still apply. A slowed_at in the future was set by a clock that was ahead of ours, and counts'
    ' like one equally far in the past';

create table bitrix.method_pause (
    member_id text not null,
    method    text not null check (method = lower(method)),
    until     timestamptz not null,
    failures  integer not null default 0,
    primary key (member_id, method)
);
comment on table bitrix.method_pause is
    'Methods that used up their operating time on a portal, and when they may be called again; other methods are not'
    ' affected. Method batch stands for all of them';
comment on column bitrix.method_pause.failures is 'How often in a row the method was blocked with no known end';
