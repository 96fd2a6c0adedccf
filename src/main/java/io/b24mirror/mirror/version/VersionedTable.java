package io.b24mirror.mirror.version;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// One kind of records with their versions: the current one in a table, those before it in the table's history.
///
/// - The newest reading wins, by the time at which its request left; one that shows less never replaces a fuller one.
///   None counts that began before the record, or what it lives with, was deleted.
/// - A reading that says the same as the last one makes no version; what is no content is brought up to date without
///   one.
/// - Where readers have views of a record, another reader's view of the same is no change; that of the service takes the
///   place of a user's, and makes no version.
/// - A record that is found again after its deletion begins a new version whatever it says; the one before ends with the
///   deletion.
/// - A fuller reading that comes later than a masked one which began after it corrects that version, and makes none.
/// - Where the copy says something else without a new version, since it was corrected, brought up to date or is shown
///   again, `amended_at` tells those who follow the copy.
public final class VersionedTable {
    private static final String ADD = """
            insert into mirror.{table}
                (member_id, {key}, {columns}, raw, content_hash, fetched_at, {seen_at, seen_as,} valid_from, is_addition,
                layer, delivery_id, derivation, derived_from)
            select
                member_id, {key}, {columns}, raw, decode(content_hash, 'hex'), fetched_at, {fetched_at, read_as,} fetched_at,
                true, cause ->> 'layer', cast(cause ->> 'delivery_id' as bigint), {derivation}, fetched_at
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

    /// Both tables are read and written by one statement, which must see rows that nobody changes meanwhile.
    private static final String LOCK = """
            select %s
            from mirror.{table} held
            join jsonb_to_recordset(cast(:rows as jsonb)) as reading(member_id text, {key} bigint)
                using (member_id, {key})
            order by held.member_id, held.{key}
            for update of held
            """.formatted(DerivedTable.IS_BEHIND);

    private static final String RENEW = """
            with reading as (
                select reading.*, decode(reading.content_hash, 'hex') as hash
                from jsonb_to_recordset(cast(:rows as jsonb)) as reading({row})
            ), compared as (
                select
                    reading.*,
                    ({held fullness}, held.fetched_at) <= ({reading fullness}, reading.fetched_at) as wins,
                    case when {held is unhashed} then {held says the same}
                        else {held is equal} or {held is another view of the same} end as says_the_same,
                    {held is unhashed} as is_unhashed,
                    not {held is unhashed} and {held is equal} and {held is of the reader} as is_equal,
                    {reading takes the view over} as takes_over,
                    reading.fetched_at < held.valid_from as is_late,
                    {reading fullness} < {held fullness} and reading.fetched_at > held.fetched_at as is_hidden,
                    {held differs in raw} as differs_in_raw,
                    deletion.deleted_at,
                    deletion.layer as deletion_layer,
                    deletion.delivery_id as deletion_delivery_id
                from reading
                join mirror.{table} held using (member_id, {key})
                left join lateral (
                    select tombstone.deleted_at, tombstone.layer, tombstone.delivery_id
                    from mirror.tombstone
                    where tombstone.member_id = held.member_id
                        and ({held goes with tombstone})
                        and tombstone.told_at >= held.{seen_at}
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
                    wins and (not says_the_same or is_unhashed or brings_up_to_date) as replaces,
                    deleted_at is not null or wins and not says_the_same and not is_late as begins_version
                from compared
                cross join lateral (
                    select takes_over or (is_equal or is_unhashed) and differs_in_raw as brings_up_to_date
                ) silent
            ), ended as (
                insert into mirror.{table}_history
                    (member_id, {key}, {columns}, raw, content_hash, fetched_at, valid_from, is_addition, layer,
                    delivery_id, derivation, valid_until, ended_by_deletion, ended_by_layer, ended_by_delivery_id)
                select
                    held.member_id, held.{key}, {held columns}, held.raw, held.content_hash, held.fetched_at,
                    held.valid_from, held.is_addition, held.layer, held.delivery_id, held.derivation,
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
                set {set columns},
                    raw = judged.raw,
                    content_hash = judged.hash,
                    {set seen}
                from judged
                where held.member_id = judged.member_id and held.{key} = judged.{key} and judged.replaces
                returning held.member_id, held.{key}, judged.says_the_same and not judged.is_unhashed as has_parts
            ), seen as (
                update mirror.{table} held
                set {set seen}
                from judged
                where held.member_id = judged.member_id and held.{key} = judged.{key} and not judged.replaces
                    and (judged.begins_version or judged.fetched_at > held.{seen_at})
            )
            select member_id, {key} from replaced where not has_parts
            """;

    private static final String HIDE = """
            with unseen as (
                select member_id, record_id as {key}, max(since) as since
                from jsonb_to_recordset(cast(:rows as jsonb)) as row(member_id text, record_id bigint, since timestamptz)
                group by member_id, record_id
            ), hidden as (
                select member_id, {key}, unseen.since
                from mirror.{table} held
                join unseen using (member_id, {key})
                where held.hidden_since is null and held.{seen_at} < unseen.since
                order by member_id, {key}
                for update of held
            )
            update mirror.{table} held
            set hidden_since = hidden.since
            from hidden
            where held.member_id = hidden.member_id and held.{key} = hidden.{key}
            """;

    private static final String SET_SEEN = """
            fetched_at = case when judged.wins then judged.fetched_at else held.fetched_at end,
            derived_from = case when judged.wins then judged.fetched_at else held.fetched_at end,
            {set seen_at,}
            hidden_since = case when judged.wins and held.hidden_since <= judged.fetched_at then null
                when judged.is_hidden then coalesce(held.hidden_since, judged.fetched_at)
                else held.hidden_since end,
            amended_at = case when judged.begins_version then null
                when judged.wins and (not judged.says_the_same or judged.brings_up_to_date or held.hidden_since <= judged.fetched_at)
                    then greatest(judged.fetched_at, held.fetched_at)
                else held.amended_at end,
            valid_from = case when judged.begins_version then judged.fetched_at else held.valid_from end,
            is_addition = case when judged.begins_version then judged.deleted_at is not null
                else held.is_addition end,
            layer = case when judged.begins_version then judged.cause ->> 'layer' else held.layer end,
            delivery_id = case when judged.begins_version then cast(judged.cause ->> 'delivery_id' as bigint)
                else held.delivery_id end""";

    /// A hash of another form says nothing; a copy that has one is compared as one that has none.
    private static final String UNHASHED = """
            (held.content_hash is null or length(held.content_hash) <> length(reading.hash)
                        or get_byte(held.content_hash, 0) <> get_byte(reading.hash, 0))""";

    /// The first hash, behind the number of its form.
    private static final String EQUAL = "substring(held.content_hash for 33) = substring(reading.hash for 33)";

    private static final String ANOTHER_VIEW = """
            held.read_as is distinct from reading.read_as
                            and substring(held.content_hash from 34) = substring(reading.hash from 34)""";

    private static final String TAKES_OVER = "reading.read_as is null and held.read_as is not null";

    private static final String SET_SEEN_AT = """
            seen_at = greatest(held.seen_at, judged.fetched_at),
            seen_as = case when judged.wins then judged.read_as else held.seen_as end,""";

    private final JdbcClient jdbc;
    private final Shape shape;
    private final DerivedTable<?> derived;
    private final String add;
    private final String lock;
    private final String renew;
    private final String hide;

    /// What was read of a record.
    public interface Reading {
        RecordRef ref();
    }

    /// What a table looks like.
    ///
    /// @param kind
    ///            the records; the tables in schema `mirror` are named for it
    /// @param key
    ///            the column of the record's id
    /// @param columns
    ///            the other columns and their types, which the rows that are kept have as components
    /// @param goesWith
    ///            the condition on which a row `{}` is deleted with a `tombstone` of its portal
    /// @param says
    ///            what of a row `{}` to compare where a copy has no hash yet
    /// @param canBeMasked
    ///            whether readers have views of a record, some of them masked: then there are the columns `seen_at` and
    ///            `seen_as`, when and as whom it was shown last, and `read_as`, whose view the copy is, and a second
    ///            hash of what is the same in all views
    /// @param fullness
    ///            how much a row `{}` shows, as a number
    public record Shape(RecordKind kind, String key, String columns, String goesWith, String says,
            boolean canBeMasked, String fullness) {
        private static final Pattern COLUMN = Pattern.compile("(\\w+) \\w+");

        /// A table whose readings all show the same.
        public Shape(RecordKind kind, String key, String columns, String goesWith, String says, boolean canBeMasked) {
            this(kind, key, columns, goesWith, says, canBeMasked, "0");
        }

        String fill(String sql, int derivation) {
            var names = COLUMN.matcher(columns).results().map(column -> column.group(1)).toList();
            return sql.replace("{set seen}", SET_SEEN)
                    .replace("{table}", kind.name())
                    .replace("{derivation}", Integer.toString(derivation))
                    .replace("{key}", key)
                    .replace("{columns}", String.join(", ", names))
                    .replace("{held columns}", names.stream().map("held."::concat).collect(Collectors.joining(", ")))
                    .replace("{fresh columns}", names.stream().map("fresh."::concat).collect(Collectors.joining(", ")))
                    .replace("{set columns from fresh}",
                            names.stream()
                                    .map(name -> name + " = fresh." + name)
                                    .collect(Collectors.joining(",\n    ")))
                    .replace("{set columns}",
                            names.stream()
                                    .map(name -> name + " = judged." + name)
                                    .collect(Collectors.joining(",\n        ")))
                    .replace("{row}",
                            "member_id text, " + key + " bigint, " + columns
                                    + ", raw jsonb, content_hash text, fetched_at timestamptz, cause jsonb")
                    .replace("{seen_at, seen_as,}", canBeMasked ? "seen_at, seen_as," : "")
                    .replace("{fetched_at, read_as,}", canBeMasked ? "fetched_at, read_as," : "")
                    .replace("{set seen_at,}",
                            canBeMasked ? SET_SEEN_AT : "")
                    .replace("{seen_at}", canBeMasked ? "seen_at" : "fetched_at")
                    .replace("{held fullness}", fullness.replace("{}", "held"))
                    .replace("{reading fullness}", fullness.replace("{}", "reading"))
                    .replace("{held is unhashed}", UNHASHED)
                    .replace("{held is equal}", EQUAL)
                    .replace("{held is another view of the same}", canBeMasked ? ANOTHER_VIEW : "false")
                    .replace("{reading takes the view over}", canBeMasked ? TAKES_OVER : "false")
                    .replace("{held is of the reader}",
                            canBeMasked ? "held.read_as is not distinct from reading.read_as" : "true")
                    .replace("{held differs in raw}", canBeMasked ? "held.raw <> reading.raw" : "false")
                    .replace("{held says the same}", says.replace("{}", "held") + " = " + says.replace("{}", "reading"))
                    .replace("{held goes with tombstone}", goesWith.replace("{}", "held"))
                    .replace("{reading goes with tombstone}", goesWith.replace("{}", "reading"));
        }
    }

    public <R extends Record & Reading> VersionedTable(JdbcClient jdbc, Shape shape, Derivation<R> derivation) {
        this.jdbc = jdbc;
        this.shape = shape;
        this.derived = new DerivedTable<>(jdbc, shape, derivation);
        this.add = shape.fill(ADD, derivation.number());
        this.lock = shape.fill(LOCK, derivation.number());
        this.renew = shape.fill(RENEW, derivation.number());
        this.hide = shape.fill(HIDE, derivation.number());
    }

    /// Its columns, for bringing them up to date.
    public DerivedTable<?> derived() {
        return derived;
    }

    /// Keeps readings, in the caller's transaction: at most one of each record. Rows are taken in the order of their
    /// keys.
    ///
    /// @param readings
    ///            their components are the columns, and `raw`, `contentHash`, `fetchedAt` and `cause`
    /// @return the records whose current version, with its parts, has to be written
    public <R extends Record & Reading> Set<RecordRef> keep(Collection<R> readings) {
        if (readings.isEmpty()) {
            return Set.of();
        }
        var written = new HashSet<>(refs(add, JsonRecordset.of(readings)));
        var others = readings.stream().filter(reading -> !written.contains(reading.ref())).toList();
        if (!others.isEmpty()) {
            written.addAll(renew(JsonRecordset.of(others)));
        }
        return written;
    }

    /// A row that an older release derived is brought up to date first, or it would seem to say something else.
    private Set<RecordRef> renew(String rows) {
        if (jdbc.sql(lock).param("rows", rows).query(Boolean.class).list().contains(true)) {
            derived.refreshAmong(rows);
        }
        return refs(renew, rows);
    }

    /// Notes that the portal did not show records any more, in the caller's transaction. What we hold of them stays.
    public void hide(Collection<Unseen> unseen) {
        if (!unseen.isEmpty()) {
            jdbc.sql(hide).param("rows", JsonRecordset.of(unseen.stream().map(Row::of).toList())).update();
        }
    }

    /// A record was not shown at an instant, to nobody whose tokens we hold.
    public record Unseen(RecordRef record, Instant since) {}

    private record Row(MemberId memberId, long recordId, Instant since) {
        static Row of(Unseen unseen) {
            return new Row(unseen.record().memberId(), unseen.record().id(), unseen.since());
        }
    }

    private Set<RecordRef> refs(String sql, String rows) {
        return jdbc.sql(sql)
                .param("rows", rows)
                .query((row, _) -> new RecordRef(new MemberId(row.getString(1)), shape.kind(), row.getLong(2)))
                .set();
    }
}
