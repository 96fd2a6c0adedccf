create table intake.refusal (
    member_id  text not null,
    source     text not null,
    deliveries bigint not null check (deliveries > 0),
    first_at   timestamptz not null,
    last_at    timestamptz not null,
    primary key (member_id, source)
);
comment on table intake.refusal is 'Who posted events that nobody vouched for, and how many; anybody can fill it, so only the newest are kept';
comment on column intake.refusal.member_id is 'The portal that they claimed to come from';
comment on column intake.refusal.source is 'The address that they came from';
-- dropping the oldest
create index refusal_last on intake.refusal (last_at);

create view reporting.refused_deliveries as
select member_id, source, deliveries, first_at, last_at
from intake.refusal;
comment on view reporting.refused_deliveries is 'Events that were answered 403, counted per portal and source; the newest 10,000 pairs of the last 30 days';
comment on column reporting.refused_deliveries.member_id is 'The portal that they claimed to come from, which need not exist';
comment on column reporting.refused_deliveries.source is 'Network address of the sender, or of the proxy where forwarded addresses are not believed';
comment on column reporting.refused_deliveries.deliveries is 'How many of them';
comment on column reporting.refused_deliveries.first_at is 'When the first of them came';
comment on column reporting.refused_deliveries.last_at is 'When the last of them came';
