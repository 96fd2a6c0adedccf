alter table portal.portal
    add column suspended_at timestamptz;
comment on column portal.portal.suspended_at is 'Since when an operator wants nothing asked of the portal; its events are taken all the same';

create or replace view reporting.portals as
select portal.member_id,
       portal.domain,
       portal.state,
       portal.app_status,
       portal.scope,
       portal.installed_at,
       portal.uninstalled_at,
       (select max(delivery.received_at) from intake.delivery where delivery.member_id = portal.member_id) as last_event_at,
       portal.suspended_at
from portal.portal
union all
select claim.member_id,
       max(claim.domain),
       'PENDING',
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
comment on column reporting.portals.suspended_at is 'Since when nothing is asked of the portal because an operator wants that: its events are stored, its records wait. Null if it is not suspended';
