create schema reporting;
comment on schema reporting is 'What readers may rely on: views only. The tables behind them may change at any time';

-- a role belongs to the whole server, so another database of it may have made it already
do $$
begin
    create role b24_reporting nologin;
exception
    when duplicate_object or unique_violation then
        raise notice 'role b24_reporting exists';
    when insufficient_privilege then
        raise exception 'This login may not create roles'
            using hint = 'Run once as an administrator: create role b24_reporting nologin';
end
$$;

grant usage on schema reporting to b24_reporting;
alter default privileges in schema reporting grant select on tables to b24_reporting;

create view reporting.portals as
select portal.member_id,
       portal.domain,
       portal.state,
       portal.app_status,
       portal.scope,
       portal.installed_at,
       portal.uninstalled_at,
       (select max(delivery.received_at)
        from intake.delivery
        where delivery.member_id = portal.member_id) as last_event_at,
       portal.suspended_at,
       pause.since as refused_since,
       pause.reason as refusal
from portal.portal
left join fetch_list.pause on pause.member_id = portal.member_id and pause.refused
union all
select claim.member_id,
       max(claim.domain),
       'PENDING',
       null,
       null,
       null,
       null,
       null,
       null,
       null,
       null
from portal.installation claim
where claim.state = 'PENDING'
  and not exists (select 1 from portal.portal where portal.member_id = claim.member_id)
group by claim.member_id;
comment on view reporting.portals is 'The Bitrix24 portals that are served, one row each';
comment on column reporting.portals.member_id is
    'Bitrix24''s stable identity of the portal; all views are joined by it';
comment on column reporting.portals.domain is 'The portal''s host; it may change when the customer renames the portal';
comment on column reporting.portals.state is
    'PENDING: its installation is being verified. ACTIVE: served. NEEDS_REAUTHORIZATION: events are taken, but records'
    ' wait until the app is installed anew. UNINSTALLED: gone, its records stay as they were';
comment on column reporting.portals.app_status is
    'How the app is licensed on the portal: F free, D demo, T trial, P paid, L local, S subscription. Null in webhook'
    ' mode';
comment on column reporting.portals.scope is
    'What the app may use, comma-separated, for example calendar,crm. Null in webhook mode';
comment on column reporting.portals.installed_at is 'When the current installation was verified';
comment on column reporting.portals.uninstalled_at is 'When the portal removed the app; null while it is installed';
comment on column reporting.portals.last_event_at is
    'When the last event arrived, as far as the delivery log reaches back';
comment on column reporting.portals.suspended_at is
    'Since when nothing is asked of the portal because an operator wants that: its events are stored, its records'
    ' wait. Null if it is not suspended';
comment on column reporting.portals.refused_since is
    'Since when the portal or the authorization server refuses the app although no uninstallation was received. Its'
    ' records wait; the service asks again after 10 minutes, then ever more rarely, at least every 2 hours. Null while'
    ' the portal serves the app';
comment on column reporting.portals.refusal is
    'The answer that refused the app, and what to do about it. Null while the portal serves the app';

create view reporting.portal_clocks as
with ordered as (
    select
        clock.*,
        lag(offset_seconds) over (partition by member_id order by first_date, last_date, offset_seconds)
            as offset_before
    from mirror.portal_clock clock
), numbered as (
    select
        ordered.*,
        count(*) filter (where offset_before is distinct from offset_seconds)
            over (partition by member_id order by first_date, last_date, offset_seconds) as stretch
    from ordered
)
select
    member_id,
    case when offset_seconds < 0 then '-' else '+' end
        || to_char(make_interval(secs => abs(offset_seconds)), 'HH24:MI') as server_offset,
    min(first_date) as from_date,
    max(last_date) as to_date,
    cast(sum(readings) as bigint) as readings,
    (array_agg(date_order order by last_seen_at desc) filter (where date_order is not null))[1] as date_order,
    max(last_seen_at) as last_seen_at
from numbered
group by member_id, stretch, offset_seconds;
comment on view reporting.portal_clocks is
    'How far the clock of each portal''s server is found to be from UTC, in stretches of time. Bitrix24 tells it'
    ' nowhere: it follows from the events, whose Unix times are off by so much. Times of events do not depend on it,'
    ' unless reporting.calendar_events.time_doubt says SERVER_OFFSET';
comment on column reporting.portal_clocks.member_id is 'The portal; see reporting.portals';
comment on column reporting.portal_clocks.server_offset is
    'The server''s distance from UTC, for example +03:00; with daylight saving it changes twice a year';
comment on column reporting.portal_clocks.from_date is 'Start of the first event that shows it, in one stretch';
comment on column reporting.portal_clocks.to_date is
    'Start of the last event that shows it, in one stretch. Where another stretch of the portal overlaps, events of'
    ' the same time disagree, as after the server was moved to another time zone';
