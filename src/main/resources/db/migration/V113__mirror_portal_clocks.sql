-- what the events of a portal show of its server's clock, which nothing tells
create table mirror.portal_clock (
    member_id      text not null,
    month          date not null,
    offset_seconds integer not null,
    first_date     date not null,
    last_date      date not null,
    date_order     text check (date_order in ('DAY_FIRST', 'MONTH_FIRST', 'YEAR_FIRST')),
    readings       bigint not null,
    last_seen_at   timestamptz not null,
    primary key (member_id, month, offset_seconds)
);
comment on table mirror.portal_clock is 'How far the clock of a portal''s server is from UTC in the months in which its events start, as wall times and Unix times of the events show it. A month in which clocks change has two rows';
comment on column mirror.portal_clock.readings is 'How many readings of events showed it, counted about once a minute';

create view reporting.portal_clocks as
with ordered as (
    select
        clock.*,
        lag(offset_seconds) over (partition by member_id order by first_date, last_date, offset_seconds) as offset_before
    from mirror.portal_clock clock
), numbered as (
    select
        ordered.*,
        count(*) filter (where offset_before is distinct from offset_seconds)
            over (partition by member_id order by first_date, last_date, offset_seconds) as stretch
    from ordered
)
select
    member_id,
    case when offset_seconds < 0 then '-' else '+' end
        || to_char(make_interval(secs => abs(offset_seconds)), 'HH24:MI') as server_offset,
    min(first_date) as from_date,
    max(last_date) as to_date,
    cast(sum(readings) as bigint) as readings,
    (array_agg(date_order order by last_seen_at desc) filter (where date_order is not null))[1] as date_order,
    max(last_seen_at) as last_seen_at
from numbered
group by member_id, stretch, offset_seconds;

comment on view reporting.portal_clocks is 'How far the clock of each portal''s server is found to be from UTC, in stretches of time. Bitrix24 tells it nowhere: it follows from the events, whose Unix times are off by so much. Times of events do not depend on it, unless reporting.calendar_events.time_doubt says SERVER_OFFSET';
comment on column reporting.portal_clocks.member_id is 'The portal; see reporting.portals';
comment on column reporting.portal_clocks.server_offset is 'The server''s distance from UTC, for example +03:00; with daylight saving it changes twice a year';
comment on column reporting.portal_clocks.from_date is 'Start of the first event that shows it, in one stretch';
comment on column reporting.portal_clocks.to_date is 'Start of the last event that shows it, in one stretch. Where another stretch of the portal overlaps, events of the same time disagree, as after the server was moved to another time zone';
comment on column reporting.portal_clocks.readings is 'How many readings of events showed it';
comment on column reporting.portal_clocks.date_order is 'In which order the portal writes dates, as these events proved it last: DAY_FIRST, MONTH_FIRST or YEAR_FIRST; null where none of them proved one';
comment on column reporting.portal_clocks.last_seen_at is 'When the newest of these readings left';

-- a release that knows nothing of derivations, running beside this one or after it, leaves derived_from behind
alter table mirror.calendar_section add column derived_from timestamptz;
alter table mirror.calendar_event add column derived_from timestamptz;
alter table mirror.timeline_comment add column derived_from timestamptz;
comment on column mirror.calendar_section.derived_from is 'fetched_at of the reading that the columns were derived from; another one means that an older release wrote them';
comment on column mirror.calendar_event.derived_from is 'fetched_at of the reading that the columns were derived from; another one means that an older release wrote them';
comment on column mirror.timeline_comment.derived_from is 'fetched_at of the reading that the columns were derived from; another one means that an older release wrote them';

-- whether anything is behind
create index calendar_section_derivation on mirror.calendar_section (derivation);
create index calendar_event_derivation on mirror.calendar_event (derivation);
create index timeline_comment_derivation on mirror.timeline_comment (derivation);
create index calendar_section_history_derivation on mirror.calendar_section_history (derivation);
create index calendar_event_history_derivation on mirror.calendar_event_history (derivation);
create index timeline_comment_history_derivation on mirror.timeline_comment_history (derivation);
create index calendar_section_foreign on mirror.calendar_section (section_id) where derived_from is distinct from fetched_at;
create index calendar_event_foreign on mirror.calendar_event (event_id) where derived_from is distinct from fetched_at;
create index timeline_comment_foreign on mirror.timeline_comment (comment_id) where derived_from is distinct from fetched_at;

-- events whose times are not certain
create index calendar_event_doubtful on mirror.calendar_event (member_id, event_id) where time_doubt is not null;
