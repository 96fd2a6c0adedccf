-- Comments in the timelines of CRM items, with their files and the items that they stand on.

create table mirror.timeline_comment (
    member_id      text not null,
    comment_id     bigint not null,
    entity_type    text,
    entity_id      bigint,
    bindings       jsonb not null,
    recycled       jsonb not null,
    in_recycle_bin boolean not null,
    author_id      bigint,
    comment        text,
    comment_text   text,
    created_at     timestamptz
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
comment on table mirror.timeline_comment is 'Our copy of crm.timeline.comment.get';
comment on column mirror.timeline_comment.bindings is
    'The same as in mirror.timeline_comment_binding, so that a version keeps its own';
comment on column mirror.timeline_comment.recycled is
    'The same as in mirror.timeline_comment_recycled';

call mirror.keep_versions('timeline_comment', 'comment_id');
comment on table mirror.timeline_comment_history is
    'Versions of comments that are over; the current one is in mirror.timeline_comment. Files of a version are in its'
    ' raw. A partition per month in which they ended';

-- the comments of a CRM item
create index timeline_comment_entity on mirror.timeline_comment (member_id, entity_type, entity_id);
-- lists of comments in time
create index timeline_comment_sort on mirror.timeline_comment
    (member_id, (coalesce(created_at, '-infinity'::timestamptz)), comment_id);

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

create table mirror.timeline_comment_binding (
    member_id   text not null,
    comment_id  bigint not null,
    entity_type text not null,
    entity_id   bigint not null,
    primary key (member_id, comment_id, entity_type, entity_id),
    foreign key (member_id, comment_id) references mirror.timeline_comment on delete cascade
);
comment on table mirror.timeline_comment_binding is
    'The CRM items that the newest copy of a comment hangs on, by crm.timeline.bindings.list';

-- the comments of a CRM item
create index timeline_comment_binding_entity on mirror.timeline_comment_binding (member_id, entity_type, entity_id);

-- Comments of a deleted CRM item stand on a row of the portal's recycle bin, which is no item to report. Restoring and
-- purging raise no event of comments, so every sweep asks after those listed here.
create table mirror.timeline_comment_recycled (
    member_id   text not null,
    comment_id  bigint not null,
    entity_type text not null,
    entity_id   bigint not null,
    primary key (member_id, comment_id, entity_type, entity_id),
    foreign key (member_id, comment_id) references mirror.timeline_comment on delete cascade
);
comment on table mirror.timeline_comment_recycled is
    'The rows of the portal''s recycle bin that the newest copy of a comment hangs on';

-- Items whose comments the portal does not list for the service. Their comments are read one by one, once a day.
create table mirror.refused_item (
    member_id   text not null,
    entity_type text not null,
    entity_id   bigint not null,
    read_at     timestamptz not null,
    primary key (member_id, entity_type, entity_id)
);
comment on column mirror.refused_item.read_at is 'When the list was refused that had the comments read last';

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
    c.deleted_at,
    c.hidden_since,
    c.valid_from,
    c.layer,
    c.delivery_id,
    c.read_as,
    coalesce(c.created_at, '-infinity'::timestamptz) as sort_at,
    c.updated_at,
    c.comment_text,
    c.in_recycle_bin
from mirror.timeline_comment_current c;
comment on view reporting.timeline_comments is
    'Comments in the timelines of CRM items; deleted ones stay, with deleted_at';
comment on column reporting.timeline_comments.member_id is 'The portal; see reporting.portals';
comment on column reporting.timeline_comments.comment_id is 'The comment''s id, unique within its portal';
comment on column reporting.timeline_comments.entity_type is
    'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is'
    ' N, or another type of Bitrix24';
comment on column reporting.timeline_comments.entity_id is
    'Id of the CRM item. A comment may stand on several items: this is the first that was read, as long as it stands'
    ' there; all are in reporting.timeline_comment_bindings';
comment on column reporting.timeline_comments.author_id is 'Id of the user who wrote the comment';
comment on column reporting.timeline_comments.comment is 'Text of the comment, with BB codes';
comment on column reporting.timeline_comments.created_at is 'When the comment was written';
comment on column reporting.timeline_comments.raw is 'The whole record as Bitrix24 gave it, without secrets';
comment on column reporting.timeline_comments.fetched_at is 'The record is at least as new as this';
comment on column reporting.timeline_comments.deleted_at is
    'When we learned that the comment is deleted; null while it exists';
comment on column reporting.timeline_comments.hidden_since is
    'Since when the portal does not show the comment to the service and to users whose tokens it holds, though it is'
    ' not deleted; null while it does. The record is the last that it showed';
comment on column reporting.timeline_comments.valid_from is
    'Since when the record is known to be as it is; see reporting.timeline_comments_history for what it was before';
comment on column reporting.timeline_comments.layer is
    'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a'
    ' comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.timeline_comments.delivery_id is
    'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.timeline_comments.read_as is
    'Id of the user whose token read this version; null where the service''s own did';
comment on column reporting.timeline_comments.sort_at is
    'Where it stands in time: created_at. For ranges and for ordering; -infinity where Bitrix24 does not tell';
comment on column reporting.timeline_comments.updated_at is
    'When it was last changed, amended, hidden or deleted, as far as the service knows; to ask for what is new since,'
    ' use reporting.record_updates';
comment on column reporting.timeline_comments.comment_text is
    'Comment as plain text: BB codes, HTML entities and mentions resolved';
comment on column reporting.timeline_comments.in_recycle_bin is
    'Whether the CRM item of the comment is in the portal''s recycle bin: then entity_type and entity_id are those'
    ' that it had before';

create view reporting.timeline_comments_history as
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
    h.bindings,
    h.comment_text,
    h.in_recycle_bin
from mirror.timeline_comment_versions h;
comment on view reporting.timeline_comments_history is
    'Every version of every comment: what it said from when until when, by what that became known and by what it'
    ' ended. One row per version; a reading that shows nothing new makes none. Between a deletion and the version'
    ' found after it nothing is valid';
comment on column reporting.timeline_comments_history.member_id is 'The portal; see reporting.portals';
comment on column reporting.timeline_comments_history.comment_id is 'The comment''s id, unique within its portal';
comment on column reporting.timeline_comments_history.entity_type is
    'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is'
    ' N, or another type of Bitrix24';
comment on column reporting.timeline_comments_history.entity_id is
    'Id of the CRM item. A comment may hang on several items; this is the first that the service may read';
comment on column reporting.timeline_comments_history.author_id is 'Id of the user who wrote the comment';
comment on column reporting.timeline_comments_history.comment is 'Text of the comment, with BB codes';
comment on column reporting.timeline_comments_history.created_at is 'When the comment was written';
comment on column reporting.timeline_comments_history.raw is 'The whole record as Bitrix24 gave it, without secrets';
comment on column reporting.timeline_comments_history.fetched_at is 'The last reading that showed this version';
comment on column reporting.timeline_comments_history.valid_from is
    'When the first reading that showed this version left; the change itself came before that';
comment on column reporting.timeline_comments_history.valid_until is
    'When the next version began, or when the service was told that the comment is deleted; null for a version that is'
    ' still valid';
comment on column reporting.timeline_comments_history.layer is
    'By what the service came to know of this version: ONLINE a posted event, OFFLINE the offline queue, SWEEP a'
    ' comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.timeline_comments_history.delivery_id is
    'The delivery that led to this version, see reporting.deliveries; null where none did';
comment on column reporting.timeline_comments_history.ended_by_layer is
    'By what the service came to know that this version is over; null while it is valid';
comment on column reporting.timeline_comments_history.ended_by_delivery_id is
    'The delivery that ended this version; null where none did';
comment on column reporting.timeline_comments_history.bindings is
    'The CRM items that the comment stood on, as a list of {"entity_type", "entity_id"}';
comment on column reporting.timeline_comments_history.comment_text is
    'Comment as plain text: BB codes, HTML entities and mentions resolved';
comment on column reporting.timeline_comments_history.in_recycle_bin is
    'Whether the CRM item of the comment is in the portal''s recycle bin: then entity_type and entity_id are those'
    ' that it had before';

create view reporting.timeline_comment_files as
select member_id, comment_id, file_id, name, size_bytes, type, author_id, attached_at
from mirror.timeline_comment_file;
comment on view reporting.timeline_comment_files is
    'Files attached to timeline comments; join reporting.timeline_comments for deleted_at. The files themselves are'
    ' not copied';
comment on column reporting.timeline_comment_files.member_id is 'The portal; see reporting.portals';
comment on column reporting.timeline_comment_files.comment_id is 'The comment that the file is attached to';
comment on column reporting.timeline_comment_files.file_id is 'The file''s id on the portal''s disk';
comment on column reporting.timeline_comment_files.name is 'File name';
comment on column reporting.timeline_comment_files.size_bytes is 'Size in bytes';
comment on column reporting.timeline_comment_files.type is 'image, video or file';
comment on column reporting.timeline_comment_files.author_id is 'Id of the user who attached the file';
comment on column reporting.timeline_comment_files.attached_at is 'When the file was attached';

create view reporting.timeline_comment_bindings as
select member_id, comment_id, entity_type, entity_id
from mirror.timeline_comment_binding;
comment on view reporting.timeline_comment_bindings is
    'The CRM items on whose timelines comments stand; join reporting.timeline_comments for the text and for deleted_at';
comment on column reporting.timeline_comment_bindings.member_id is 'The portal; see reporting.portals';
comment on column reporting.timeline_comment_bindings.comment_id is 'The comment';
comment on column reporting.timeline_comment_bindings.entity_type is
    'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is'
    ' N, or another type of Bitrix24';
comment on column reporting.timeline_comment_bindings.entity_id is 'Id of the CRM item';

create view reporting.comments_per_entity as
select
    b.member_id,
    b.entity_type,
    b.entity_id,
    c.author_id,
    count(*) as comments,
    count(c.hidden_since) as hidden,
    count(*) filter (where exists (
        select from mirror.timeline_comment_file f
        where f.member_id = c.member_id and f.comment_id = c.comment_id
    )) as with_files,
    min(c.created_at) as first_at,
    max(c.created_at) as last_at
from mirror.timeline_comment_binding b
join reporting.timeline_comments c on c.member_id = b.member_id and c.comment_id = b.comment_id
where c.deleted_at is null
group by 1, 2, 3, 4;
comment on view reporting.comments_per_entity is
    'How many comments each author wrote on each CRM item. A comment that stands on several items counts on each.'
    ' Deleted comments do not count';
comment on column reporting.comments_per_entity.member_id is 'The portal; see reporting.portals';
comment on column reporting.comments_per_entity.entity_type is
    'Type of the CRM item: lead, deal, contact, company, order, dynamic_N for the smart process whose entityTypeId is'
    ' N, or another type of Bitrix24';
comment on column reporting.comments_per_entity.entity_id is 'Id of the CRM item';
comment on column reporting.comments_per_entity.author_id is 'Id of the user who wrote the comments';
comment on column reporting.comments_per_entity.comments is 'Number of comments';
comment on column reporting.comments_per_entity.hidden is
    'Of them, those that the portal does not show to the service any more';
comment on column reporting.comments_per_entity.with_files is 'Of them, those with files';
comment on column reporting.comments_per_entity.first_at is 'When the first of them was written';
comment on column reporting.comments_per_entity.last_at is 'When the last of them was written';
