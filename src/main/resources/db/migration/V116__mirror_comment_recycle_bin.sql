-- Comments of a deleted CRM item stand on a row of the portal's recycle bin, which is no item to report. Restoring and purging
-- raise no event of comments, so every sweep asks after those listed here.
create table mirror.timeline_comment_recycled (
    member_id   text not null,
    comment_id  bigint not null,
    entity_type text not null,
    entity_id   bigint not null,
    primary key (member_id, comment_id, entity_type, entity_id),
    foreign key (member_id, comment_id) references mirror.timeline_comment on delete cascade
);
comment on table mirror.timeline_comment_recycled is 'The rows of the portal''s recycle bin that the newest copy of a comment hangs on';

-- The next sweep finds that their comments are not marked, reads them and gives them back the item that they had before.
insert into mirror.timeline_comment_recycled (member_id, comment_id, entity_type, entity_id)
select member_id, comment_id, entity_type, entity_id
from mirror.timeline_comment_binding
where entity_type like 'sus\_%';

-- Items whose comments the portal does not list for the service. Their comments are read one by one, once a day.
create table mirror.refused_item (
    member_id   text not null,
    entity_type text not null,
    entity_id   bigint not null,
    read_at     timestamptz not null,
    primary key (member_id, entity_type, entity_id)
);
comment on column mirror.refused_item.read_at is 'When the list was refused that had the comments read last';
