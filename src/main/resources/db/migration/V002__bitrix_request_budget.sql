create schema bitrix;

create table bitrix.request_budget (
    member_id text primary key,
    booked_until timestamptz not null
);
comment on table bitrix.request_budget is 'A portal''s leaky bucket, shared by all instances: every request books one interval; what is booked beyond now is how full the bucket is';
