create schema mirror;

create table mirror.tombstone (
    member_id   text not null,
    kind        text not null check (kind in ('calendar_section', 'calendar_event', 'timeline_comment')),
    record_id   bigint not null,
    deleted_at  timestamptz not null,
    told_at     timestamptz not null,
    noted_at    timestamptz not null default now(),
    layer       text not null default 'ONLINE' check (layer in ('ONLINE', 'OFFLINE', 'SWEEP', 'BACKFILL', 'OPERATOR')),
    delivery_id bigint,
    section_id  bigint,
    primary key (member_id, kind, record_id),
    check (told_at >= deleted_at)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
comment on table mirror.tombstone is
    'Records that are gone. A copy of one counts as deleted until the record is seen by a reading that began after'
    ' told_at; so what a reading and a deletion that cross leave behind does not depend on which of them commits'
    ' first. Rows must outlive the copies: without them a late reading would bring a record back to life';
comment on column mirror.tombstone.deleted_at is 'When we were told first';
comment on column mirror.tombstone.told_at is 'When we were told last';
comment on column mirror.tombstone.noted_at is
    'When it was written: a deletion may have waited in the spill, or for an installation, since it was told';
comment on column mirror.tombstone.layer is 'By what we came to know of the deletion first';
comment on column mirror.tombstone.delivery_id is 'The delivery that told of the deletion first, where one did';
comment on column mirror.tombstone.section_id is
    'The deleted calendar that took the meeting along; null where the record was deleted itself';

-- what ended by a deletion on a day, for reporting.completeness
create index tombstone_deleted on mirror.tombstone (member_id, ((deleted_at at time zone 'UTC')::date));
-- what was deleted since
create index tombstone_noted on mirror.tombstone (member_id, kind, noted_at, record_id);
-- a page of the tombstones that a calendar's deletion wrote
create index tombstone_section on mirror.tombstone (member_id, section_id, record_id) where section_id is not null;

-- A deleted calendar takes its meetings along, with their copies in other calendars: tombstones of the meetings say so,
-- and end with the calendar's own if the calendar is there after all. Some hundred of them are written at once, in the
-- transaction that keeps the fact; the rest follows in pages, each a short transaction of its own.
create table mirror.unfinished_calendar (
    member_id   text not null,
    section_id  bigint not null,
    is_back     boolean not null,
    told_at     timestamptz not null,
    seen_at     timestamptz,
    layer       text not null,
    delivery_id bigint,
    done_until  bigint not null default 0,
    primary key (member_id, section_id, is_back),
    check (is_back = (seen_at is not null))
);
comment on table mirror.unfinished_calendar is
    'Calendars with more events than one transaction should write, whose deletion, or return, is not written for all'
    ' of them yet';
comment on column mirror.unfinished_calendar.is_back is
    'Whether the calendar is there after all; otherwise it was deleted';
comment on column mirror.unfinished_calendar.told_at is 'When we were told of the deletion last';
comment on column mirror.unfinished_calendar.seen_at is 'When the reading began that showed the calendar after all';
comment on column mirror.unfinished_calendar.layer is 'By what the deletion became known';
comment on column mirror.unfinished_calendar.delivery_id is 'The delivery that told of the deletion, where one did';
comment on column mirror.unfinished_calendar.done_until is 'Events with ids up to this one are done';

-- Each kind of record has a table of current versions and a table of those that are over. The columns are derived from
-- raw by the translation whose number is in derivation, and derived again where that is behind the release that runs.

create table mirror.calendar_section (
    member_id     text not null,
    section_id    bigint not null,
    calendar_type text,
    owner_id      bigint,
    name          text,
    description   text,
    color         text,
    text_color    text,
    created_by    bigint,
    external_type text,
    is_collab     boolean,
    raw           jsonb not null,
    content_hash  bytea,
    derivation    smallint not null default 0,
    derived_from  timestamptz,
    fetched_at    timestamptz not null,
    valid_from    timestamptz not null,
    is_addition   boolean not null,
    layer         text not null check (layer in ('ONLINE', 'OFFLINE', 'SWEEP', 'BACKFILL', 'OPERATOR')),
    delivery_id   bigint,
    hidden_since  timestamptz,
    amended_at    timestamptz,
    primary key (member_id, section_id)
);
comment on table mirror.calendar_section is
    'Our copy of calendar.section.get; fetched_at is when the request left, so the record was not older than that';
comment on column mirror.calendar_section.derivation is
    'By which version of the translation the columns were derived from raw';
comment on column mirror.calendar_section.derived_from is
    'fetched_at of the reading that the columns were derived from; another one means that an older release wrote them';
comment on column mirror.calendar_section.amended_at is
    'When the copy came to say something else of this version: the calendar is shown again, is there after all, or a'
    ' fuller reading that had left earlier came in';

-- the last read record of a portal, for reporting.freshness
create index calendar_section_fetched on mirror.calendar_section (member_id, fetched_at);
-- what began on a day, for reporting.completeness
create index calendar_section_began on mirror.calendar_section (member_id, ((valid_from at time zone 'UTC')::date));
-- from a delivery to the versions it led to
create index calendar_section_delivery on mirror.calendar_section (delivery_id) where delivery_id is not null;
-- what changed, was amended or hidden since
create index calendar_section_updated on mirror.calendar_section (member_id, valid_from, section_id);
create index calendar_section_amended on mirror.calendar_section (member_id, amended_at, section_id)
    where amended_at is not null;
create index calendar_section_hidden on mirror.calendar_section (member_id, hidden_since, section_id)
    where hidden_since is not null;
-- whether anything is behind
create index calendar_section_derivation on mirror.calendar_section (derivation);
create index calendar_section_foreign on mirror.calendar_section (section_id)
    where derived_from is distinct from fetched_at;

-- Users may be shown different views of an event. The copy keeps to one of them, so that it does not change with whose
-- token reads it.
create table mirror.calendar_event (
    member_id        text not null,
    event_id         bigint not null,
    parent_id        bigint,
    section_id       bigint,
    calendar_type    text,
    owner_id         bigint,
    name             text,
    description      text,
    description_text text,
    location         text,
    starts_at        timestamptz,
    ends_at          timestamptz,
    all_day          boolean not null,
    start_date       date,
    end_date         date,
    local_start      timestamp,
    local_end        timestamp,
    time_zone        text,
    time_doubt       text,
    duration_seconds bigint,
    created_by       bigint,
    is_meeting       boolean not null,
    meeting_status   text,
    meeting_host_id  bigint,
    importance       text,
    accessibility    text,
    is_private       boolean not null,
    rrule            jsonb,
    recurrence_id    bigint,
    version          bigint,
    is_masked        boolean not null,
    raw              jsonb not null,
    content_hash     bytea,
    derivation       smallint not null default 0,
    derived_from     timestamptz,
    read_as          bigint,
    seen_as          bigint,
    fetched_at       timestamptz not null,
    seen_at          timestamptz not null,
    valid_from       timestamptz not null,
    is_addition      boolean not null,
    layer            text not null check (layer in ('ONLINE', 'OFFLINE', 'SWEEP', 'BACKFILL', 'OPERATOR')),
    delivery_id      bigint,
    hidden_since     timestamptz,
    amended_at       timestamptz,
    primary key (member_id, event_id),
    check (seen_at >= fetched_at),
    check (all_day and starts_at is null and ends_at is null or not all_day and start_date is null and end_date is null)
    -- readers plan by what is in the tables, so that is looked at before a fifth of a big one has changed
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
comment on table mirror.calendar_event is
    'Our copy of calendar.event.getbyid; fetched_at is when the request left that gave the columns';
comment on column mirror.calendar_event.content_hash is
    'SHA-256 over what the record says, see ContentHash; a reading with the same hash is no new version';
comment on column mirror.calendar_event.derivation is
    'By which version of the translation the columns were derived from raw';
comment on column mirror.calendar_event.derived_from is
    'fetched_at of the reading that the columns were derived from; another one means that an older release wrote them';
comment on column mirror.calendar_event.read_as is
    'The user whose token read this version; null for the service''s own identity';
comment on column mirror.calendar_event.seen_as is
    'Whose token was shown the event last; null for the service''s own. read_as says whose view the copy is';
comment on column mirror.calendar_event.seen_at is
    'When the event was last seen to exist: later than fetched_at where only a masked answer came since, which does'
    ' not replace a fuller one';
comment on column mirror.calendar_event.valid_from is 'When the first reading that showed this version left';
comment on column mirror.calendar_event.is_addition is
    'Whether the record was not there before: its first version, or the first after a deletion';
comment on column mirror.calendar_event.layer is 'By what we came to know of this version';
comment on column mirror.calendar_event.delivery_id is 'The delivery that led to this version, where one did';
comment on column mirror.calendar_event.hidden_since is
    'Since when the portal does not show the event, or not fully, to any user whose token we hold; the copy is the'
    ' last that it showed';
comment on column mirror.calendar_event.amended_at is
    'When the copy came to say something else of this version: the event is shown again, is there after all, or a'
    ' fuller reading that had left earlier came in';

-- the children of a meeting, and the copies that go with it
create index calendar_event_parent on mirror.calendar_event (member_id, parent_id);
create index calendar_event_copy on mirror.calendar_event (member_id, parent_id, event_id) where event_id <> parent_id;
-- a page of a calendar's events
create index calendar_event_of_section on mirror.calendar_event (member_id, section_id, event_id);
-- meetings by the room that their place names: the portal empties their place silently when the room is deleted
create index calendar_event_room on mirror.calendar_event (member_id, split_part(location, '_', 2))
    where location ~ '^calendar_[0-9]+(_[0-9]+)?$';
-- the series that a roll of the window goes through
create index calendar_event_recurring on mirror.calendar_event (member_id, event_id)
    where rrule is not null or recurrence_id is not null;
-- events whose times are not certain
create index calendar_event_doubtful on mirror.calendar_event (member_id, event_id) where time_doubt is not null;
-- reports by time
create index calendar_event_starts_at on mirror.calendar_event (member_id, starts_at);
create index calendar_event_start_date on mirror.calendar_event (member_id, start_date) where all_day;
-- lists of events in time, by calendar and by owner
create index calendar_event_sort on mirror.calendar_event
    (member_id, (coalesce(starts_at, start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz)), event_id);
create index calendar_event_section_sort on mirror.calendar_event
    (member_id, section_id,
     (coalesce(starts_at, start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz)), event_id);
create index calendar_event_owner_sort on mirror.calendar_event
    (member_id, calendar_type, owner_id,
     (coalesce(starts_at, start_date::timestamp at time zone 'UTC', '-infinity'::timestamptz)), event_id);
-- the last read record of a portal, for reporting.freshness
create index calendar_event_fetched on mirror.calendar_event (member_id, fetched_at);
-- what began on a day, for reporting.completeness
create index calendar_event_began on mirror.calendar_event (member_id, ((valid_from at time zone 'UTC')::date));
-- from a delivery to the versions it led to
create index calendar_event_delivery on mirror.calendar_event (delivery_id) where delivery_id is not null;
-- what changed, was amended or hidden since
create index calendar_event_updated on mirror.calendar_event (member_id, valid_from, event_id);
create index calendar_event_amended on mirror.calendar_event (member_id, amended_at, event_id)
    where amended_at is not null;
create index calendar_event_hidden on mirror.calendar_event (member_id, hidden_since, event_id)
    where hidden_since is not null;
-- whether anything is behind
create index calendar_event_derivation on mirror.calendar_event (derivation);
create index calendar_event_foreign on mirror.calendar_event (event_id) where derived_from is distinct from fetched_at;

create table mirror.calendar_event_attendee (
    member_id text not null,
    event_id  bigint not null,
    user_id   bigint not null,
    entry_id  bigint,
    status    text,
    primary key (member_id, event_id, user_id),
    foreign key (member_id, event_id) references mirror.calendar_event on delete cascade
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
comment on table mirror.calendar_event_attendee is 'ATTENDEE_LIST of the newest copy of an event';

-- the participants' meetings
create index calendar_event_attendee_user on mirror.calendar_event_attendee (member_id, user_id);

create table mirror.calendar_event_crm_link (
    member_id   text not null,
    event_id    bigint not null,
    entity_type text not null,
    entity_id   bigint not null,
    primary key (member_id, event_id, entity_type, entity_id),
    foreign key (member_id, event_id) references mirror.calendar_event on delete cascade
);
comment on table mirror.calendar_event_crm_link is 'UF_CRM_CAL_EVENT of the newest copy of an event, decoded';

-- the events of a CRM item
create index calendar_event_crm_link_entity on mirror.calendar_event_crm_link (member_id, entity_type, entity_id);

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
comment on table mirror.calendar_series is
    'Recurring events whose occurrences are in mirror.calendar_occurrence. One without a row, or with another window'
    ' than today''s, is expanded by the next roll of the window';
comment on column mirror.calendar_series.window_from is 'First day of the window for which it was expanded';
comment on column mirror.calendar_series.window_to is 'Last day of that window';
comment on column mirror.calendar_series.rule is
    'The rule as RFC 5545 writes it, UNTIL being a day; with SKIP=FORWARD (RFC 7529) where Bitrix24 moves what has no'
    ' such day in a month to the first of the next. Null for a changed occurrence, and where the rule makes no sense';
comment on column mirror.calendar_series.first_day is
    'The first day by that rule, left out or not, in the event''s time zone';
comment on column mirror.calendar_series.left_out is
    'Days on which the series does not take place though its rule says so, in the event''s time zone';
comment on column mirror.calendar_series.problem is
    'Why the series could not be expanded, and is shown once; null if it could';

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
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
comment on table mirror.calendar_occurrence is
    'When events take place: a row per event, and for a series a row per occurrence within the calendar window';
comment on column mirror.calendar_occurrence.number is
    'Which one of its series, the first being 0; those that are left out count, too';
comment on column mirror.calendar_occurrence.original_starts_at is
    'For a changed occurrence: when it would have begun by the rule of its series';
comment on column mirror.calendar_occurrence.original_start_date is 'The day of that, in the event''s time zone';
comment on column mirror.calendar_occurrence.sort_at is
    'Where it stands in time: its start, or midnight UTC of its first day';

-- what takes place within a time
create index calendar_occurrence_sort on mirror.calendar_occurrence (member_id, sort_at, event_id, number);

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
comment on table mirror.portal_clock is
    'How far the clock of a portal''s server is from UTC in the months in which its events start, as wall times and'
    ' Unix times of the events show it. A month in which clocks change has two rows';
comment on column mirror.portal_clock.readings is 'How many readings of events showed it, counted about once a minute';

create table mirror.timeline_comment (
    member_id      text not null,
    comment_id     bigint not null,
    entity_type    text,
    entity_id      bigint,
    bindings       jsonb,
    in_recycle_bin boolean not null default false,
    author_id      bigint,
    comment        text,
    comment_text   text,
    created_at     timestamptz,
    raw            jsonb not null,
    content_hash   bytea,
    derivation     smallint not null default 0,
    derived_from   timestamptz,
    read_as        bigint,
    fetched_at     timestamptz not null,
    valid_from     timestamptz not null,
    is_addition    boolean not null,
    layer          text not null check (layer in ('ONLINE', 'OFFLINE', 'SWEEP', 'BACKFILL', 'OPERATOR')),
    delivery_id    bigint,
    hidden_since   timestamptz,
    amended_at     timestamptz,
    primary key (member_id, comment_id)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
comment on table mirror.timeline_comment is
    'Our copy of crm.timeline.comment.get; fetched_at is when the request left, so the record was not older than that';
comment on column mirror.timeline_comment.bindings is
    'The same as in mirror.timeline_comment_binding, so that a version keeps its own';
comment on column mirror.timeline_comment.derivation is
    'By which version of the translation the columns were derived from raw';
comment on column mirror.timeline_comment.derived_from is
    'fetched_at of the reading that the columns were derived from; another one means that an older release wrote them';
comment on column mirror.timeline_comment.amended_at is
    'When the copy came to say something else of this version: the comment is shown again, is there after all, or a'
    ' fuller reading that had left earlier came in';

-- the comments of a CRM item
create index timeline_comment_entity on mirror.timeline_comment (member_id, entity_type, entity_id);
-- lists of comments in time
create index timeline_comment_sort on mirror.timeline_comment
    (member_id, (coalesce(created_at, '-infinity'::timestamptz)), comment_id);
-- the last read record of a portal, for reporting.freshness
create index timeline_comment_fetched on mirror.timeline_comment (member_id, fetched_at);
-- what began on a day, for reporting.completeness
create index timeline_comment_began on mirror.timeline_comment (member_id, ((valid_from at time zone 'UTC')::date));
-- from a delivery to the versions it led to
create index timeline_comment_delivery on mirror.timeline_comment (delivery_id) where delivery_id is not null;
-- what changed, was amended or hidden since
create index timeline_comment_updated on mirror.timeline_comment (member_id, valid_from, comment_id);
create index timeline_comment_amended on mirror.timeline_comment (member_id, amended_at, comment_id)
    where amended_at is not null;
create index timeline_comment_hidden on mirror.timeline_comment (member_id, hidden_since, comment_id)
    where hidden_since is not null;
-- whether anything is behind
create index timeline_comment_derivation on mirror.timeline_comment (derivation);
create index timeline_comment_foreign on mirror.timeline_comment (comment_id)
    where derived_from is distinct from fetched_at;

create table mirror.timeline_comment_file (
    member_id   text not null,
    comment_id  bigint not null,
    file_id     bigint not null,
    name        text,
    size_bytes  bigint,
    type        text,
    author_id   bigint,
    attached_at timestamptz,
    primary key (member_id, comment_id, file_id),
    foreign key (member_id, comment_id) references mirror.timeline_comment on delete cascade
);
comment on table mirror.timeline_comment_file is 'FILES of the newest copy of a comment';

create table mirror.timeline_comment_binding (
    member_id   text not null,
    comment_id  bigint not null,
    entity_type text not null,
    entity_id   bigint not null,
    primary key (member_id, comment_id, entity_type, entity_id),
    foreign key (member_id, comment_id) references mirror.timeline_comment on delete cascade
);
comment on table mirror.timeline_comment_binding is
    'The CRM items that the newest copy of a comment hangs on, by crm.timeline.bindings.list';

-- the comments of a CRM item
create index timeline_comment_binding_entity on mirror.timeline_comment_binding (member_id, entity_type, entity_id);

-- Comments of a deleted CRM item stand on a row of the portal's recycle bin, which is no item to report. Restoring and
-- purging raise no event of comments, so every sweep asks after those listed here.
create table mirror.timeline_comment_recycled (
    member_id   text not null,
    comment_id  bigint not null,
    entity_type text not null,
    entity_id   bigint not null,
    primary key (member_id, comment_id, entity_type, entity_id),
    foreign key (member_id, comment_id) references mirror.timeline_comment on delete cascade
);
comment on table mirror.timeline_comment_recycled is
    'The rows of the portal''s recycle bin that the newest copy of a comment hangs on';

-- Items whose comments the portal does not list for the service. Their comments are read one by one, once a day.
create table mirror.refused_item (
    member_id   text not null,
    entity_type text not null,
    entity_id   bigint not null,
    read_at     timestamptz not null,
    primary key (member_id, entity_type, entity_id)
);
comment on column mirror.refused_item.read_at is 'When the list was refused that had the comments read last';

create table mirror.listed_difference (
    member_id text not null,
    kind      text not null check (kind in ('calendar_event', 'timeline_comment')),
    record_id bigint not null,
    digest    text not null,
    listed_at timestamptz not null,
    primary key (member_id, kind, record_id)
);
comment on table mirror.listed_difference is
    'Records that a listing last showed otherwise than our copy. A copy that was read since and is still the same is'
    ' right as it is: the listing words something differently, and reading again would not change that';
comment on column mirror.listed_difference.digest is 'Of what the listing and our copy said, both together';
comment on column mirror.listed_difference.listed_at is 'When the listing left that showed this difference first';

-- Versions that are over stand in a partition per month in which they ended, so that whole months can be cut off. A
-- default partition catches what no month's partition takes, so that an insert never fails for want of one. The numbers
-- come from sequences, since before PostgreSQL 17 a partitioned table has no identity columns.

create sequence mirror.calendar_section_history_id;

create table mirror.calendar_section_history (
    history_id           bigint not null default nextval('mirror.calendar_section_history_id'),
    member_id            text not null,
    section_id           bigint not null,
    calendar_type        text,
    owner_id             bigint,
    name                 text,
    description          text,
    color                text,
    text_color           text,
    created_by           bigint,
    external_type        text,
    is_collab            boolean,
    raw                  jsonb not null,
    content_hash         bytea,
    derivation           smallint not null default 0,
    fetched_at           timestamptz not null,
    valid_from           timestamptz not null,
    is_addition          boolean not null,
    layer                text not null,
    delivery_id          bigint,
    valid_until          timestamptz not null,
    ended_by_deletion    boolean not null,
    ended_by_layer       text not null,
    ended_by_delivery_id bigint,
    primary key (history_id, valid_until),
    check (valid_until >= valid_from)
) partition by range (valid_until);
alter sequence mirror.calendar_section_history_id owned by mirror.calendar_section_history.history_id;
comment on table mirror.calendar_section_history is
    'Versions of calendars that are over; the current one is in mirror.calendar_section. A partition per month in'
    ' which they ended';

-- the history of one record
create index calendar_section_history_record on mirror.calendar_section_history (member_id, section_id, valid_from);
-- what began on a day, and what ended by a deletion on a day, for reporting.completeness
create index calendar_section_history_began on mirror.calendar_section_history
    (member_id, ((valid_from at time zone 'UTC')::date));
create index calendar_section_history_deleted on mirror.calendar_section_history
    (member_id, ((valid_until at time zone 'UTC')::date)) where ended_by_deletion;
-- from a delivery to the versions it led to
create index calendar_section_history_delivery on mirror.calendar_section_history (delivery_id)
    where delivery_id is not null;
-- whether anything is behind
create index calendar_section_history_derivation on mirror.calendar_section_history (derivation);

create table mirror.calendar_section_history_default partition of mirror.calendar_section_history default;

create sequence mirror.calendar_event_history_id;

create table mirror.calendar_event_history (
    history_id           bigint not null default nextval('mirror.calendar_event_history_id'),
    member_id            text not null,
    event_id             bigint not null,
    parent_id            bigint,
    section_id           bigint,
    calendar_type        text,
    owner_id             bigint,
    name                 text,
    description          text,
    description_text     text,
    location             text,
    starts_at            timestamptz,
    ends_at              timestamptz,
    all_day              boolean not null,
    start_date           date,
    end_date             date,
    local_start          timestamp,
    local_end            timestamp,
    time_zone            text,
    time_doubt           text,
    duration_seconds     bigint,
    created_by           bigint,
    is_meeting           boolean not null,
    meeting_status       text,
    meeting_host_id      bigint,
    importance           text,
    accessibility        text,
    is_private           boolean not null,
    rrule                jsonb,
    recurrence_id        bigint,
    version              bigint,
    is_masked            boolean not null,
    raw                  jsonb not null,
    content_hash         bytea,
    derivation           smallint not null default 0,
    read_as              bigint,
    fetched_at           timestamptz not null,
    valid_from           timestamptz not null,
    is_addition          boolean not null,
    layer                text not null,
    delivery_id          bigint,
    valid_until          timestamptz not null,
    ended_by_deletion    boolean not null,
    ended_by_layer       text not null,
    ended_by_delivery_id bigint,
    primary key (history_id, valid_until),
    check (valid_until >= valid_from)
) partition by range (valid_until);
alter sequence mirror.calendar_event_history_id owned by mirror.calendar_event_history.history_id;
comment on table mirror.calendar_event_history is
    'Versions of events that are over; the current one is in mirror.calendar_event. Participants and CRM links of a'
    ' version are in its raw. A partition per month in which they ended';

-- the history of one record
create index calendar_event_history_record on mirror.calendar_event_history (member_id, event_id, valid_from);
-- what began on a day, and what ended by a deletion on a day, for reporting.completeness
create index calendar_event_history_began on mirror.calendar_event_history
    (member_id, ((valid_from at time zone 'UTC')::date));
create index calendar_event_history_deleted on mirror.calendar_event_history
    (member_id, ((valid_until at time zone 'UTC')::date)) where ended_by_deletion;
-- from a delivery to the versions it led to
create index calendar_event_history_delivery on mirror.calendar_event_history (delivery_id)
    where delivery_id is not null;
-- whether anything is behind
create index calendar_event_history_derivation on mirror.calendar_event_history (derivation);

create table mirror.calendar_event_history_default partition of mirror.calendar_event_history default;

create sequence mirror.timeline_comment_history_id;

create table mirror.timeline_comment_history (
    history_id           bigint not null default nextval('mirror.timeline_comment_history_id'),
    member_id            text not null,
    comment_id           bigint not null,
    entity_type          text,
    entity_id            bigint,
    bindings             jsonb,
    in_recycle_bin       boolean not null default false,
    author_id            bigint,
    comment              text,
    comment_text         text,
    created_at           timestamptz,
    raw                  jsonb not null,
    content_hash         bytea,
    derivation           smallint not null default 0,
    read_as              bigint,
    fetched_at           timestamptz not null,
    valid_from           timestamptz not null,
    is_addition          boolean not null,
    layer                text not null,
    delivery_id          bigint,
    valid_until          timestamptz not null,
    ended_by_deletion    boolean not null,
    ended_by_layer       text not null,
    ended_by_delivery_id bigint,
    primary key (history_id, valid_until),
    check (valid_until >= valid_from)
) partition by range (valid_until);
alter sequence mirror.timeline_comment_history_id owned by mirror.timeline_comment_history.history_id;
comment on table mirror.timeline_comment_history is
    'Versions of comments that are over; the current one is in mirror.timeline_comment. Files of a version are in its'
    ' raw. A partition per month in which they ended';

-- the history of one record
create index timeline_comment_history_record on mirror.timeline_comment_history (member_id, comment_id, valid_from);
-- what began on a day, and what ended by a deletion on a day, for reporting.completeness
create index timeline_comment_history_began on mirror.timeline_comment_history
    (member_id, ((valid_from at time zone 'UTC')::date));
create index timeline_comment_history_deleted on mirror.timeline_comment_history
    (member_id, ((valid_until at time zone 'UTC')::date)) where ended_by_deletion;
-- from a delivery to the versions it led to
create index timeline_comment_history_delivery on mirror.timeline_comment_history (delivery_id)
    where delivery_id is not null;
-- whether anything is behind
create index timeline_comment_history_derivation on mirror.timeline_comment_history (derivation);

create table mirror.timeline_comment_history_default partition of mirror.timeline_comment_history default;

create table mirror.history_cut (
    record_kind text primary key,
    cut_before  timestamptz not null
);
comment on table mirror.history_cut is 'Up to when versions that are over were dropped, where any were';
comment on column mirror.history_cut.cut_before is
    'Versions that ended before this are gone, as far as they were not deleted with their portal';

-- months are made and dropped while the service runs, as the days of the delivery log are

create function mirror.create_history_month(kind text, month date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    first date := date_trunc('month', month);
begin
    if kind not in ('calendar_section', 'calendar_event', 'timeline_comment') then
        raise exception 'There is no history of %', kind;
    end if;
    execute format('create table mirror.%I partition of mirror.%I for values from (%L) to (%L)',
                   kind || '_history_' || to_char(first, 'YYYYMM'), kind || '_history',
                   to_char(first, 'YYYY-MM-DD') || 'T00:00Z',
                   to_char(first + interval '1 month', 'YYYY-MM-DD') || 'T00:00Z');
end
$$;
comment on function mirror.create_history_month(text, date) is
    'Makes the partition of one month (UTC) of the versions of a kind that are over';

create function mirror.drop_history_month(kind text, partition text, cut_before timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if partition !~ ('^' || kind || '_history_[0-9]{6}$')
        or not exists (select
                       from pg_inherits
                       where inhparent = to_regclass(format('mirror.%I', kind || '_history'))
                           and inhrelid = to_regclass(format('mirror.%I', partition))) then
        raise exception 'The history of % has no partition %', kind, partition;
    end if;
    execute format('drop table mirror.%I', partition);
    insert into mirror.history_cut (record_kind, cut_before) values (kind, drop_history_month.cut_before)
    on conflict (record_kind) do update set cut_before = greatest(history_cut.cut_before, excluded.cut_before);
end
$$;
comment on function mirror.drop_history_month(text, text, timestamptz) is
    'Drops a partition of the versions of a kind that are over, notes up to when they are gone, and does nothing else';

revoke execute on function mirror.create_history_month(text, date),
    mirror.drop_history_month(text, text, timestamptz) from public;