comment on column reporting.portal_clocks.readings is 'How many readings of events showed it';
comment on column reporting.portal_clocks.date_order is
    'In which order the portal writes dates, as these events proved it last: DAY_FIRST, MONTH_FIRST or YEAR_FIRST;'
    ' null where none of them proved one';
comment on column reporting.portal_clocks.last_seen_at is 'When the newest of these readings left';

create view reporting.deliveries as
select delivery_id, member_id, event, event_handler_id, record_kind, record_id, user_id, event_at, received_at, data,
       duplicates
from intake.delivery;
comment on view reporting.deliveries is
    'The delivery log: every authentic event that arrived, once. Old ones are dropped after the retention time';
comment on column reporting.deliveries.delivery_id is 'Our number of the delivery; Bitrix24 gives none';
comment on column reporting.deliveries.member_id is 'The portal that sent it';
comment on column reporting.deliveries.event is 'Event code in upper case, for example ONCALENDARENTRYADD';
comment on column reporting.deliveries.event_handler_id is
    'Bitrix24''s id of the subscription; older portals send none';
comment on column reporting.deliveries.record_kind is
    'The kind of the record, for example calendar_event; null for other events';
comment on column reporting.deliveries.record_id is 'The record that the event names; null if it names none';
comment on column reporting.deliveries.user_id is 'The user whose action caused it; null if no user did';
comment on column reporting.deliveries.event_at is 'When the portal produced it, to the second';
comment on column reporting.deliveries.received_at is 'When it arrived here';
comment on column reporting.deliveries.data is 'The event''s data, without secrets';
comment on column reporting.deliveries.duplicates is 'How often exactly this event arrived again';

create view reporting.refused_deliveries as
select member_id, source, deliveries, first_at, last_at
from intake.refusal;
comment on view reporting.refused_deliveries is
    'Events that were answered 403, counted per portal and source; the newest 10,000 pairs of the last 30 days';
comment on column reporting.refused_deliveries.member_id is
    'The portal that they claimed to come from, which need not exist';
comment on column reporting.refused_deliveries.source is
    'Network address of the sender, or of the proxy where forwarded addresses are not believed';
comment on column reporting.refused_deliveries.deliveries is 'How many of them';
comment on column reporting.refused_deliveries.first_at is 'When the first of them came';
comment on column reporting.refused_deliveries.last_at is 'When the last of them came';

-- steps of sweeps and rounds of emptying an offline queue wait on the same list, but are no records
create view reporting.pending_fetches as
select member_id, record_kind, record_id, state, attempts, due_at, requested_at, last_error
from fetch_list.request
where state in ('WAITING', 'DEAD') and record_kind not in ('sweep_step', 'offline_queue');
comment on view reporting.pending_fetches is
    'Records whose copy is out of date: those that wait to be read, and those that could not be read';
comment on column reporting.pending_fetches.member_id is 'The portal';
comment on column reporting.pending_fetches.record_kind is 'The kind of the record, for example calendar_event';
comment on column reporting.pending_fetches.record_id is 'The record';
comment on column reporting.pending_fetches.state is
    'WAITING: it will be read. DEAD: waiting cannot help, see last_error; a new event on the record starts it anew';
comment on column reporting.pending_fetches.attempts is 'How often reading it failed';
comment on column reporting.pending_fetches.due_at is 'When it will be read at the earliest';
comment on column reporting.pending_fetches.requested_at is 'Since when our copy is known to be out of date';
comment on column reporting.pending_fetches.last_error is 'Why the last attempt failed';

-- what waits is counted for sweeps that are under way only, and by request_swept
create view reporting.sweeps as
select sweep.member_id,
       sweep.sweep_id,
       sweep.kind,
       sweep.started_at,
       sweep.finished_at,
       coalesce(steps.done, 0) as steps_done,
       coalesce(steps.total, 0) as steps_total,
       greatest(coalesce(steps.records, 0) - case when sweep.finished_at is null then (
           select count(*)
           from fetch_list.request
           where request.member_id = sweep.member_id and request.state = 'WAITING' and request.layer in (2, 3)
             and request.record_kind <> 'sweep_step'
       ) else 0 end, 0) as records_done,
       coalesce(steps.records, 0) as records_total,
       coalesce(steps.problems, 0) as problems,
       sweep.estimated_finish_at,
       sweep.outcome
from sweep.sweep
left join lateral (
    select sum(done)::bigint as done, sum(total)::bigint as total, sum(records)::bigint as records,
           sum(problems)::bigint as problems
    from sweep.progress
    where progress.sweep_id = sweep.sweep_id
) steps on true;
comment on view reporting.sweeps is
    'Comparisons of each portal with its copy, which find what events missed: the backfill after an installation, then'
    ' regular sweeps. The last 30 per portal';
