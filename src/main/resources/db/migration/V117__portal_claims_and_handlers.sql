-- Installer pages of older portals name no authorization server, and none of them says where the portal is called.
alter table portal.installation alter column server_endpoint drop not null;
alter table portal.installation alter column client_endpoint drop not null;
comment on column portal.installation.domain is 'A host that the claim names; empty if it names none. Not necessarily the one that is called';
comment on column portal.installation.client_endpoint is 'What the claim says; the portal is called where the authorization server says. Null for an installer page';
comment on column portal.installation.server_endpoint is 'The authorization server that the claim names; null if it names none, so that every configured one is asked';

create table subscription.handler (
    member_id text not null,
    url       text not null,
    is_ours   boolean not null,
    noted_at  timestamptz not null,
    primary key (member_id, url)
);
comment on table subscription.handler is 'Handler URLs that look like ours at a portal: those that this installation bound itself, which it may unbind once its address changes, and those that it found and leaves alone';
comment on column subscription.handler.is_ours is 'Whether this installation bound events to it; if not, the log has named it';
