create table mirror.calendar_series (
    member_id   text not null,
    event_id    bigint not null,
    window_from date not null,
    window_to   date not null,
    rule        text,
    first_day   date,
    left_out    date[] not null default '{}',
    problem     text,
    primary key (member_id, event_id),
    foreign key (member_id, event_id) references mirror.calendar_event on delete cascade
);
comment on table mirror.calendar_series is 'Recurring events whose occurrences are in mirror.calendar_occurrence. One without a row is expanded by the next roll of the window; a release that expands otherwise deletes the rows';
comment on column mirror.calendar_series.window_from is 'First day of the window for which it was expanded';
comment on column mirror.calendar_series.window_to is 'Last day of that window';
comment on column mirror.calendar_series.rule is 'The rule as RFC 5545 writes it, UNTIL being a day; null for a changed occurrence, and where the rule makes no sense';
comment on column mirror.calendar_series.first_day is 'The first day by that rule, left out or not, in the event''s time zone';
comment on column mirror.calendar_series.left_out is 'Days on which the series does not take place though its rule says so, in the event''s time zone';
comment on column mirror.calendar_series.problem is 'Why the series could not be expanded, and is shown once; null if it could';

create table mirror.calendar_occurrence (
    member_id           text not null,
    event_id            bigint not null,
    number              integer not null,
    starts_at           timestamptz,
    ends_at             timestamptz,
    start_date          date,
    end_date            date,
    original_starts_at  timestamptz,
    original_start_date date,
    sort_at             timestamptz not null generated always as
        (coalesce(starts_at, start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz)) stored,
    primary key (member_id, event_id, number),
    foreign key (member_id, event_id) references mirror.calendar_event on delete cascade
) with (autovacuum_vacuum_scale_factor = 0.05);
comment on table mirror.calendar_occurrence is 'When events take place: a row per event, and for a series a row per occurrence within the calendar window';
comment on column mirror.calendar_occurrence.number is 'Which one of its series, the first being 0; those that are left out count, too';
comment on column mirror.calendar_occurrence.original_starts_at is 'For a changed occurrence: when it would have begun by the rule of its series';
comment on column mirror.calendar_occurrence.original_start_date is 'The day of that, in the event''s time zone';
comment on column mirror.calendar_occurrence.sort_at is 'Where it stands in time: its start, or midnight UTC of its first day';

-- series and their changed occurrences come with the first roll of the window
insert into mirror.calendar_occurrence (member_id, event_id, number, starts_at, ends_at, start_date, end_date)
select member_id, event_id, 0, starts_at, ends_at, start_date, end_date
from mirror.calendar_event
where rrule is null and recurrence_id is null;

-- what takes place within a time
create index calendar_occurrence_sort on mirror.calendar_occurrence (member_id, sort_at, event_id, number);
-- the series that a roll of the window goes through
create index calendar_event_recurring on mirror.calendar_event (member_id, event_id)
    where rrule is not null or recurrence_id is not null;
