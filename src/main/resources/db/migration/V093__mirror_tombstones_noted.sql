-- by itself: it waits for readers, and while it waits for one more lock they would wait for it
alter table mirror.tombstone add column noted_at timestamptz;
update mirror.tombstone set noted_at = deleted_at;
alter table mirror.tombstone
    alter column noted_at set default now(),
    alter column noted_at set not null;
comment on column mirror.tombstone.noted_at is 'When it was written: a deletion may have waited in the spill, or for an installation, since it was told';
