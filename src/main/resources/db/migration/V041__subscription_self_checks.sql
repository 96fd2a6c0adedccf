create table subscription.self_check (
    check_id    bigint generated always as identity primary key,
    member_id   text not null,
    nonce       text not null unique,
    state       text not null check (state in ('WAITING', 'ANSWERED', 'NO_ANSWER')),
    asked_at    timestamptz not null,
    answered_at timestamptz,
    check ((state = 'ANSWERED') = (answered_at is not null))
);
comment on table subscription.self_check is 'Test events that we asked portals for, to see whether their events reach us';
comment on column subscription.self_check.nonce is 'What the test event has to bring back; guessing it is of no use without the application token';
-- the checks of a portal, newest first
create index self_check_portal on subscription.self_check (member_id, asked_at);

create view reporting.self_checks as
select member_id,
       asked_at,
       answered_at,
       state,
       greatest(0, round(extract(epoch from answered_at - asked_at), 3)) as seconds
from subscription.self_check;

comment on view reporting.self_checks is 'Whether portals'' events reach us: each was asked by event.test for a test event of its own. Kept for 30 days';
comment on column reporting.self_checks.member_id is 'The portal';
comment on column reporting.self_checks.asked_at is 'When we asked for the test event';
comment on column reporting.self_checks.answered_at is 'When the test event arrived; null if it has not';
comment on column reporting.self_checks.state is 'WAITING: asked less than 5 minutes ago. ANSWERED: it arrived. NO_ANSWER: it did not arrive within 5 minutes; should it come later, the state becomes ANSWERED';
comment on column reporting.self_checks.seconds is 'How long it took; null if it has not arrived';
