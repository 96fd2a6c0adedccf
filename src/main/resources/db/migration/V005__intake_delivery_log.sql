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
comment on table intake.delivery is 'Every authentic event, once; a partition per day, dropped when its time is over';

-- catches what no day's partition takes, so that an insert never fails for want of one
create table intake.delivery_default partition of intake.delivery default;

-- the deliveries of one record, and the last event of a portal
create index delivery_record on intake.delivery (member_id, record_kind, record_id, received_at);
create index delivery_portal on intake.delivery (member_id, received_at);

create table intake.fingerprint (
    fingerprint bytea primary key check (length(fingerprint) = 32),
    delivery_id bigint not null,
    received_at timestamptz not null
);
comment on table intake.fingerprint is 'SHA-256 of what makes an event this event, by which a repeat is told; outside the partitions, since a unique index over them would need their key';
-- dropping fingerprints after their time
create index fingerprint_received on intake.fingerprint (received_at);

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
    fingerprint              bytea not null
);
comment on table intake.quarantine is 'Events that nobody vouched for, without their secrets; judged again after the next verified installation of their portal';
-- judging again
create index quarantine_portal on intake.quarantine (member_id);
-- dropping what nobody vouched for in time
create index quarantine_received on intake.quarantine (received_at);
