-- Claims are verified in turns, fair to portals, sources and domains, so that a flood of made-up ones keeps out nobody else.

alter table portal.installation
    add column source text,
    add column shared_source boolean not null default true,
    add column vouched boolean not null default false,
    add column due_at timestamptz not null default now(),
    add column being_asked boolean not null default false,
    add column asked_at timestamptz,
    add column attempts integer not null default 0;
comment on column portal.installation.source is 'Address that posted the claim, of IPv6 the network of 64 bits; null if unknown';
comment on column portal.installation.shared_source is 'Whether the address may be that of a proxy, behind which there are others';
comment on column portal.installation.vouched is 'Whether it came with an application token that the portal had already, which no stranger knows';
comment on column portal.installation.due_at is 'Not verified before; while it is being verified, the end of the lease';
comment on column portal.installation.being_asked is 'Whether Bitrix24 is being asked about it';
comment on column portal.installation.asked_at is 'When Bitrix24 was asked about it last; what was asked within a minute counts against the portal and the source that are named';
comment on column portal.installation.attempts is 'How often Bitrix24 was asked about it';

-- a page of an installer has no clock of the portal
alter table portal.installation alter column event_at drop not null;
comment on column portal.installation.event_at is 'When the portal sent the claim, by its own clock; null where it does not say, as on installer pages';

-- what is counted against portals and sources
create index installation_asked on portal.installation (asked_at) where asked_at is not null;

-- a refused claim says why; what it said otherwise is of no use
update portal.installation set data = null where state = 'REFUSED' and data is not null;
delete from scheduler.scheduled_tasks where task_name = 'verify-installation' and not picked;
