create table mirror.listed_difference (
    member_id text not null,
    kind      text not null check (kind in ('calendar_event', 'timeline_comment')),
    record_id bigint not null,
    digest    text not null,
    listed_at timestamptz not null,
    primary key (member_id, kind, record_id)
);
comment on table mirror.listed_difference is 'Records that a listing last showed otherwise than our copy. A copy that was read since and is still the same is right as it is: the listing words something differently, and reading again would not change that';
comment on column mirror.listed_difference.digest is 'Of what the listing and our copy said, both together';
comment on column mirror.listed_difference.listed_at is 'When the listing left that showed this difference first';
