-- by itself, since it waits for readers; longer ones took their place
drop index mirror.calendar_event_section;
drop index mirror.calendar_event_owner;
