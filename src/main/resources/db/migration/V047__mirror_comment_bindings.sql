create table mirror.timeline_comment_binding (
    member_id   text not null,
    comment_id  bigint not null,
    entity_type text not null,
    entity_id   bigint not null,
    primary key (member_id, comment_id, entity_type, entity_id),
    foreign key (member_id, comment_id) references mirror.timeline_comment on delete cascade
);
comment on table mirror.timeline_comment_binding is 'The CRM items that the newest copy of a comment hangs on, by crm.timeline.bindings.list';

insert into mirror.timeline_comment_binding (member_id, comment_id, entity_type, entity_id)
select member_id, comment_id, entity_type, entity_id
from mirror.timeline_comment
where entity_type is not null and entity_id is not null;

-- the comments of a CRM item
create index timeline_comment_binding_entity on mirror.timeline_comment_binding (member_id, entity_type, entity_id);

alter table mirror.timeline_comment_history add column bindings jsonb;
alter table mirror.timeline_comment add column bindings jsonb;
comment on column mirror.timeline_comment.bindings is 'The same as in mirror.timeline_comment_binding, so that a version keeps its own; null in rows that are older than versions';

create view reporting.timeline_comment_bindings as
select member_id, comment_id, entity_type, entity_id
from mirror.timeline_comment_binding;

comment on view reporting.timeline_comment_bindings is 'The CRM items on whose timelines comments stand; join reporting.timeline_comments for the text and for deleted_at';
comment on column reporting.timeline_comment_bindings.member_id is 'The portal; see reporting.portals';
comment on column reporting.timeline_comment_bindings.comment_id is 'The comment';
comment on column reporting.timeline_comment_bindings.entity_type is 'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is N, or another type of Bitrix24';
comment on column reporting.timeline_comment_bindings.entity_id is 'Id of the CRM item';
comment on column reporting.timeline_comments.entity_type is 'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is N, or another type of Bitrix24';
comment on column reporting.timeline_comments.entity_id is 'Id of the CRM item. A comment may stand on several items: this is the first that was read, as long as it stands there; all are in reporting.timeline_comment_bindings';

create or replace view reporting.timeline_comments_history as
select
    h.member_id,
    h.comment_id,
    h.entity_type,
    h.entity_id,
    h.author_id,
    h.comment,
    h.created_at,
    h.raw,
    h.fetched_at,
    h.valid_from,
    h.valid_until,
    h.layer,
    h.delivery_id,
    h.ended_by_layer,
    h.ended_by_delivery_id,
    h.bindings
from mirror.timeline_comment_history h
union all
select
    c.member_id,
    c.comment_id,
    c.entity_type,
    c.entity_id,
    c.author_id,
    c.comment,
    c.created_at,
    c.raw,
    c.fetched_at,
    c.valid_from,
    case when gone.deleted_at is not null then greatest(gone.deleted_at, c.valid_from) end,
    c.layer,
    c.delivery_id,
    gone.layer,
    gone.delivery_id,
    c.bindings
from mirror.timeline_comment c
left join lateral (
    select t.deleted_at, t.layer, t.delivery_id
    from mirror.tombstone t
    where t.member_id = c.member_id
        and t.kind = 'timeline_comment'
        and t.record_id = c.comment_id
        and t.told_at >= c.fetched_at
    order by t.deleted_at, t.kind, t.record_id
    limit 1
) gone on true;

comment on column reporting.timeline_comments_history.bindings is 'The CRM items that the comment stood on, as a list of {"entity_type", "entity_id"}; null if the version is older than this column';
