-- what began on a day, and what ended by a deletion on a day, per portal: for reporting.completeness
create index calendar_section_began on mirror.calendar_section (member_id, ((valid_from at time zone 'UTC')::date));
create index calendar_section_history_began on mirror.calendar_section_history (member_id, ((valid_from at time zone 'UTC')::date));
create index calendar_section_history_deleted on mirror.calendar_section_history (member_id, ((valid_until at time zone 'UTC')::date)) where ended_by_deletion;
create index calendar_event_began on mirror.calendar_event (member_id, ((valid_from at time zone 'UTC')::date));
create index calendar_event_history_began on mirror.calendar_event_history (member_id, ((valid_from at time zone 'UTC')::date));
create index calendar_event_history_deleted on mirror.calendar_event_history (member_id, ((valid_until at time zone 'UTC')::date)) where ended_by_deletion;
create index timeline_comment_began on mirror.timeline_comment (member_id, ((valid_from at time zone 'UTC')::date));
create index timeline_comment_history_began on mirror.timeline_comment_history (member_id, ((valid_from at time zone 'UTC')::date));
create index timeline_comment_history_deleted on mirror.timeline_comment_history (member_id, ((valid_until at time zone 'UTC')::date)) where ended_by_deletion;
create index tombstone_deleted on mirror.tombstone (member_id, ((deleted_at at time zone 'UTC')::date));

-- an event may be deleted by several tombstones: its own, its meeting's, its calendar's; the first one counts
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
        member_id, 'calendar_section', (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.calendar_section
    union all
    select
        member_id, 'calendar_section', (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.calendar_section_history
    union all
    select member_id, 'calendar_section', (valid_until at time zone 'UTC')::date, ended_by_layer, 'deleted'
    from mirror.calendar_section_history
    where ended_by_deletion
    union all
    select
        member_id, 'calendar_event', (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.calendar_event
    union all
    select
        member_id, 'calendar_event', (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.calendar_event_history
    union all
    select member_id, 'calendar_event', (valid_until at time zone 'UTC')::date, ended_by_layer, 'deleted'
    from mirror.calendar_event_history
    where ended_by_deletion
    union all
    select
        member_id, 'timeline_comment', (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.timeline_comment
    union all
    select
        member_id, 'timeline_comment', (valid_from at time zone 'UTC')::date, layer,
        case when is_addition then 'added' else 'changed' end
    from mirror.timeline_comment_history
    union all
    select member_id, 'timeline_comment', (valid_until at time zone 'UTC')::date, ended_by_layer, 'deleted'
    from mirror.timeline_comment_history
    where ended_by_deletion
    union all
    select t.member_id, t.kind, (t.deleted_at at time zone 'UTC')::date, t.layer, 'deleted'
    from mirror.tombstone t
    join mirror.calendar_section r on r.member_id = t.member_id and r.section_id = t.record_id and r.fetched_at <= t.told_at
    where t.kind = 'calendar_section'
    union all
    select t.member_id, t.kind, (t.deleted_at at time zone 'UTC')::date, t.layer, 'deleted'
    from mirror.tombstone t
    join mirror.timeline_comment r on r.member_id = t.member_id and r.comment_id = t.record_id and r.fetched_at <= t.told_at
    where t.kind = 'timeline_comment'
    union all
    select t.member_id, 'calendar_event', (t.deleted_at at time zone 'UTC')::date, t.layer, 'deleted'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.event_id = t.record_id
        and e.seen_at <= t.told_at
    where t.kind = 'calendar_event'
        and not exists (
            select from mirror.tombstone other
            where other.member_id = e.member_id
                and (other.kind = 'calendar_event' and other.record_id in (e.event_id, e.parent_id)
                    or other.kind = 'calendar_section' and other.record_id = e.section_id)
                and other.told_at >= e.seen_at
                and (other.deleted_at, other.kind, other.record_id) < (t.deleted_at, t.kind, t.record_id)
        )
    union all
    select t.member_id, 'calendar_event', (t.deleted_at at time zone 'UTC')::date, t.layer, 'deleted'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.parent_id = t.record_id and e.event_id <> t.record_id
        and e.seen_at <= t.told_at
    where t.kind = 'calendar_event'
        and not exists (
            select from mirror.tombstone other
            where other.member_id = e.member_id
                and (other.kind = 'calendar_event' and other.record_id in (e.event_id, e.parent_id)
                    or other.kind = 'calendar_section' and other.record_id = e.section_id)
                and other.told_at >= e.seen_at
                and (other.deleted_at, other.kind, other.record_id) < (t.deleted_at, t.kind, t.record_id)
        )
    union all
    select t.member_id, 'calendar_event', (t.deleted_at at time zone 'UTC')::date, t.layer, 'deleted'
    from mirror.tombstone t
    join mirror.calendar_event e on e.member_id = t.member_id and e.section_id = t.record_id
        and e.seen_at <= t.told_at
    where t.kind = 'calendar_section'
        and not exists (
            select from mirror.tombstone other
            where other.member_id = e.member_id
                and (other.kind = 'calendar_event' and other.record_id in (e.event_id, e.parent_id)
                    or other.kind = 'calendar_section' and other.record_id = e.section_id)
                and other.told_at >= e.seen_at
                and (other.deleted_at, other.kind, other.record_id) < (t.deleted_at, t.kind, t.record_id)
        )
) happening (member_id, record_kind, day, layer, what)
group by member_id, record_kind, day, layer;

comment on view reporting.completeness is 'What became known on each day, and by which layer: the figures of ONLINE and OFFLINE are what the portal told, those of SWEEP are what it had not told. Counted from the versions and deletions of the records themselves. Ask for one day of one portal';
comment on column reporting.completeness.member_id is 'The portal; see reporting.portals';
comment on column reporting.completeness.record_kind is 'calendar_section, calendar_event or timeline_comment';
comment on column reporting.completeness.day is 'The day, in UTC, on which the service came to know';
comment on column reporting.completeness.layer is 'By what the service came to know: ONLINE a posted event, OFFLINE the offline queue, SWEEP a comparison with the portal, BACKFILL the first one after an installation, OPERATOR an operator';
comment on column reporting.completeness.added is 'Records that were not there before, or found again after a deletion';
comment on column reporting.completeness.changed is 'New versions of records';
comment on column reporting.completeness.deleted is 'Records that are gone, those included that went with their meeting or calendar';
