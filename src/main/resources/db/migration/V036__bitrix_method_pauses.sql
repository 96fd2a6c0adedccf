create table bitrix.method_pause (
    member_id text not null,
    method    text not null check (method = lower(method)),
    until     timestamptz not null,
    primary key (member_id, method)
);
comment on table bitrix.method_pause is 'Methods that used up their operating time on a portal, and when they may be called again; all others go on. Method batch stands for all of them';
