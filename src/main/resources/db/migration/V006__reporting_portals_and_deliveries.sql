create view reporting.portals as
select portal.member_id,
       portal.domain,
       portal.state,
       portal.app_status,
       portal.scope,
       portal.installed_at,
       portal.uninstalled_at,
       (select max(delivery.received_at) from intake.delivery where delivery.member_id = portal.member_id) as last_event_at
from portal.portal
union all
select claim.member_id,
       max(claim.domain),
       'PENDING',
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
comment on column reporting.portals.member_id is 'Bitrix24''s stable identity of the portal; all views are joined by it';
comment on column reporting.portals.domain is 'The portal''s host; it may change when the customer renames the portal';
comment on column reporting.portals.state is 'PENDING: its installation is being verified. ACTIVE: served. NEEDS_REAUTHORIZATION: events are taken, but records wait until the app is installed anew. UNINSTALLED: gone, its records stay as they were';
comment on column reporting.portals.app_status is 'How the app is licensed on the portal: F free, D demo, T trial, P paid, L local, S subscription. Null in webhook mode';
comment on column reporting.portals.scope is 'What the app may use, comma-separated, for example calendar,crm. Null in webhook mode';
comment on column reporting.portals.installed_at is 'When the current installation was verified';
comment on column reporting.portals.uninstalled_at is 'When the portal removed the app; null while it is installed';
comment on column reporting.portals.last_event_at is 'When the last event arrived, as far as the delivery log reaches back';

create view reporting.deliveries as
select delivery_id, member_id, event, event_handler_id, record_kind, record_id, user_id, event_at, received_at, data, duplicates
from intake.delivery;

comment on view reporting.deliveries is 'The delivery log: every authentic event that arrived, once. Old ones are dropped after the retention time';
comment on column reporting.deliveries.delivery_id is 'Our number of the delivery; Bitrix24 gives none';
comment on column reporting.deliveries.member_id is 'The portal that sent it';
comment on column reporting.deliveries.event is 'Event code in upper case, for example ONCALENDARENTRYADD';
comment on column reporting.deliveries.event_handler_id is 'Bitrix24''s id of the subscription; older portals send none';
comment on column reporting.deliveries.record_kind is 'calendar_section, calendar_event or timeline_comment; null for other events';
comment on column reporting.deliveries.record_id is 'The record that the event names; null if it names none';
comment on column reporting.deliveries.user_id is 'The user whose action caused it; null if no user did';
comment on column reporting.deliveries.event_at is 'When the portal produced it, to the second';
comment on column reporting.deliveries.received_at is 'When it arrived here';
comment on column reporting.deliveries.data is 'The event''s data, without secrets';
comment on column reporting.deliveries.duplicates is 'How often exactly this event arrived again';

create view reporting.pending_fetches as
select member_id, record_kind, record_id, state, attempts, due_at, requested_at, last_error
from fetch_list.request
where state in ('WAITING', 'DEAD');

comment on view reporting.pending_fetches is 'Records whose copy is out of date: those that wait to be read, and those that could not be read';
comment on column reporting.pending_fetches.member_id is 'The portal';
comment on column reporting.pending_fetches.record_kind is 'calendar_section, calendar_event or timeline_comment';
comment on column reporting.pending_fetches.record_id is 'The record';
comment on column reporting.pending_fetches.state is 'WAITING: it will be read. DEAD: waiting cannot help, see last_error; a new event on the record starts it anew';
comment on column reporting.pending_fetches.attempts is 'How often reading it failed';
comment on column reporting.pending_fetches.due_at is 'When it will be read at the earliest';
comment on column reporting.pending_fetches.requested_at is 'Since when our copy is known to be out of date';
comment on column reporting.pending_fetches.last_error is 'Why the last attempt failed';
