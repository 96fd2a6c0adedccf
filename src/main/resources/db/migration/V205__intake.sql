create schema intake;

create sequence intake.delivery_id;

create table intake.delivery (
    delivery_id      bigint not null,
    member_id        text not null,
    event            text not null,
    event_handler_id bigint,
    record_kind      text,
    record_id        bigint,
    user_id          bigint,
    event_at         timestamptz not null,
    received_at      timestamptz not null,
    data             jsonb not null,
    duplicates       integer not null,
    primary key (received_at, delivery_id)
) partition by range (received_at);
comment on table intake.delivery is
    'Every authentic event, once; a partition per day, dropped after the retention time';

-- takes what no partition of a day takes, so that an insert never fails for lack of one
create table intake.delivery_default partition of intake.delivery default;

-- the deliveries of one record, and the last event of a portal
create index delivery_record on intake.delivery (member_id, record_kind, record_id, received_at);
create index delivery_portal on intake.delivery (member_id, received_at);

-- The partitions of the delivery log are created and dropped while the service runs, which only the owner of the table
-- may do. These functions let a login do it that owns nothing. Their search paths are fixed, so that no caller can slip
-- in a function of its own.
create function intake.create_delivery_day(day date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    execute format('create table intake.%I partition of intake.delivery for values from (%L) to (%L)',
                   'delivery_' || to_char(day, 'YYYYMMDD'),
                   to_char(day, 'YYYY-MM-DD') || 'T00:00Z',
                   to_char(day + 1, 'YYYY-MM-DD') || 'T00:00Z');
end
$$;
comment on function intake.create_delivery_day(date) is 'Creates the partition of one day (UTC) of the delivery log';

create function intake.drop_delivery_day(day date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    name text := 'delivery_' || to_char(day, 'YYYYMMDD');
begin
    if not exists (select
                   from pg_inherits
                   where inhparent = 'intake.delivery'::regclass
                       and inhrelid = to_regclass(format('intake.%I', name))) then
        raise exception 'The delivery log has no partition of %', day;
    end if;
    execute format('drop table intake.%I', name);
end
$$;
comment on function intake.drop_delivery_day(date) is
    'Drops the partition of one day (UTC) of the delivery log, and nothing else';

revoke execute on function intake.create_delivery_day(date), intake.drop_delivery_day(date) from public;

-- An event may be stored twice although it was posted once: if the answer to a commit got lost, if a commit took so
-- long that the event went into the spill as well, or if a replay died before the spill had noted that it was done. The
-- arrival, a random number given to every post, tells that from a repeat by the portal.

create table intake.fingerprint (
    fingerprint bytea primary key check (length(fingerprint) = 32),
    delivery_id bigint not null,
    received_at timestamptz not null,
    arrival     uuid
);
comment on table intake.fingerprint is
    'SHA-256 of what identifies an event, by which a repeat is recognized; not in the partitions, because a unique'
    ' index over them would need their key';
comment on column intake.fingerprint.arrival is 'The post that brought the delivery';

-- dropping fingerprints after their time
create index fingerprint_received on intake.fingerprint (received_at);

create table intake.arrival (
    arrival     uuid primary key,
    received_at timestamptz not null
);
comment on table intake.arrival is 'Posts that were counted as repeats, so that each is counted once';
comment on column intake.arrival.arrival is 'The random number given to the post';
comment on column intake.arrival.received_at is 'When the post arrived';

-- dropping them with the fingerprints
create index arrival_received on intake.arrival (received_at);

create table intake.quarantine (
    quarantine_id            bigint generated always as identity primary key,
    member_id                text not null,
    application_token_digest text,
    event                    text not null,
    event_handler_id         bigint,
    user_id                  bigint,
    record_id                bigint,
    event_at                 timestamptz not null,
    received_at              timestamptz not null,
    data                     jsonb not null,
    fingerprint              bytea not null,
    arrival                  uuid
);
comment on table intake.quarantine is
    'Events that were not authentic, without their secrets; authenticated again after the next verified installation'
    ' of their portal';
comment on column intake.quarantine.arrival is 'The post that brought the event, so that it is kept once';

-- authenticating again
create index quarantine_portal on intake.quarantine (member_id);
-- deleting what did not become authentic in time
create index quarantine_received on intake.quarantine (received_at);
create unique index quarantine_arrival on intake.quarantine (arrival);
comment on index intake.quarantine_arrival is 'Keeping a post once';

create table intake.refusal (
    member_id  text not null,
    source     text not null,
    deliveries bigint not null check (deliveries > 0),
    first_at   timestamptz not null,
    last_at    timestamptz not null,
    primary key (member_id, source)
);
comment on table intake.refusal is
    'Sources of events that were not authentic, and how many; strangers can fill it, so only the newest are kept';
comment on column intake.refusal.member_id is 'The portal that the events claimed to come from';
comment on column intake.refusal.source is 'The address that the events came from';

-- dropping the oldest
create index refusal_last on intake.refusal (last_at);

create table intake.probe (
    only_row boolean primary key default true check (only_row),
    at       timestamptz not null
);
comment on table intake.probe is 'Written to find out whether PostgreSQL takes writes again';
comment on column intake.probe.only_row is 'There is one row';
comment on column intake.probe.at is 'When the row was last written';
