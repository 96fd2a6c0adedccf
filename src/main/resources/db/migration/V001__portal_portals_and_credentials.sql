create schema portal;

create table portal.portal (
    member_id       text primary key check (length(member_id) between 1 and 64),
    mode            text not null check (mode in ('APP', 'WEBHOOK')),
    state           text not null check (state in ('ACTIVE', 'NEEDS_REAUTHORIZATION', 'UNINSTALLED')),
    domain          text not null,
    client_endpoint text not null,
    server_endpoint text,
    service_user_id bigint,
    app_status      text,
    scope           text,
    installed_at    timestamptz not null,
    install_sent_at timestamptz,
    uninstalled_at  timestamptz,
    version         integer not null,
    check (mode = 'WEBHOOK' or server_endpoint is not null),
    check ((state = 'UNINSTALLED') = (uninstalled_at is not null))
);
comment on column portal.portal.install_sent_at is 'When the portal sent the installation; an uninstallation sent before that is about an earlier one';
comment on table portal.portal is 'The portals that we serve: those whose installation was verified and those of webhook mode';

create table portal.application_token (
    member_id text not null references portal.portal on delete cascade,
    digest    text not null check (length(digest) = 64),
    primary key (member_id, digest)
);
comment on table portal.application_token is 'SHA-256 of the application tokens by which a portal proves its events; the tokens themselves are not kept';

create table portal.credential (
    member_id              text not null references portal.portal on delete cascade,
    user_id                bigint not null,
    access_token           bytea not null,
    refresh_token          bytea,
    previous_refresh_token bytea,
    expires_at             timestamptz not null,
    renewed_at             timestamptz not null,
    primary key (member_id, user_id)
);
comment on table portal.credential is 'Tokens per portal and user, sealed with AES-GCM; associated data is member_id and user_id';

create table portal.installation (
    installation_id  bigint generated always as identity primary key,
    member_id        text not null,
    state            text not null check (state in ('PENDING', 'VERIFIED', 'REFUSED')),
    domain           text not null,
    client_endpoint  text not null,
    server_endpoint  text not null,
    claimed_user_id  bigint,
    application_token_digest text check (length(application_token_digest) = 64),
    access_token     bytea,
    refresh_token    bytea,
    expires_at       timestamptz not null,
    app_status       text,
    scope            text,
    event_handler_id bigint,
    event_at         timestamptz not null,
    received_at      timestamptz not null,
    data             jsonb,
    decided_at       timestamptz,
    refusal          text,
    check ((state = 'PENDING') = (decided_at is null)),
    check (state = 'PENDING' or (access_token is null and refresh_token is null))
);
comment on table portal.installation is 'What ONAPPINSTALL posts claimed; a claim changes a portal only after app.info confirmed it';

-- the bound on undecided claims, and the PENDING rows of reporting.portals
create index installation_pending on portal.installation (member_id) where state = 'PENDING';
-- deleting decided claims after their time
create index installation_decided on portal.installation (decided_at) where state <> 'PENDING';
