-- Series that Bitrix24 moves to the next month, and those whose end a change of clocks moves, are expanded otherwise: the next
-- roll of the window does so with all whose window is another one. Until then they are shown as they were.
update mirror.calendar_series set window_to = window_from;

comment on table mirror.calendar_series is 'Recurring events whose occurrences are in mirror.calendar_occurrence. One without a row, or with another window than today''s, is expanded by the next roll of the window';
comment on column mirror.calendar_series.rule is 'The rule as RFC 5545 writes it, UNTIL being a day; with SKIP=FORWARD (RFC 7529) where Bitrix24 moves what has no such day in a month to the first of the next. Null for a changed occurrence, and where the rule makes no sense';
comment on column reporting.calendar_series.rule is 'RRULE as RFC 5545 writes it, for example FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10; UNTIL is the last day in the event''s time zone. Where a month has no such day, Bitrix24 takes the first of the next: RSCALE=GREGORIAN;SKIP=FORWARD says so (RFC 7529). Null where the rule makes no sense';
comment on column reporting.calendar_events.ends_at is 'End; null for an all-day event. For a series: of its first occurrence, by DT_LENGTH where Bitrix24 tells the end of the whole series';
comment on column reporting.calendar_occurrences.ends_at is 'End of this occurrence, at the same time of day in time_zone when clocks change; null for an all-day event';
comment on column reporting.calendar_occurrences.series_id is 'The series'' event, for its occurrences and for those that were changed; null for an event that does not repeat. In the calendar of a guest a changed occurrence names the host''s series, which is the parent_id of the guest''s';
