-- the last read record of a portal, for reporting.freshness
create index calendar_section_fetched on mirror.calendar_section (member_id, fetched_at);
create index calendar_event_fetched on mirror.calendar_event (member_id, fetched_at);
create index timeline_comment_fetched on mirror.timeline_comment (member_id, fetched_at);

create view reporting.freshness as
select portal.member_id,
       kind.record_kind,
       coalesce(pending.waiting, 0) as waiting,
       coalesce(pending.dead, 0) as dead,
       pending.oldest_waiting_at,
       case kind.record_kind
           when 'calendar_section' then
               (select max(fetched_at) from mirror.calendar_section record where record.member_id = portal.member_id)
           when 'calendar_event' then
               (select max(fetched_at) from mirror.calendar_event record where record.member_id = portal.member_id)
           else
               (select max(fetched_at) from mirror.timeline_comment record where record.member_id = portal.member_id)
       end as last_fetched_at
from portal.portal
cross join (values ('calendar_section'), ('calendar_event'), ('timeline_comment')) as kind (record_kind)
left join lateral (
    select count(*) filter (where request.state = 'WAITING') as waiting,
           count(*) filter (where request.state = 'DEAD') as dead,
           min(request.requested_at) filter (where request.state = 'WAITING') as oldest_waiting_at
    from fetch_list.request
    where request.member_id = portal.member_id and request.record_kind = kind.record_kind
) pending on true;

comment on view reporting.freshness is 'How far each portal''s copy is behind, per kind of record';
comment on column reporting.freshness.member_id is 'The portal';
comment on column reporting.freshness.record_kind is 'calendar_section, calendar_event or timeline_comment';
comment on column reporting.freshness.waiting is 'Records that wait to be read';
comment on column reporting.freshness.dead is 'Records that could not be read; see reporting.pending_fetches for why';
comment on column reporting.freshness.oldest_waiting_at is 'Since when the longest waiting of them is known to be out of date; null if none waits';
comment on column reporting.freshness.last_fetched_at is 'When a record of this kind was last read; null if none ever was';
