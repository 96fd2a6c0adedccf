-- the arms are in order by themselves: the planner asks an arm of a union that has a join or a condition for none, and would
-- read all updates to show the first hundred of them

-- the copies that go with a meeting
create index calendar_event_copy on mirror.calendar_event (member_id, parent_id, event_id) where event_id <> parent_id;

create or replace view reporting.record_updates as
select member_id, 'calendar_section' as record_kind, section_id as record_id, valid_from as updated_at, 'CHANGED' as what
from mirror.calendar_section
union all
(
    select member_id, 'calendar_section', section_id, hidden_since, 'HIDDEN'
    from mirror.calendar_section
    where hidden_since is not null
    order by hidden_since, section_id
)
union all
(
    select t.member_id, 'calendar_section', s.section_id, t.deleted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.calendar_section s on s.member_id = t.member_id and s.section_id = t.record_id and s.fetched_at <= t.told_at
    where t.kind = 'calendar_section'
    order by t.deleted_at, s.section_id
)
union all
select member_id, 'calendar_event', event_id, valid_from, 'CHANGED'
from mirror.calendar_event
union all
(
    select member_id, 'calendar_event', event_id, hidden_since, 'HIDDEN'
    from mirror.calendar_event
    where hidden_since is not null
    order by hidden_since, event_id
)
union all
(
    select t.member_id, 'calendar_event', e.event_id, t.deleted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.event_id = t.record_id and e.seen_at <= t.told_at
    where t.kind = 'calendar_event'
    order by t.deleted_at, e.event_id
)
union all
(
    select t.member_id, 'calendar_event', e.event_id, t.deleted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.parent_id = t.record_id and e.event_id <> e.parent_id
        and e.seen_at <= t.told_at
    where t.kind = 'calendar_event'
    order by t.deleted_at, e.event_id
)
union all
(
    select t.member_id, 'calendar_event', e.event_id, t.deleted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.section_id = t.record_id and e.seen_at <= t.told_at
    where t.kind = 'calendar_section'
    order by t.deleted_at, e.event_id
)
union all
select member_id, 'timeline_comment', comment_id, valid_from, 'CHANGED'
from mirror.timeline_comment
union all
(
    select member_id, 'timeline_comment', comment_id, hidden_since, 'HIDDEN'
    from mirror.timeline_comment
    where hidden_since is not null
    order by hidden_since, comment_id
)
union all
(
    select t.member_id, 'timeline_comment', c.comment_id, t.deleted_at, 'DELETED'
    from mirror.tombstone t
    join mirror.timeline_comment c on c.member_id = t.member_id and c.comment_id = t.record_id and c.fetched_at <= t.told_at
    where t.kind = 'timeline_comment'
    order by t.deleted_at, c.comment_id
);
