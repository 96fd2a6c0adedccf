package io.b24mirror.mirror.version;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.kind.RecordType;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// One kind of records with their versions: the current one in a table, those before it in the table's history.
///
/// - The newest reading wins, by the time at which its request left; one that shows less never replaces a fuller one.
///   None counts that began before the record, or what it lives with, was deleted.
/// - A reading that says the same as the last one makes no version; what is no content is brought up to date without
///   one.
/// - Where readers have views of a record, another reader's view of the same is no change; that of the service takes
///   the place of a user's, and makes no version.
/// - A record that is found again after its deletion begins a new version whatever it says; the one before ends with
///   the deletion.
/// - A fuller reading that comes later than a masked one which began after it corrects that version, and makes none.
/// - Where the copy says something else without a new version, since it was corrected, brought up to date or is shown
///   again, `amended_at` tells those who follow the copy.
///
/// @param <F>
///            the fields of the kind
public final class VersionedTable<F extends Record> {
    private static final String ADD = """
            insert into mirror.{table}
                (member_id, {key}, {columns}, raw, content_hash, derivation, read_as, seen_as, fetched_at, seen_at,
                valid_from, is_addition, layer, delivery_id)
            select
                member_id, {key}, {columns}, raw, decode(content_hash, 'hex'), {translation}, read_as, read_as,
                fetched_at, fetched_at, fetched_at, true, cause ->> 'layer', cast(cause ->> 'delivery_id' as bigint)
            from jsonb_to_recordset(cast(:rows as jsonb)) as reading({row})
            where not exists (
                select from mirror.tombstone
                where tombstone.member_id = reading.member_id
                    and ({reading goes with tombstone})
                    and tombstone.told_at >= reading.fetched_at
            )
            order by member_id, {key}
            on conflict (member_id, {key}) do nothing
            returning member_id, {key}
            """;

    /// Both tables are read and written by one statement, which must see rows that no other transaction changes.
    private static final String LOCK = """
            select held.derivation < {translation}
            from mirror.{table} held
            join jsonb_to_recordset(cast(:rows as jsonb)) as reading(member_id text, {key} bigint)
                using (member_id, {key})
            order by held.member_id, held.{key}
            for update of held
            """;

    private static final String RENEW = """
            with reading as (
                select reading.*, decode(reading.content_hash, 'hex') as hash
                from jsonb_to_recordset(cast(:rows as jsonb)) as reading({row})
            ), compared as (
                select
                    reading.*,
                    ({held fullness}, held.fetched_at) <= ({reading fullness}, reading.fetched_at) as wins,
                    same_view or {has views} and other_reader
                        and substring(held.content_hash from 34) = substring(reading.hash from 34) as says_the_same,
                    same_view and not ({has views} and other_reader) as is_equal,
                    {has views} and reading.read_as is null and held.read_as is not null as takes_over,
                    reading.fetched_at < held.valid_from as is_late,
                    {reading fullness} < {held fullness} and reading.fetched_at > held.fetched_at as is_hidden,
                    {has views} and held.raw <> reading.raw as differs_in_raw,
                    deletion.deleted_at,
                    deletion.layer as deletion_layer,
                    deletion.delivery_id as deletion_delivery_id
                from reading
                join mirror.{table} held using (member_id, {key})
                cross join lateral (
                    select
                        substring(held.content_hash for 33) = substring(reading.hash for 33) as same_view,
                        held.read_as is distinct from reading.read_as as other_reader
                ) views
                left join lateral (
                    select tombstone.deleted_at, tombstone.layer, tombstone.delivery_id
                    from mirror.tombstone
                    where tombstone.member_id = held.member_id
                        and ({held goes with tombstone})
                        and tombstone.told_at >= held.seen_at
                        and tombstone.told_at < reading.fetched_at
                    order by tombstone.deleted_at, tombstone.kind, tombstone.record_id
                    limit 1
                ) deletion on true
                where not exists (
                    select from mirror.tombstone
                    where tombstone.member_id = reading.member_id
                        and ({reading goes with tombstone})
                        and tombstone.told_at >= reading.fetched_at
                )
            ), judged as (
                select
                    compared.*,
                    brings_up_to_date,
                    wins and (not says_the_same or brings_up_to_date) as replaces,
                    deleted_at is not null or wins and not says_the_same and not is_late as begins_version
                from compared
                cross join lateral (
                    select takes_over or is_equal and differs_in_raw as brings_up_to_date
                ) silent
            ), ended as (
                insert into mirror.{table}_history
                    (member_id, {key}, {columns}, raw, content_hash, derivation, read_as, fetched_at, valid_from,
                    is_addition, layer, delivery_id, valid_until, ended_by_deletion, ended_by_layer,
                    ended_by_delivery_id)
                select
                    held.member_id, held.{key}, {held columns}, held.raw, held.content_hash, held.derivation,
                    held.read_as, held.fetched_at, held.valid_from, held.is_addition, held.layer, held.delivery_id,
                    greatest(held.valid_from, coalesce(judged.deleted_at, judged.fetched_at)),
                    judged.deleted_at is not null,
                    case when judged.deleted_at is null then judged.cause ->> 'layer' else judged.deletion_layer end,
                    case when judged.deleted_at is null then cast(judged.cause ->> 'delivery_id' as bigint)
                        else judged.deletion_delivery_id end
                from judged
                join mirror.{table} held using (member_id, {key})
                where judged.begins_version
            ), replaced as (
                update mirror.{table} held
                set {set columns from judged},
                    raw = judged.raw,
                    content_hash = judged.hash,
                    derivation = {translation},
                    read_as = judged.read_as,
                    {set seen}
                from judged
                where held.member_id = judged.member_id and held.{key} = judged.{key} and judged.replaces
                returning held.member_id, held.{key}, judged.says_the_same as has_parts
            ), seen as (
                update mirror.{table} held
                set {set seen}
                from judged
                where held.member_id = judged.member_id and held.{key} = judged.{key} and not judged.replaces
                    and (judged.begins_version or judged.fetched_at > held.seen_at)
            )
            select member_id, {key} from replaced where not has_parts
            """.replace("{set seen}", """
            fetched_at = case when judged.wins then judged.fetched_at else held.fetched_at end,
                    seen_at = greatest(held.seen_at, judged.fetched_at),
                    seen_as = case when judged.wins then judged.read_as else held.seen_as end,
                    hidden_since = case when judged.wins and held.hidden_since <= judged.fetched_at then null
                        when judged.is_hidden then coalesce(held.hidden_since, judged.fetched_at)
                        else held.hidden_since end,
                    amended_at = case when judged.begins_version then null
                        when judged.wins and (not judged.says_the_same or judged.brings_up_to_date
                            or held.hidden_since <= judged.fetched_at)
                            then greatest(judged.fetched_at, held.fetched_at)
                        else held.amended_at end,
                    valid_from = case when judged.begins_version then judged.fetched_at else held.valid_from end,
                    is_addition = case when judged.begins_version then judged.deleted_at is not null
                        else held.is_addition end,
                    layer = case when judged.begins_version then judged.cause ->> 'layer' else held.layer end,
                    delivery_id = case when judged.begins_version then cast(judged.cause ->> 'delivery_id' as bigint)
                        else held.delivery_id end""");

