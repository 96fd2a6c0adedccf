-- Remembers refusals: a refused user for an hour, a refused app until the portal serves it again.

alter table portal.credential add column refused_until timestamptz;
comment on column portal.credential.refused_until is 'The portal refuses this user although the token may be valid; the service asks nothing as this user before that';

alter table fetch_list.pause
    add column since timestamptz not null default '-infinity',
    add column refused boolean not null default false,
    add column credentials bytea;
comment on column fetch_list.pause.since is 'When the first failure of the row was noted; refusals and other failures count apart';
comment on column fetch_list.pause.refused is 'Whether the portal or the authorization server refuses the app; if not, the portal is away or overloaded';
comment on column fetch_list.pause.credentials is 'A sealed digest of the configured credentials, so that a start with corrected ones ends the rest';

alter table bitrix.method_pause add column failures integer not null default 0;
comment on column bitrix.method_pause.failures is 'How often in a row the method was blocked with no known end';

create or replace view reporting.portals as
select portal.member_id,
       portal.domain,
       portal.state,
       portal.app_status,
       portal.scope,
       portal.installed_at,
       portal.uninstalled_at,
       (select max(delivery.received_at) from intake.delivery where delivery.member_id = portal.member_id) as last_event_at,
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
comment on column reporting.portals.refused_since is 'Since when the portal or the authorization server refuses the app although no uninstallation was received. Its records wait; the service asks again after 10 minutes, then ever more rarely, at least every 2 hours. Null while the portal serves the app';
comment on column reporting.portals.refusal is 'The answer that refused the app, and what to do about it. Null while the portal serves the app';
