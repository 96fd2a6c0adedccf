-- meetings by the room that their place names: the portal empties their place silently when the room is deleted
create index calendar_event_room on mirror.calendar_event (member_id, split_part(location, '_', 2))
    where location ~ '^calendar_[0-9]+(_[0-9]+)?$';

-- A deleted calendar takes the copies of its meetings in other calendars along. That is said by tombstones of the meetings,
-- which end with the calendar's own if it is there after all.
alter table mirror.tombstone add column section_id bigint;
comment on column mirror.tombstone.section_id is 'The deleted calendar that took the meeting along; null where the record was deleted itself';
create index tombstone_section on mirror.tombstone (member_id, section_id) where section_id is not null;

-- calendars that were deleted before
insert into mirror.tombstone (member_id, kind, record_id, deleted_at, told_at, layer, delivery_id, section_id)
select meeting.member_id, 'calendar_event', meeting.event_id, calendar.deleted_at, calendar.told_at, calendar.layer,
    calendar.delivery_id, calendar.record_id
from mirror.tombstone calendar
join mirror.calendar_event meeting
    on meeting.member_id = calendar.member_id
    and meeting.section_id = calendar.record_id
    and meeting.parent_id = meeting.event_id
    and meeting.seen_at <= calendar.told_at
where calendar.kind = 'calendar_section'
    and (meeting.is_meeting or exists (
        select from mirror.calendar_event copy
        where copy.member_id = meeting.member_id and copy.parent_id = meeting.event_id and copy.event_id <> copy.parent_id
    ))
on conflict (member_id, kind, record_id) do nothing;