    private static final String HIDE = """
            with unseen as (
                select member_id, record_id as {key}, max(since) as since
                from jsonb_to_recordset(cast(:rows as jsonb))
                    as row(member_id text, record_id bigint, since timestamptz)
                group by member_id, record_id
            ), hidden as (
                select member_id, {key}, unseen.since
                from mirror.{table} held
                join unseen using (member_id, {key})
                where held.hidden_since is null and held.seen_at < unseen.since
                order by member_id, {key}
                for update of held
            )
            update mirror.{table} held
            set hidden_since = hidden.since
            from hidden
            where held.member_id = hidden.member_id and held.{key} = hidden.{key}
            """;

    private final JdbcClient jdbc;
    private final RecordType<F> type;
    private final DerivedTable<F> derived;
    private final String add;
    private final String lock;
    private final String renew;
    private final String hide;

    /// The table of a kind.
    public VersionedTable(JdbcClient jdbc, RecordType<F> type, Derivation<F> derivation) {
        var sql = new TableSql(type);
        this.jdbc = jdbc;
        this.type = type;
        this.derived = new DerivedTable<>(jdbc, type, derivation);
        this.add = sql.fill(ADD);
        this.lock = sql.fill(LOCK);
        this.renew = sql.fill(RENEW);
        this.hide = sql.fill(HIDE);
    }

    /// Its columns, for bringing them up to date.
    public DerivedTable<F> derived() {
        return derived;
    }

    /// Keeps observations, in the caller's transaction: at most one of each record. Locks rows in the order of their
    /// keys.
    ///
    /// @return the records whose current version, with its parts, has to be written
    public Set<RecordRef> keep(Collection<Observation<F>> observations) {
        if (observations.isEmpty()) {
            return Set.of();
        }
        var written = new HashSet<>(refs(add, ObservedRows.of(type, observations)));
        var others = observations.stream().filter(observation -> !written.contains(observation.ref())).toList();
        if (!others.isEmpty()) {
            written.addAll(renew(ObservedRows.of(type, others)));
        }
        return written;
    }

    /// A row that another translation wrote is brought up to date first, or it would seem to say something else.
    private Set<RecordRef> renew(String rows) {
        if (jdbc.sql(lock).param("rows", rows).query(Boolean.class).list().contains(true)) {
            derived.refreshAmong(rows);
        }
        return refs(renew, rows);
    }

    /// Notes that the portal does not show records any more, in the caller's transaction. Our copies of them stay.
    public void hide(Collection<Unseen> unseen) {
        if (!unseen.isEmpty()) {
            jdbc.sql(hide).param("rows", JsonRecordset.of(unseen.stream().map(Row::of).toList())).update();
        }
    }

    private record Row(MemberId memberId, long recordId, Instant since) {
        static Row of(Unseen unseen) {
            return new Row(unseen.record().memberId(), unseen.record().id(), unseen.since());
        }
    }

    private Set<RecordRef> refs(String sql, String rows) {
        return jdbc.sql(sql)
                .param("rows", rows)
                .query((row, _) -> type.ref(new MemberId(row.getString(1)), row.getLong(2)))
                .set();
    }
}
