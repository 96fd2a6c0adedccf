create table portal.farewell (
    member_id      text primary key references portal.portal on delete cascade,
    uninstalled_at timestamptz not null,
    clean          boolean not null,
    rows           bigint not null default 0
);
comment on table portal.farewell is 'Portals that removed the app and of which something is still to be deleted; gone when that is done, or when the portal is back';
comment on column portal.farewell.clean is 'Whether the administrator wanted all data deleted; otherwise only the work that was planned for the portal';
comment on column portal.farewell.rows is 'How many rows were deleted so far';

-- whether a later claim of the same portal was verified already
create index installation_portal on portal.installation (member_id, installation_id);
