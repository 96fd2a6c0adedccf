create schema mirror;

create table mirror.tombstone (
    member_id   text not null,
    kind        text not null,
    record_id   bigint not null,
    deleted_at  timestamptz not null,
    told_at     timestamptz not null,
    noted_at    timestamptz not null default now(),
    layer       text not null default 'ONLINE' check (layer in ('ONLINE', 'OFFLINE', 'SWEEP', 'BACKFILL', 'OPERATOR')),
    delivery_id bigint,
    with_kind   text,
    with_id     bigint,
    primary key (member_id, kind, record_id),
    check (told_at >= deleted_at),
    check ((with_kind is null) = (with_id is null))
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
comment on column mirror.tombstone.with_kind is
    'The kind of the record whose deletion took this one along; null where the record was deleted itself';
comment on column mirror.tombstone.with_id is 'The id of that record';

-- what ended by a deletion on a day, for reporting.completeness
create index tombstone_deleted on mirror.tombstone (member_id, ((deleted_at at time zone 'UTC')::date));
-- what was deleted since
create index tombstone_noted on mirror.tombstone (member_id, kind, noted_at, record_id);
-- a page of the tombstones that the deletion of another record wrote
create index tombstone_with on mirror.tombstone (member_id, with_kind, with_id, record_id) where with_id is not null;

-- Some records pass the deletion of another on: a deleted calendar takes its meetings along, and these their copies in
-- other calendars. Tombstones of the meetings say so, and end with the calendar's own if the calendar is there after all.
-- Some hundred of them are written at once, in the transaction that keeps the fact; the rest follows in pages, each a
-- short transaction of its own.
create table mirror.unfinished_deletion (
    member_id   text not null,
    kind        text not null,
    record_id   bigint not null,
    is_back     boolean not null,
    told_at     timestamptz not null,
    seen_at     timestamptz,
    layer       text not null,
    delivery_id bigint,
    done_until  bigint not null default 0,
    primary key (member_id, kind, record_id, is_back),
    check (is_back = (seen_at is not null))
);
comment on table mirror.unfinished_deletion is
    'Records that take more others along than one transaction should write, and whose deletion, or return, is not'
    ' written for all of them yet';
comment on column mirror.unfinished_deletion.is_back is
    'Whether the record is there after all; otherwise it was deleted';
comment on column mirror.unfinished_deletion.told_at is 'When we were told of the deletion last';
comment on column mirror.unfinished_deletion.seen_at is 'When the reading began that showed the record after all';
comment on column mirror.unfinished_deletion.layer is 'By what the deletion became known';
comment on column mirror.unfinished_deletion.delivery_id is 'The delivery that told of the deletion, where one did';
comment on column mirror.unfinished_deletion.done_until is 'Records taken along with ids up to this one are done';

-- Each kind of record has a table of its current records with the kind's own columns. `keep_versions` adds what every
-- kind needs: the record as it was answered, the bookkeeping of its versions, the table of versions that are over, and
-- the indexes; and it brings the kind into the views below, which are about records of all kinds.

create table mirror.kind (
    kind text primary key check (kind ~ '^[a-z][a-z_]{0,30}$'),
    key  text not null
);
comment on table mirror.kind is 'The kinds of records that are mirrored, each in the table of its name';
comment on column mirror.kind.key is 'The column of a record''s id in its table';

create table mirror.deleted_with (
    kind        text not null references mirror.kind,
    place       smallint not null,
    with_kind   text not null,
    with_column text not null,
    primary key (kind, place)
);
comment on table mirror.deleted_with is
    'What a record of a kind is deleted with: at place 0 its own tombstone, then those of the records that it belongs to';
comment on column mirror.deleted_with.with_column is
    'The column of the kind''s table that names the record of with_kind';

-- the condition on which a row of a kind's table is deleted with a tombstone of its portal
create function mirror.goes_with(kind text, deletion text, record text, below smallint default null) returns text
language sql stable
as $$
    select string_agg(format('%1$s.kind = %2$L and %1$s.record_id in (%3$s)', deletion, with_kind, columns), ' or '
                      order by first)
    from (
        select with_kind, min(place) as first, string_agg(format('%s.%I', record, with_column), ', ' order by place)
            as columns
        from mirror.deleted_with
        where deleted_with.kind = goes_with.kind and (below is null or place < below)
        group by with_kind
    ) tie
$$;

create procedure mirror.keep_versions(kind text, key text, deleted_with text[] default '{}')
language plpgsql
as $$
begin
    insert into mirror.kind values (kind, key);
    insert into mirror.deleted_with values (kind, 0, kind, key);
    insert into mirror.deleted_with
    select keep_versions.kind, place, split_part(tie, '.', 1), split_part(tie, '.', 2)
    from unnest(deleted_with) with ordinality as named (tie, place);

    execute format($sql$
        alter table mirror.%1$I
            add column raw          jsonb not null,
            add column content_hash bytea not null,
            add column derivation   smallint not null default 0,
            add column read_as      bigint,
            add column fetched_at   timestamptz not null,
            add column valid_from   timestamptz not null,
            add column is_addition  boolean not null,
            add column layer        text not null
                check (layer in ('ONLINE', 'OFFLINE', 'SWEEP', 'BACKFILL', 'OPERATOR')),
            add column delivery_id  bigint
    $sql$, kind);
    -- The numbers come from a sequence, since before PostgreSQL 17 a partitioned table has no identity columns.
    execute format($sql$
        create sequence mirror.%1$I;
        create table mirror.%2$I (
            history_id           bigint not null default nextval('mirror.%1$I'),
            like mirror.%3$I including defaults,
            valid_until          timestamptz not null,
            ended_by_deletion    boolean not null,
            ended_by_layer       text not null,
            ended_by_delivery_id bigint,
            primary key (history_id, valid_until),
            check (valid_until >= valid_from)
        ) partition by range (valid_until);
        alter sequence mirror.%1$I owned by mirror.%2$I.history_id;
        create table mirror.%4$I partition of mirror.%2$I default
    $sql$, kind || '_history_id', kind || '_history', kind, kind || '_history_default');
    execute format($sql$
        alter table mirror.%1$I
            add primary key (member_id, %2$I),
            add column seen_at      timestamptz not null,
            add column seen_as      bigint,
            add column hidden_since timestamptz,
            add column amended_at   timestamptz,
            add check (seen_at >= fetched_at)
    $sql$, kind, key);
    call mirror.index_versions(kind, key);
    call mirror.comment_versions(kind);
    call mirror.publish_kind(kind);
    call mirror.publish_kinds();
end
$$;
comment on procedure mirror.keep_versions(text, text, text[]) is
    'Makes the table of a kind one that keeps versions. `deleted_with` names what its records are deleted with beside'
    ' themselves, as kind.column';

create procedure mirror.index_versions(kind text, key text)
language plpgsql
as $$
declare
    history text := kind || '_history';
begin
    execute format($sql$
        -- the last read record of a portal, for reporting.freshness
        create index %3$I on mirror.%1$I (member_id, fetched_at);
        -- what began on a day, for reporting.completeness
        create index %4$I on mirror.%1$I (member_id, ((valid_from at time zone 'UTC')::date));
        -- from a delivery to the versions it led to
        create index %5$I on mirror.%1$I (delivery_id) where delivery_id is not null;
        -- what changed, was amended or hidden since
        create index %6$I on mirror.%1$I (member_id, valid_from, %2$I);
        create index %7$I on mirror.%1$I (member_id, amended_at, %2$I) where amended_at is not null;
        create index %8$I on mirror.%1$I (member_id, hidden_since, %2$I) where hidden_since is not null;
        -- whether anything is behind
        create index %9$I on mirror.%1$I (derivation)
    $sql$, kind, key, kind || '_fetched', kind || '_began', kind || '_delivery', kind || '_updated',
        kind || '_amended', kind || '_hidden', kind || '_derivation');
    execute format($sql$
        -- the history of one record
        create index %3$I on mirror.%1$I (member_id, %2$I, valid_from);
        -- what began on a day, and what ended by a deletion on a day, for reporting.completeness
        create index %4$I on mirror.%1$I (member_id, ((valid_from at time zone 'UTC')::date));
        create index %5$I on mirror.%1$I (member_id, ((valid_until at time zone 'UTC')::date)) where ended_by_deletion;
        -- from a delivery to the versions it led to
        create index %6$I on mirror.%1$I (delivery_id) where delivery_id is not null;
        -- whether anything is behind
        create index %7$I on mirror.%1$I (derivation)
    $sql$, history, key, history || '_record', history || '_began', history || '_deleted', history || '_delivery',
        history || '_derivation');
end
$$;

create procedure mirror.comment_versions(kind text)
language plpgsql
as $$
begin
    execute format($sql$
        comment on column mirror.%1$I.raw is 'The record as Bitrix24 gave it, without secrets';
        comment on column mirror.%1$I.content_hash is
            'SHA-256 over what the record says; a reading with the same hash makes no new version';
        comment on column mirror.%1$I.derivation is
            'The number of the translation by which the columns were derived from raw; where the release that runs has'
            ' another one, they are derived again';
        comment on column mirror.%1$I.read_as is
            'The user whose token read this version; null for the service''s own identity';
        comment on column mirror.%1$I.fetched_at is
            'When the request left that gave the columns, so the record was not older than that';
        comment on column mirror.%1$I.valid_from is 'When the first reading that showed this version left';
        comment on column mirror.%1$I.is_addition is
            'Whether the record was not there before: its first version, or the first after a deletion';
        comment on column mirror.%1$I.layer is 'By what we came to know of this version';
        comment on column mirror.%1$I.delivery_id is 'The delivery that led to this version, where one did';
        comment on column mirror.%1$I.seen_at is
            'When the record was last seen to exist: later than fetched_at where an answer came since that shows less,'
            ' which does not replace a fuller one';
        comment on column mirror.%1$I.seen_as is
            'Whose token was shown the record last; null for the service''s own. read_as says whose view the copy is';
        comment on column mirror.%1$I.hidden_since is
            'Since when the portal does not show the record, or not fully, to any user whose token we hold; the copy'
            ' is the last that it showed';
        comment on column mirror.%1$I.amended_at is
            'When the copy came to say something else of this version: the record is shown again, is there after all,'
            ' or a fuller reading that had left earlier came in';
        comment on table mirror.%2$I is
            'Versions that are over; the current ones are in mirror.%1$s. A partition per month in which they ended'
    $sql$, kind, kind || '_history');
end
$$;

-- two views of one kind: its current records with their deletions, and all versions of its records

create procedure mirror.publish_kind(kind text)
language plpgsql
as $$
declare
    deletions text;
    versions text;
begin
    select string_agg(format($sql$
        left join mirror.tombstone gone_%1$s
            on gone_%1$s.member_id = record.member_id
            and gone_%1$s.kind = %2$L
            and gone_%1$s.record_id = record.%3$I
            and gone_%1$s.told_at >= record.seen_at$sql$, place, with_kind, with_column), '' order by place)
    into deletions
    from mirror.deleted_with tie
    where tie.kind = publish_kind.kind;
    execute format($sql$
        create or replace view mirror.%1$I as
        select
            least(%2$s) as deleted_at,
            greatest(record.valid_from, record.amended_at, record.hidden_since, %3$s) as updated_at,
            record.*
        from mirror.%4$I record%5$s
    $sql$, kind || '_current', mirror.of_deletions(kind, 'deleted_at'), mirror.of_deletions(kind, 'noted_at'), kind,
        deletions);

    select string_agg(format('record.%I', attname), ', ' order by attnum)
    into versions
    from pg_attribute
    where attrelid = format('mirror.%I', kind || '_history')::regclass and attnum > 0 and not attisdropped
        and attname not in ('history_id', 'valid_until', 'ended_by_deletion', 'ended_by_layer', 'ended_by_delivery_id');
    execute format($sql$
        create or replace view mirror.%1$I as
        select record.valid_until, record.ended_by_layer, record.ended_by_delivery_id, %2$s
        from mirror.%3$I record
        union all
        select
            case when gone.deleted_at is not null then greatest(gone.deleted_at, record.valid_from) end, gone.layer,
            gone.delivery_id, %2$s
        from mirror.%4$I record
        left join lateral (
            select deletion.deleted_at, deletion.layer, deletion.delivery_id
            from mirror.tombstone deletion
            where deletion.member_id = record.member_id
                and (%5$s)
                and deletion.told_at >= record.seen_at
            order by deletion.deleted_at, deletion.kind, deletion.record_id
            limit 1
        ) gone on true
    $sql$, kind || '_versions', versions, kind || '_history', kind,
        mirror.goes_with(kind, 'deletion', 'record'));
end
$$;

create function mirror.of_deletions(kind text, field text) returns text
language sql stable
as $$
    select string_agg(format('gone_%s.%I', place, field), ', ' order by place)
    from mirror.deleted_with
    where deleted_with.kind = of_deletions.kind
$$;

-- Views of the records of all kinds. The arms of mirror.record_update are in order by themselves: the planner asks an arm
-- of a union that has a join or a condition for none, and would read all updates to show the first hundred of them. What
-- is gone for two reasons that were written down at once is told once. In mirror.deletion, a record may be deleted by
-- several tombstones: its own, its meeting's, its calendar's; the first one counts.

create procedure mirror.publish_kinds()
language plpgsql
as $$
begin
    call mirror.publish('record', $sql$
        select %1$L::text as record_kind, member_id, %2$I as record_id, fetched_at
        from mirror.%1$I$sql$);
    call mirror.publish('version', $sql$
        select %1$L::text as record_kind, member_id, %2$I as record_id, valid_from, is_addition, layer, delivery_id
        from mirror.%1$I
        union all
        select %1$L, member_id, %2$I, valid_from, is_addition, layer, delivery_id
        from mirror.%3$I$sql$);
    call mirror.publish('deletion', $sql$
        select %1$L::text as record_kind, member_id, %2$I as record_id, valid_until as deleted_at, ended_by_layer as layer
        from mirror.%3$I
        where ended_by_deletion$sql$, $sql$
        select %1$L, tombstone.member_id, record.%2$I, tombstone.deleted_at, tombstone.layer
        from mirror.tombstone
        join mirror.%1$I record on record.member_id = tombstone.member_id and record.%4$I = tombstone.record_id
            and record.seen_at <= tombstone.told_at%6$s
        where tombstone.kind = %5$L%8$s$sql$);
    call mirror.publish('record_update', $sql$
        select member_id, %1$L::text as record_kind, %2$I as record_id, valid_from as updated_at, 'CHANGED' as what
        from mirror.%1$I
        union all
        (
            select member_id, %1$L, %2$I, amended_at, 'AMENDED'
            from mirror.%1$I
            where amended_at is not null
            order by amended_at, %2$I
        )
        union all
        (
            select member_id, %1$L, %2$I, hidden_since, 'HIDDEN'
            from mirror.%1$I
            where hidden_since is not null
            order by hidden_since, %2$I
        )$sql$, $sql$
        (
            select tombstone.member_id, %1$L, record.%2$I, tombstone.noted_at, 'DELETED'
            from mirror.tombstone
            join mirror.%1$I record on record.member_id = tombstone.member_id and record.%4$I = tombstone.record_id
                and record.seen_at <= tombstone.told_at%6$s
            where tombstone.kind = %5$L%7$s
            order by tombstone.noted_at, record.%2$I
        )$sql$);
end
$$;
comment on procedure mirror.publish_kinds() is
    'Writes the views of all kinds: mirror.record, mirror.version, mirror.deletion, mirror.record_update';

-- %1 the kind, %2 its key, %3 its history; in the part per tie also %4 the column and %5 the kind it is deleted with, %6
-- what keeps a record from being its own companion, %7 and %8 what keeps a deletion from being told twice
create procedure mirror.publish(view text, per_kind text, per_tie text default null)
language plpgsql
as $$
declare
    arms text;
begin
    select string_agg(format(per_kind, kind.kind, kind.key, kind.kind || '_history') || coalesce((
            select string_agg(' union all ' || format(per_tie, kind.kind, kind.key, kind.kind || '_history',
                                tie.with_column, tie.with_kind,
                                case when tie.place > 0 and tie.with_kind = kind.kind
                                    then format(' and record.%I <> tombstone.record_id', kind.key) else '' end,
                                mirror.unless_noted_before(kind.kind, tie.place),
                                mirror.unless_deleted_before(kind.kind)), '' order by tie.place)
            from mirror.deleted_with tie
            where tie.kind = kind.kind and per_tie is not null
        ), ''), ' union all ' order by kind.kind)
    into arms
    from mirror.kind;
    execute format('create or replace view mirror.%I as %s', view, arms);
end
$$;

create function mirror.unless_noted_before(kind text, place smallint) returns text
language sql stable
as $$
    select case when place = 0 then '' else format($sql$
        and not exists (
            select from mirror.tombstone other
            where other.member_id = record.member_id
                and (%s)
                and other.told_at >= record.seen_at and other.noted_at = tombstone.noted_at
        )$sql$, mirror.goes_with(kind, 'other', 'record', place)) end
$$;

create function mirror.unless_deleted_before(kind text) returns text
language sql stable
as $$
    select case when (select count(*) from mirror.deleted_with tie where tie.kind = unless_deleted_before.kind) = 1
        then '' else format($sql$
        and not exists (
            select from mirror.tombstone other
            where other.member_id = record.member_id
                and (%s)
                and other.told_at >= record.seen_at
                and (other.deleted_at, other.kind, other.record_id)
                    < (tombstone.deleted_at, tombstone.kind, tombstone.record_id)
        )$sql$, mirror.goes_with(kind, 'other', 'record')) end
$$;

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

create table mirror.listed_difference (
    member_id text not null,
    kind      text not null,
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
-- default partition catches what no month's partition takes, so that an insert never fails for want of one.

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
    if not exists (select from mirror.kind known where known.kind = create_history_month.kind) then
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
