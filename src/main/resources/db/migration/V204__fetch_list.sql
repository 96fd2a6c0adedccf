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
    'Records to be read, once each. WAITING: to be read at due_at; under a claim, due_at is the end of the lease.'
    ' SETTLED: read a moment ago, kept only for settled_until. DEAD: given up, waiting does not help';
comment on column fetch_list.request.urgency is
    '0 the record was changed just now, 1 a listing found it, 2 a step of a sweep, which looks for more to read';
comment on column fetch_list.request.revision is
    'Incremented by every request; a reading that began at an older revision leaves the row waiting';
comment on column fetch_list.request.layer is
    'What showed that the record has to be read: 0 a posted event, 1 the offline queue, 2 a sweep, 3 the backfill,'
    ' 4 an operator';
comment on column fetch_list.request.delivery_id is 'The last delivery that requested the record, if any';
comment on column fetch_list.request.quick_repeats is
    'How often in a row the record changed again right after it was read';
comment on column fetch_list.request.mark is
    'How far a long reading of the record came, as its kind writes it; the next one resumes there. Null if it starts'
    ' from the beginning';
comment on column fetch_list.request.fetched_at is 'When the last successful reading began';
comment on column fetch_list.request.settled_until is 'A record whose reading has ended is not read again before this';

-- What runs every few seconds must not cost more on a long list.

-- leasing the due records of one portal, and finding when the next one is due
create index request_due on fetch_list.request (member_id, (attempts > 0), urgency, due_at) where state = 'WAITING';
-- completing, renewing and releasing the rows under a claim
create index request_claimed on fetch_list.request (member_id, claim) where claim is not null;
-- purging the settled rows of one portal
create index request_settled_of_portal on fetch_list.request (member_id, settled_until) where state = 'SETTLED';
-- taking records that were given up off the list
create index request_dead on fetch_list.request (member_id, record_kind, record_id) where state = 'DEAD';
-- counting records that were given up, and deleting them after their retention
create index request_given_up on fetch_list.request (settled_until) where state = 'DEAD';
-- whether a sweep still waits for records, and for how many
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
    'The back-off from portals that failed as a whole; deleted after the next success';
comment on column fetch_list.pause.since is
    'When the first failure in a row happened; refusals and other failures are counted separately';
comment on column fetch_list.pause.begun_at is
    'When the last failure was counted. Requests that failed at the same time count as one';
comment on column fetch_list.pause.refused is
    'Whether the portal or the authorization server refuses the app; otherwise the portal is away or overloaded';
comment on column fetch_list.pause.credentials is
    'A sealed digest of the configured credentials, so that a start with corrected ones ends the back-off';
