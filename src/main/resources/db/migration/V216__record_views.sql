-- Views of the records of all kinds

create view reporting.history_kept as
select kind.kind as record_kind, cut.cut_before as complete_since
from mirror.kind
left join mirror.history_cut cut on cut.record_kind = kind.kind;
comment on view reporting.history_kept is
    'Since when the views of the history are complete: older versions may have been dropped. What was valid at an'
    ' earlier moment cannot be told any more';
comment on column reporting.history_kept.record_kind is 'The kind of the records, for example calendar_event';
comment on column reporting.history_kept.complete_since is
    'Every version that was valid then, or later, is there; null where none was dropped';

create view reporting.record_updates as
select member_id, record_kind, record_id, updated_at, what
from mirror.record_update;
comment on view reporting.record_updates is
    'Which records changed since when: for readers that keep a copy of their own and fetch what is new. Each record is'
    ' there once with its last change, once more if that was amended, and besides, if it is hidden or deleted, with'
    ' when that became known; deletions that went with a meeting or a calendar included. Ask for one portal and one'
    ' kind, in the order of updated_at, record_id. Note when you begin, and begin the next time ten minutes before'
    ' that: what is read at the same time is not stored at the same time';
comment on column reporting.record_updates.member_id is 'The portal; see reporting.portals';
comment on column reporting.record_updates.record_kind is 'The kind of the record, for example calendar_event';
comment on column reporting.record_updates.record_id is 'The record';
comment on column reporting.record_updates.updated_at is
    'When the service noted it: by the time at which the reading left that showed it, or, for a deletion, when that'
    ' was written down, which is later than deleted_at where the event had to wait';
comment on column reporting.record_updates.what is
    'CHANGED: it was added or says something else. AMENDED: without a new version, it is shown again, is there after'
    ' all, or was completed by a fuller reading. HIDDEN: the portal does not show it any more. DELETED: it is gone. A'
    ' record may be there more than once';

create view reporting.freshness as
select portal.member_id,
       kind.kind as record_kind,
       coalesce(pending.waiting, 0) as waiting,
       coalesce(pending.dead, 0) as dead,
       pending.oldest_waiting_at,
       (select max(record.fetched_at)
        from mirror.record
        where record.member_id = portal.member_id and record.record_kind = kind.kind) as last_fetched_at
from portal.portal
cross join mirror.kind
left join lateral (
    select count(*) filter (where request.state = 'WAITING') as waiting,
           count(*) filter (where request.state = 'DEAD') as dead,
           min(request.requested_at) filter (where request.state = 'WAITING') as oldest_waiting_at
    from fetch_list.request
    where request.member_id = portal.member_id and request.record_kind = kind.kind
) pending on true;
comment on view reporting.freshness is 'How far each portal''s copy is behind, per kind of record';
comment on column reporting.freshness.member_id is 'The portal';
comment on column reporting.freshness.record_kind is 'The kind of the record, for example calendar_event';
comment on column reporting.freshness.waiting is 'Records that wait to be read';
comment on column reporting.freshness.dead is 'Records that could not be read; see reporting.pending_fetches for why';
comment on column reporting.freshness.oldest_waiting_at is
    'Since when the longest waiting of them is known to be out of date; null if none waits';
comment on column reporting.freshness.last_fetched_at is
    'When a record of this kind was last read; null if none ever was';

create view reporting.record_latency as
select
    d.member_id,
    (d.received_at at time zone 'UTC')::date as day,
    v.record_kind,
    count(*) as versions,
    round(percentile_cont(0.5) within group (order by v.seconds)::numeric, 3) as p50_seconds,
    round(percentile_cont(0.95) within group (order by v.seconds)::numeric, 3) as p95_seconds,
    round(max(v.seconds), 3) as max_seconds
from intake.delivery d
join mirror.version on version.delivery_id = d.delivery_id
cross join lateral (
    select version.record_kind, greatest(extract(epoch from version.valid_from - d.received_at), 0) as seconds
) v
group by 1, 2, 3;
comment on view reporting.record_latency is
    'How long it takes from an event''s arrival until the reading that brings the new version of its record: per day,'
    ' as far as the delivery log reaches back. Versions that events led to count, those found otherwise do not; a'
    ' later event on the same record takes the place of an earlier one. Ask for one portal and some days';
