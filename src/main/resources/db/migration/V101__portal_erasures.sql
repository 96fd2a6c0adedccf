alter table portal.farewell add column forgotten boolean not null default false;
comment on column portal.farewell.forgotten is 'Whether an operator erased the portal: then its own row goes as well, last of all';
