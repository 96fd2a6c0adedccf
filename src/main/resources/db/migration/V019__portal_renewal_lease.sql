alter table portal.credential add column renewing_until timestamptz;
comment on column portal.credential.renewing_until is 'Until then one instance asks the authorization server for new tokens and the others leave it to that one; no lock is held meanwhile';
