alter table fetch_list.pause add column begun_at timestamptz not null default '-infinity';
comment on column fetch_list.pause.begun_at is 'When the last failure was noted. Of several requests that were under way together, one is counted';
