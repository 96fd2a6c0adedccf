-- what we know of an owner's calendars by their events alone
create index calendar_event_owner on mirror.calendar_event (member_id, calendar_type, owner_id);