comment on column reporting.record_latency.member_id is 'The portal; see reporting.portals';
comment on column reporting.record_latency.day is 'The day, in UTC, on which the event arrived';
comment on column reporting.record_latency.record_kind is 'The kind of the record, for example calendar_event';
comment on column reporting.record_latency.versions is 'Number of versions that events of that day led to';
comment on column reporting.record_latency.p50_seconds is 'Half of them took at most so many seconds';
comment on column reporting.record_latency.p95_seconds is '95% of them took at most so many seconds';
comment on column reporting.record_latency.max_seconds is 'The slowest took so many seconds';

create view reporting.completeness as
select
    member_id,
    record_kind,
    day,
    layer,
    count(*) filter (where what = 'added') as added,
    count(*) filter (where what = 'changed') as changed,
    count(*) filter (where what = 'deleted') as deleted
from (
    select
        member_id, record_kind, (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.version
    union all
    select member_id, record_kind, (deleted_at at time zone 'UTC')::date, layer, 'deleted'
    from mirror.deletion
) happening (member_id, record_kind, day, layer, what)
group by member_id, record_kind, day, layer;
comment on view reporting.completeness is
    'What became known on each day, and by which layer: the figures of ONLINE and OFFLINE are what the portal told,'
    ' those of SWEEP are what it had not told. Counted from the versions and deletions of the records themselves. Ask'
    ' for one day of one portal';
comment on column reporting.completeness.member_id is 'The portal; see reporting.portals';
comment on column reporting.completeness.record_kind is 'The kind of the record, for example calendar_event';
comment on column reporting.completeness.day is 'The day, in UTC, on which the service came to know';
comment on column reporting.completeness.layer is
    'By what the service came to know: ONLINE a posted event, OFFLINE the offline queue, SWEEP a comparison with the'
    ' portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.completeness.added is 'Records that were not there before, or found again after a deletion';
comment on column reporting.completeness.changed is 'New versions of records';
comment on column reporting.completeness.deleted is
    'Records that are gone, those included that went with their meeting or calendar';

create view reporting.crm_timeline as
select
    b.member_id,
    b.entity_type,
    b.entity_id,
    c.created_at as happened_at,
    'timeline_comment' as record_kind,
    c.comment_id as record_id,
    c.author_id as user_id,
    c.comment as title,
    c.deleted_at,
    c.hidden_since
from mirror.timeline_comment_binding b
join reporting.timeline_comments c on c.member_id = b.member_id and c.comment_id = b.comment_id
union all
select
    l.member_id,
    l.entity_type,
    l.entity_id,
    coalesce(e.starts_at, e.start_date::timestamp at time zone 'UTC'),
    'calendar_event',
    e.event_id,
    e.created_by,
    e.name,
    e.deleted_at,
    e.hidden_since
from mirror.calendar_event_crm_link l
join reporting.calendar_events e on e.member_id = l.member_id and e.event_id = l.event_id
where e.event_id = e.parent_id or e.parent_id is null;
comment on view reporting.crm_timeline is
    'Comments beside calendar events of the same CRM item. A meeting is there once, by its main event, and a series'
    ' once, at its first occurrence. Deleted records stay, with deleted_at. Ask for one item';
comment on column reporting.crm_timeline.member_id is 'The portal; see reporting.portals';
comment on column reporting.crm_timeline.entity_type is
    'Type of the CRM item: lead, deal, contact, company, dynamic_N for the smart process whose entityTypeId is N, or'
    ' another type of Bitrix24';
comment on column reporting.crm_timeline.entity_id is 'Id of the CRM item';
comment on column reporting.crm_timeline.happened_at is
    'When the comment was written, or when the event starts (midnight UTC of its first day if it lasts whole days)';
comment on column reporting.crm_timeline.record_kind is 'timeline_comment or calendar_event';
comment on column reporting.crm_timeline.record_id is
    'The comment or the event; see reporting.timeline_comments, reporting.calendar_events';
comment on column reporting.crm_timeline.user_id is 'Who wrote the comment or created the event';
comment on column reporting.crm_timeline.title is 'Text of the comment, or title of the event';
comment on column reporting.crm_timeline.deleted_at is
    'When we were told that the record is deleted; null while it exists';
comment on column reporting.crm_timeline.hidden_since is
    'Since when the portal does not show the record to the service any more; null while it does';
