-- Two messages of a portal are compared by its own clock; the order in which they arrive says little.

alter table portal.portal add column uninstall_sent_at timestamptz;
comment on column portal.portal.uninstall_sent_at is 'When the portal sent the uninstallation, by its own clock; null where it does not say';