comment on column reporting.sweeps.member_id is 'The portal';
comment on column reporting.sweeps.sweep_id is 'Our number of the sweep';
comment on column reporting.sweeps.kind is 'BACKFILL: the first comparison after an installation. SWEEP: a regular one';
comment on column reporting.sweeps.started_at is 'When it began';
comment on column reporting.sweeps.finished_at is 'When it ended; null while it is under way';
comment on column reporting.sweeps.steps_done is 'Steps that have come to an end; a step is mostly one call';
comment on column reporting.sweeps.steps_total is 'Steps known so far: a step may find more to ask, so this grows';
comment on column reporting.sweeps.records_done is 'Of records_total, those that were read';
comment on column reporting.sweeps.records_total is
    'Records that the sweep found to be new or changed and put on the fetch list';
comment on column reporting.sweeps.problems is 'Steps that could not do their work; see reporting.sweep_steps';
comment on column reporting.sweeps.estimated_finish_at is
    'When it may end, by its pace so far; null before there is a pace, and after its end';
comment on column reporting.sweeps.outcome is
    'DONE: every step came to an end. CANCELLED: the portal removed the app meanwhile. Null while it is under way';

create view reporting.sweep_steps as
select sweep.member_id, sweep.sweep_id, progress.type, progress.done, progress.total, progress.problems,
       progress.last_problem
from sweep.sweep
join sweep.progress using (sweep_id);
comment on view reporting.sweep_steps is 'How far each sweep has come, per type of step';
comment on column reporting.sweep_steps.member_id is 'The portal';
comment on column reporting.sweep_steps.sweep_id is 'The sweep; see reporting.sweeps';
comment on column reporting.sweep_steps.type is 'What the steps do, for example users, owner, window or crm_item';
comment on column reporting.sweep_steps.done is 'Steps that have come to an end';
comment on column reporting.sweep_steps.total is 'Steps known so far';
comment on column reporting.sweep_steps.problems is
    'Steps that could not do their work, for example because the portal refuses the list; nothing is deleted by them';
comment on column reporting.sweep_steps.last_problem is 'What the last of them met with';

create view reporting.subscriptions as
select member_id, event, type, state, reason, checked_at
from subscription.binding;
comment on view reporting.subscriptions is
    'Which events each portal was found to send, and which it refuses to send. Portals of webhook mode have none here:'
    ' their administrator chooses the events';
comment on column reporting.subscriptions.member_id is 'The portal';
comment on column reporting.subscriptions.event is 'Event code in upper case, for example ONCALENDARENTRYADD';
comment on column reporting.subscriptions.type is
    'ONLINE: the portal posts the event to us, once. OFFLINE: the portal keeps it until we ask, which makes up for'
    ' posts that got lost';
comment on column reporting.subscriptions.state is
    'BOUND: subscribed to. REFUSED: the portal does not let us, see reason; tried again after the next installation,'
    ' when the app is granted more, and daily';
comment on column reporting.subscriptions.reason is 'Why the portal refused, in its words; null if it did not';
comment on column reporting.subscriptions.checked_at is 'When we last saw it so';

create view reporting.self_checks as
select member_id,
       asked_at,
       answered_at,
       state,
       greatest(0, round(extract(epoch from answered_at - asked_at), 3)) as seconds
from subscription.self_check;
comment on view reporting.self_checks is
    'Whether portals'' events reach us: each was asked by event.test for a test event of its own. Kept for 30 days';
comment on column reporting.self_checks.member_id is 'The portal';
comment on column reporting.self_checks.asked_at is 'When we asked for the test event';
comment on column reporting.self_checks.answered_at is 'When the test event arrived; null if it has not';
comment on column reporting.self_checks.state is
    'WAITING: asked less than 5 minutes ago. ANSWERED: it arrived. NO_ANSWER: it did not arrive within 5 minutes;'
    ' should it come later, the state becomes ANSWERED';
comment on column reporting.self_checks.seconds is 'How long it took; null if it has not arrived';

create view reporting.operator_actions as
select action_id, acted_at, user_name, what, member_id, record_kind, record_id
from operation.action;
comment on view reporting.operator_actions is
    'What operators had done with portals and records, as long as the delivery log reaches back. Of an erased portal'
    ' only the line that it was erased stays';
comment on column reporting.operator_actions.action_id is 'Our number of the action';
comment on column reporting.operator_actions.acted_at is 'When it was asked for';
comment on column reporting.operator_actions.user_name is 'By which user of this service';
comment on column reporting.operator_actions.what is
    'SWEEP, SELF_CHECK, SUBSCRIPTION_CHECK: begun. SUSPEND, RESUME, ERASE: done with the portal. REFETCH, RETRY,'
    ' DISCARD: done with the record. RETRY_ALL: all records of the portal that were given up are tried again';
comment on column reporting.operator_actions.member_id is 'The portal; see reporting.portals, unless it was erased';
comment on column reporting.operator_actions.record_kind is
    'The kind of the record, for example calendar_event; null if it was about the portal';
comment on column reporting.operator_actions.record_id is 'The record; null if it was about the portal';
