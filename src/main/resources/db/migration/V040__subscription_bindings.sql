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
comment on table subscription.binding is 'What the portals were found to send us; replaced as a whole by every check of a portal';
comment on column subscription.binding.offered is 'Whether the portal listed the event as one that the app may bind; a refused event is tried again once it is listed';

create view reporting.subscriptions as
select member_id, event, type, state, reason, checked_at
from subscription.binding;

comment on view reporting.subscriptions is 'Which events each portal was found to send, and which it refuses to send. Portals of webhook mode have none here: their administrator chooses the events';
comment on column reporting.subscriptions.member_id is 'The portal';
comment on column reporting.subscriptions.event is 'Event code in upper case, for example ONCALENDARENTRYADD';
comment on column reporting.subscriptions.type is 'ONLINE: the portal posts the event to us, once. OFFLINE: the portal keeps it until we ask, which makes up for posts that got lost';
comment on column reporting.subscriptions.state is 'BOUND: subscribed to. REFUSED: the portal does not let us, see reason; tried again after the next installation, when the app is granted more, and daily';
comment on column reporting.subscriptions.reason is 'Why the portal refused, in its words; null if it did not';
comment on column reporting.subscriptions.checked_at is 'When we last saw it so';
