create schema portal;

create table portal.portal (
    member_id         text primary key check (length(member_id) between 1 and 64),
    mode              text not null check (mode in ('APP', 'WEBHOOK')),
    state             text not null check (state in ('ACTIVE', 'NEEDS_REAUTHORIZATION', 'UNINSTALLED')),
    domain            text not null,
    client_endpoint   text not null,
    server_endpoint   text,
    service_user_id   bigint,
    app_status        text,
    scope             text,
    installed_at      timestamptz not null,
    install_sent_at   timestamptz,
    uninstalled_at    timestamptz,
    uninstall_sent_at timestamptz,
    suspended_at      timestamptz,
    version           integer not null,
    check (mode = 'WEBHOOK' or server_endpoint is not null),
    check ((state = 'UNINSTALLED') = (uninstalled_at is not null))
);
comment on table portal.portal is
    'The portals that we serve: those whose installation was verified and those of webhook mode';
comment on column portal.portal.install_sent_at is
    'When the portal sent the installation; an uninstallation sent before that is about an earlier one';
comment on column portal.portal.uninstall_sent_at is
    'When the portal sent the uninstallation, by its own clock; null where it does not say';
comment on column portal.portal.suspended_at is
    'Since when an operator wants nothing asked of the portal; its events are taken all the same';

create table portal.application_token (
    member_id text not null references portal.portal on delete cascade,
    digest    text not null check (length(digest) = 64),
    primary key (member_id, digest)
);
comment on table portal.application_token is
    'SHA-256 of the application tokens by which a portal proves its events; the tokens themselves are not kept';

create table portal.credential (
    member_id              text not null references portal.portal on delete cascade,
    user_id                bigint not null,
    access_token           bytea not null,
    refresh_token          bytea,
    previous_refresh_token bytea,
    expires_at             timestamptz not null,
    renewed_at             timestamptz not null,
    renewing_until         timestamptz,
    refused_until          timestamptz,
    primary key (member_id, user_id)
);
comment on table portal.credential is
    'Tokens per portal and user, sealed with AES-GCM; associated data is member_id and user_id';
comment on column portal.credential.renewing_until is
    'Until then one instance asks the authorization server for new tokens and the others wait; no lock is held while'
    ' it asks';
comment on column portal.credential.refused_until is
    'The portal refuses this user although the token may be valid; the service asks nothing as this user before that';

-- Claims are verified in turns, fair to portals, sources and domains, so that a flood of forged ones shuts no one out.
-- An installer page has no clock of the portal and does not say where the portal is called; that of an older portal
-- names no authorization server either.
create table portal.installation (
    installation_id          bigint generated always as identity primary key,
    member_id                text not null,
    state                    text not null check (state in ('PENDING', 'VERIFIED', 'REFUSED')),
    domain                   text not null,
    client_endpoint          text,
    server_endpoint          text,
    claimed_user_id          bigint,
    application_token_digest text check (length(application_token_digest) = 64),
    access_token             bytea,
    refresh_token            bytea,
    expires_at               timestamptz not null,
    app_status               text,
    scope                    text,
    event_handler_id         bigint,
    event_at                 timestamptz,
    received_at              timestamptz not null,
    data                     jsonb,
    source                   text,
    shared_source            boolean not null default true,
    vouched                  boolean not null default false,
    due_at                   timestamptz not null default now(),
    being_asked              boolean not null default false,
    asked_at                 timestamptz,
    attempts                 integer not null default 0,
    decided_at               timestamptz,
    refusal                  text,
    check ((state = 'PENDING') = (decided_at is null)),
    check (state = 'PENDING' or (access_token is null and refresh_token is null))
);
comment on table portal.installation is
    'What ONAPPINSTALL posts claimed; a claim changes a portal only after app.info confirmed it';
comment on column portal.installation.domain is
    'A host that the claim names; empty if it names none. Not necessarily the one that is called';
comment on column portal.installation.client_endpoint is
    'What the claim says; the portal is called where the authorization server says. Null for an installer page';
comment on column portal.installation.server_endpoint is
    'The authorization server that the claim names; null if it names none, so that every configured one is asked';
comment on column portal.installation.event_at is
    'When the portal sent the claim, by its own clock; null where it does not say, as on installer pages';
comment on column portal.installation.source is
    'Address that posted the claim, of IPv6 the network of 64 bits; null if unknown';
comment on column portal.installation.shared_source is
    'Whether the address may be that of a proxy, behind which there are others';
comment on column portal.installation.vouched is
    'Whether it came with an application token that the portal had already, which no stranger knows';
comment on column portal.installation.due_at is 'Not verified before; while it is being verified, the end of the lease';
comment on column portal.installation.being_asked is 'Whether Bitrix24 is being asked about it';
comment on column portal.installation.asked_at is
    'When Bitrix24 was asked about it last; what was asked within a minute counts against the portal and the source'
    ' that are named';
comment on column portal.installation.attempts is 'How often Bitrix24 was asked about it';

-- the bound on undecided claims, and the PENDING rows of reporting.portals
create index installation_pending on portal.installation (member_id) where state = 'PENDING';
-- deleting decided claims after their time
create index installation_decided on portal.installation (decided_at) where state <> 'PENDING';
-- whether a later claim of the same portal was verified already
create index installation_portal on portal.installation (member_id, installation_id);
-- what is counted against portals and sources
create index installation_asked on portal.installation (asked_at) where asked_at is not null;

create table portal.purge (
    member_id      text primary key references portal.portal on delete cascade,
    uninstalled_at timestamptz not null,
    clean          boolean not null,
    erased         boolean not null default false,
    rows           bigint not null default 0
);
comment on table portal.purge is
    'Portals that removed the app and of which something is still to be deleted; a row goes when that is done, or when'
    ' the portal is back';
comment on column portal.purge.clean is
    'Whether the administrator wanted all data deleted; otherwise only the work that was planned for the portal';
comment on column portal.purge.erased is
    'Whether an operator erased the portal: then its own row goes as well, last of all';
comment on column portal.purge.rows is 'How many rows were deleted so far';
