-- An event may be stored twice although it was posted once: when the answer to a commit got lost, when a commit took so
-- long that the event went into the spill as well, when a replay died before the spill had noted that it was done. What
-- tells that from a repeat of the portal's is the arrival, a random number that every post is given.

-- null in rows of before, and of an instance that is about to be replaced
alter table intake.fingerprint add column arrival uuid;
comment on column intake.fingerprint.arrival is 'The post that brought the delivery';

create table intake.arrival (
    arrival     uuid primary key,
    received_at timestamptz not null
);
comment on table intake.arrival is 'Posts that were counted as repeats, so that each is counted once';
comment on column intake.arrival.arrival is 'The random number that the post was given';
comment on column intake.arrival.received_at is 'When it came';
-- dropping them with the fingerprints
create index arrival_received on intake.arrival (received_at);

alter table intake.quarantine add column arrival uuid;
comment on column intake.quarantine.arrival is 'The post that brought the event, so that it is kept once';
create unique index quarantine_arrival on intake.quarantine (arrival);
comment on index intake.quarantine_arrival is 'Keeping a post once';

create table intake.probe (
    only_row boolean primary key default true check (only_row),
    at       timestamptz not null
);
comment on table intake.probe is 'Written to find out whether PostgreSQL takes writes again';
comment on column intake.probe.only_row is 'There is one row';
comment on column intake.probe.at is 'When it was written last';
