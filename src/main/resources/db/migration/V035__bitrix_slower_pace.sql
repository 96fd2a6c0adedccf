alter table bitrix.request_budget
    add column halvings smallint not null default 0 check (halvings between 0 and 3),
    add column slowed_at timestamptz;
comment on column bitrix.request_budget.halvings is 'How often the pace was halved when slowed_at, because the portal said that its bucket is full; one is taken back every two minutes';
comment on column bitrix.request_budget.slowed_at is 'When the portal last said that its bucket is full';

create function bitrix.halvings_left(halvings smallint, slowed_at timestamptz, now timestamptz) returns integer
language sql immutable
return case when slowed_at is null then 0
            else greatest(0, halvings - floor(abs(extract(epoch from now - slowed_at)) / 120)::integer) end;
comment on function bitrix.halvings_left is 'How far the pace is lowered by now. A slowed_at in the future was set by a clock that was ahead of ours: as far away, it means as little';
