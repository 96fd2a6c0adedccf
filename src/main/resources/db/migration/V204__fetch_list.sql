create schema fetch_list;

create table fetch_list.request (
    member_id      text not null,
    record_kind    text not null,
    record_id      bigint not null,
    state          text not null check (state in ('WAITING', 'SETTLED', 'DEAD')),
    urgency        smallint not null check (urgency in (0, 1, 2)),
    revision       bigint not null default 1,
    attempts       integer not null default 0,
    requested_at   timestamptz not null,
    due_at         timestamptz not null,
    layer          smallint not null default 0 check (layer between 0 and 4),
    delivery_id    bigint,
    acting_user_id bigint,
    claim          uuid,
    quick_repeats  smallint not null default 0,
    mark           text,
    fetched_at     timestamptz,
    settled_until  timestamptz,
    last_error     text,
    primary key (member_id, record_kind, record_id),
    check (claim is null or state = 'WAITING'),
    check ((state = 'SETTLED') <= (settled_until is not null)),
    check ((state = 'DEAD') <= (last_error is not null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
comment on table fetch_list.request is
    'Records to be read, once each. WAITING: to be read when due_at has come; under a claim, due_at is when the claim'
    ' expires. SETTLED: read a moment ago, kept for settled_until alone. DEAD: waiting cannot help';
comment on column fetch_list.request.urgency is
    '0 somebody changed the record just now, 1 a listing found it, 2 a step of a sweep, which looks for more to read';
comment on column fetch_list.request.revision is
    'Raised by every wish; a fetch that began at an older revision leaves the row waiting';
comment on column fetch_list.request.layer is
    'By what we came to know that the record has to be read: 0 a posted event, 1 the offline queue, 2 a sweep, 3 the'
    ' backfill, 4 an operator';
comment on column fetch_list.request.delivery_id is 'The delivery that asked for it last, where one did';
comment on column fetch_list.request.quick_repeats is
    'How often in a row the record changed again right after it was read';
comment on column fetch_list.request.mark is
    'How far a long reading of the record got, as its kind writes it; the next one begins there. Null for one that'
    ' begins at the beginning';
comment on column fetch_list.request.fetched_at is 'When the last successful reading began';
comment on column fetch_list.request.settled_until is 'A record that came to an end is not read again before this';

-- Nothing that happens every second or every ten may cost more because a list is long.

-- claiming what is due of one portal, and when the next is
create index request_due on fetch_list.request (member_id, (attempts > 0), urgency, due_at) where state = 'WAITING';
-- completing, prolonging and releasing what is under a claim
create index request_claimed on fetch_list.request (member_id, claim) where claim is not null;
-- sweeping out the settled rows of one portal
create index request_settled_of_portal on fetch_list.request (member_id, settled_until) where state = 'SETTLED';
-- taking off what was given up
create index request_dead on fetch_list.request (member_id, record_kind, record_id) where state = 'DEAD';
-- records that were given up: counting them, and forgetting them after their time
create index request_given_up on fetch_list.request (settled_until) where state = 'DEAD';
-- whether a sweep waits for records, and for how many
create index request_swept on fetch_list.request (member_id, attempts)
    where state = 'WAITING' and layer in (2, 3) and record_kind <> 'sweep_step';

create table fetch_list.pause (
    member_id   text primary key,
    until       timestamptz not null,
    failures    integer not null,
    batch_limit integer not null check (batch_limit between 1 and 50),
    reason      text not null,
    since       timestamptz not null default '-infinity',
    begun_at    timestamptz not null default '-infinity',
    refused     boolean not null default false,
    credentials bytea
);
comment on table fetch_list.pause is
    'Portals whose records wait because the portal as a whole failed; gone after the next success';
comment on column fetch_list.pause.since is
    'When the first failure of the row was noted; refusals and other failures count apart';
comment on column fetch_list.pause.begun_at is
    'When the last failure was noted. Of several requests that were under way together, one is counted';
comment on column fetch_list.pause.refused is
    'Whether the portal or the authorization server refuses the app; if not, the portal is away or overloaded';
comment on column fetch_list.pause.credentials is
    'A sealed digest of the configured credentials, so that a start with corrected ones ends the rest';
