create table mirror.timeline_comment (
    member_id   text not null,
    comment_id  bigint not null,
    entity_type text,
    entity_id   bigint,
    author_id   bigint,
    comment     text,
    created_at  timestamptz,
    raw         jsonb not null,
    fetched_at  timestamptz not null,
    primary key (member_id, comment_id)
);
comment on table mirror.timeline_comment is 'Our copy of crm.timeline.comment.get; fetched_at is when the request left, so the record was not older than that';

-- the comments of a CRM item
create index timeline_comment_entity on mirror.timeline_comment (member_id, entity_type, entity_id);

create table mirror.timeline_comment_file (
    member_id   text not null,
    comment_id  bigint not null,
    file_id     bigint not null,
    name        text,
    size_bytes  bigint,
    type        text,
    author_id   bigint,
    attached_at timestamptz,
    primary key (member_id, comment_id, file_id),
    foreign key (member_id, comment_id) references mirror.timeline_comment on delete cascade
);
comment on table mirror.timeline_comment_file is 'FILES of the newest copy of a comment';

create view reporting.timeline_comments as
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
    t.deleted_at
from mirror.timeline_comment c
left join mirror.tombstone t
    on t.member_id = c.member_id
    and t.kind = 'timeline_comment'
    and t.record_id = c.comment_id
    and t.told_at >= c.fetched_at;

comment on view reporting.timeline_comments is 'Comments in the timelines of CRM items; deleted ones stay, with deleted_at';
comment on column reporting.timeline_comments.member_id is 'The portal; see reporting.portals';
comment on column reporting.timeline_comments.comment_id is 'The comment''s id, unique within its portal';
comment on column reporting.timeline_comments.entity_type is 'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is N, or another type of Bitrix24';
comment on column reporting.timeline_comments.entity_id is 'Id of the CRM item. A comment may hang on several items; this is the first that the service may read';
comment on column reporting.timeline_comments.author_id is 'Id of the user who wrote the comment';
comment on column reporting.timeline_comments.comment is 'Text of the comment, with BB codes';
comment on column reporting.timeline_comments.created_at is 'When the comment was written';
comment on column reporting.timeline_comments.raw is 'The whole record as Bitrix24 gave it, without secrets';
comment on column reporting.timeline_comments.fetched_at is 'The record is at least as new as this';
comment on column reporting.timeline_comments.deleted_at is 'When we learned that the comment is deleted; null while it exists';

create view reporting.timeline_comment_files as
select member_id, comment_id, file_id, name, size_bytes, type, author_id, attached_at
from mirror.timeline_comment_file;

comment on view reporting.timeline_comment_files is 'Files attached to timeline comments; join reporting.timeline_comments for deleted_at. The files themselves are not copied';
comment on column reporting.timeline_comment_files.member_id is 'The portal; see reporting.portals';
comment on column reporting.timeline_comment_files.comment_id is 'The comment that the file is attached to';
comment on column reporting.timeline_comment_files.file_id is 'The file''s id on the portal''s disk';
comment on column reporting.timeline_comment_files.name is 'File name';
comment on column reporting.timeline_comment_files.size_bytes is 'Size in bytes';
comment on column reporting.timeline_comment_files.type is 'image, video or file';
comment on column reporting.timeline_comment_files.author_id is 'Id of the user who attached the file';
comment on column reporting.timeline_comment_files.attached_at is 'When the file was attached';
