create table mirror.crm_deal (
    member_id   text not null,
    deal_id     bigint not null,
    title       text,
    stage       text,
    amount      numeric,
    currency    text,
    assigned_to bigint
);
comment on table mirror.crm_deal is 'Our copy of crm.deal.get';

call mirror.keep_versions('crm_deal', 'deal_id');

create view reporting.deals as
select member_id, deal_id, title, stage, amount, currency, assigned_to, raw, fetched_at, deleted_at, hidden_since,
       valid_from, layer, delivery_id, updated_at
from mirror.crm_deal_current;
comment on view reporting.deals is 'Deals; deleted ones stay, with deleted_at';

create view reporting.deals_history as
select member_id, deal_id, title, stage, amount, currency, assigned_to, raw, fetched_at, valid_from, valid_until, layer,
       delivery_id, ended_by_layer, ended_by_delivery_id
from mirror.crm_deal_versions;
comment on view reporting.deals_history is 'Every version of every deal';
