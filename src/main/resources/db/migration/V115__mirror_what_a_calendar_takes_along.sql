-- meetings by the room that their place names: the portal empties their place silently when the room is deleted
create index calendar_event_room on mirror.calendar_event (member_id, split_part(location, '_', 2))
    where location ~ '^calendar_[0-9]+(_[0-9]+)?$';

-- A deleted calendar takes the copies of its meetings in other calendars along. That is said by tombstones of the meetings,
-- which end with the calendar's own if it is there after all.
alter table mirror.tombstone add column section_id bigint;
comment on column mirror.tombstone.section_id is 'The deleted calendar that took the meeting along; null where the record was deleted itself';
create index tombstone_section on mirror.tombstone (member_id, section_id) where section_id is not null;
