create schema subscription;

create table subscription.binding (
    member_id  text not null,
    event      text not null,
    type       text not null check (type in ('ONLINE', 'OFFLINE')),
    state      text not null check (state in ('BOUND', 'REFUSED')),
    reason     text,
    offered    boolean not null,
    checked_at timestamptz not null,
    primary key (member_id, event, type),
    check ((state = 'REFUSED') = (reason is not null))
);
comment on table subscription.binding is
    'What the portals send us, as the last check found it; every check of a portal replaces all its rows';
comment on column subscription.binding.offered is
    'Whether the portal listed the event as one that the app may bind; a refused event is tried again once it is'
    ' listed';

create table subscription.handler (
    member_id text not null,
    url       text not null,
    is_ours   boolean not null,
    noted_at  timestamptz not null,
    primary key (member_id, url)
);
comment on table subscription.handler is
    'Handler URLs at a portal that look like ours: those that this installation bound, which it may unbind once its'
    ' address changes, and those that it found and leaves alone';
comment on column subscription.handler.is_ours is
    'Whether this installation bound events to it; if not, the log has named it';

create table subscription.self_check (
    check_id    bigint generated always as identity primary key,
    member_id   text not null,
    nonce       text not null unique,
    state       text not null check (state in ('WAITING', 'ANSWERED', 'NO_ANSWER')),
    asked_at    timestamptz not null,
    answered_at timestamptz,
    check ((state = 'ANSWERED') = (answered_at is not null))
);
comment on table subscription.self_check is
    'Test events that we asked portals for, to see whether their events reach us';
comment on column subscription.self_check.nonce is
    'What the test event has to return; it is useless without the application token';

-- the checks of a portal, newest first
create index self_check_portal on subscription.self_check (member_id, asked_at);
