package io.b24mirror.mirror.version;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.version.Derivation.Stored;
import io.b24mirror.mirror.version.VersionedTable.Reading;
import io.b24mirror.mirror.version.VersionedTable.Shape;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// The columns of one kind of records, brought up to date from `raw` where an older release derived them.
///
/// The content hash is derived as well, so that the next reading of an unchanged record makes no version. Versions that
/// are over are derived like current ones. A current record that says something else afterwards is amended.
///
/// A release that runs beside this one, or ran after it, knows nothing of that: what it wrote shows by `derived_from`,
/// which it leaves behind.
///
/// @param <R>
///            a reading, whose components are the columns
public final class DerivedTable<R extends Record & Reading> {
    private static final Logger log = LoggerFactory.getLogger(DerivedTable.class);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final String FIELDS = "%1$s.member_id, %1$s.{key}, %1$s.fetched_at, %1$s.raw, to_jsonb(%1$s) - 'raw'";
    static final String IS_BEHIND = "(held.derivation < {derivation} or held.derived_from is distinct from held.fetched_at)";

    private static final String AMONG = """
            select %s
            from mirror.{table} held
            join jsonb_to_recordset(cast(:rows as jsonb)) as reading(member_id text, {key} bigint)
                using (member_id, {key})
            where %s
            """.formatted(FIELDS.formatted("held"), IS_BEHIND);

    private static final String NEXT = """
            select %s
            from mirror.{table} held
            where {condition} and (held.member_id, held.{key}) > (:memberId, :recordId)
            order by held.member_id, held.{key}
            limit :limit
            for update skip locked
            """.formatted(FIELDS.formatted("held"));

    private static final String NEXT_OVER = """
            select %s, past.history_id
            from mirror.{table}_history past
            where past.derivation < {derivation} and past.history_id > :historyId
            order by past.history_id
            limit :limit
            for update skip locked
            """.formatted(FIELDS.formatted("past"));

    private static final String UPDATE = """
            update mirror.{table} held
            set {set columns from fresh},
                content_hash = decode(fresh.content_hash, 'hex'),
                amended_at = case when ({held columns}) is distinct from ({fresh columns})
                    then greatest(held.amended_at, now()) else held.amended_at end
            from jsonb_to_recordset(cast(:rows as jsonb)) as fresh({row})
            where held.member_id = fresh.member_id and held.{key} = fresh.{key}
            """;

    private static final String UPDATE_CHANGED = UPDATE
            + "    and ({held columns}) is distinct from ({fresh columns})\nreturning held.member_id, held.{key}";

    private static final String UPDATE_OVER = """
            update mirror.{table}_history past
            set {set columns from fresh},
                content_hash = decode(fresh.content_hash, 'hex')
            from jsonb_to_recordset(cast(:rows as jsonb)) as row(history_id bigint, derived jsonb),
                jsonb_to_record(row.derived) as fresh({row})
            where past.history_id = row.history_id
            """;

    private static final String MARK = """
            update mirror.{table} held
            set derivation = {derivation}, derived_from = held.fetched_at
            from jsonb_to_recordset(cast(:rows as jsonb)) as row(member_id text, record_id bigint)
            where held.member_id = row.member_id and held.{key} = row.record_id
            """;

    private static final String MARK_OVER = """
            update mirror.{table}_history
            set derivation = {derivation}
            where history_id = any(:ids)
            """;

    private static final String COUNT = """
            select (select count(*) from mirror.{table} held where %s)
                + (select count(*) from mirror.{table}_history where derivation < {derivation})
            """.formatted(IS_BEHIND);

    private final JdbcClient jdbc;
    private final Shape shape;
    private final Derivation<R> derivation;

    public DerivedTable(JdbcClient jdbc, Shape shape, Derivation<R> derivation) {
        this.jdbc = jdbc;
        this.shape = shape;
        this.derivation = derivation;
    }

    /// What the records are called.
    public String name() {
        return shape.kind().name();
    }

    /// A place among the records; those after it are still to be looked at.
    ///
    /// @param historyId
    ///            among the versions that are over, 0 before the first
    public record Place(String memberId, long recordId, long historyId) {
        /// Before all records.
        public static final Place FIRST = new Place("", 0, 0);
    }

    /// Some records that were brought up to date.
    public record Chunk(Place last, int size) {}

    /// How many records and versions are behind.
    public long countBehind() {
        return jdbc.sql(sql(COUNT)).query(Long.class).single();
    }

    /// Brings some of the current records up to date, in the caller's transaction. One that another transaction holds
    /// is left to a later pass, or to that transaction.
    public Optional<Chunk> refreshNext(Place after, int limit) {
        var rows = next(IS_BEHIND, after, limit);
        refresh(rows);
        return chunk(rows);
    }

    /// Translates some of the current records again that may say more by now, in the caller's transaction.
    public Optional<Chunk> settleNext(Place after, int limit) {
        var rows = next(derivation.isUnsettled(), after, limit);
        var derived = rows.stream().flatMap(this::derive).toList();
        var changed = jdbc.sql(sql(UPDATE_CHANGED))
                .param("rows", JsonRecordset.of(derived))
                .query((row, _) -> new RecordRef(new MemberId(row.getString(1)), shape.kind(), row.getLong(2)))
                .set();
        derivation.keepParts(derived.stream().filter(record -> changed.contains(record.ref())).toList());
        return chunk(rows);
    }

    private List<Stored> next(String condition, Place after, int limit) {
        return jdbc.sql(sql(NEXT.replace("{condition}", condition)))
                .param("memberId", after.memberId())
                .param("recordId", after.recordId())
                .param("limit", limit)
                .query(this::stored)
                .list();
    }

    private static Optional<Chunk> chunk(List<Stored> rows) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        var last = rows.getLast().ref();
        return Optional.of(new Chunk(new Place(last.memberId().value(), last.id(), 0), rows.size()));
    }

    /// Brings some of the versions that are over up to date, in the caller's transaction.
    public Optional<Chunk> refreshNextOver(Place after, int limit) {
        var rows = jdbc.sql(sql(NEXT_OVER))
                .param("historyId", after.historyId())
                .param("limit", limit)
                .query((row, number) -> new Over(row.getLong("history_id"), stored(row, number)))
                .list();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        refreshOver(rows);
        return Optional.of(new Chunk(new Place("", 0, rows.getLast().historyId()), rows.size()));
    }

    /// Brings those of some records up to date that are behind, in the transaction that holds their rows.
    void refreshAmong(String rows) {
        refresh(jdbc.sql(sql(AMONG)).param("rows", rows).query(this::stored).list());
    }

    private void refresh(List<Stored> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var derived = rows.stream().flatMap(this::derive).toList();
        jdbc.sql(sql(UPDATE)).param("rows", JsonRecordset.of(derived)).update();
        jdbc.sql(sql(MARK)).param("rows", JsonRecordset.of(rows.stream().map(Key::of).toList())).update();
        derivation.keepParts(derived);
    }

    private void refreshOver(List<Over> rows) {
        var derived = rows.stream()
                .flatMap(row -> derive(row.stored()).map(fresh -> new Fresh(row.historyId(), fresh)))
                .toList();
        jdbc.sql(sql(UPDATE_OVER)).param("rows", JsonRecordset.of(derived)).update();
        jdbc.sql(sql(MARK_OVER)).param("ids", rows.stream().map(Over::historyId).toArray(Long[]::new)).update();
    }

    /// What cannot be translated stays as it is, and is not tried again by this release.
    private Stream<R> derive(Stored record) {
        try {
            return derivation.derive(record).stream();
        } catch (RuntimeException e) {
            log.error("Could not derive the columns of {} anew; they stay as an older release derived them",
                    record.ref(), e);
            return Stream.empty();
        }
    }

    private Stored stored(ResultSet row, int number) throws SQLException {
        var ref = new RecordRef(new MemberId(row.getString(1)), shape.kind(), row.getLong(2));
        return new Stored(ref, MAPPER.readTree(row.getString(4)), row.getObject(3, OffsetDateTime.class).toInstant(),
                MAPPER.readTree(row.getString(5)));
    }

    private String sql(String template) {
        return shape.fill(template, derivation.number());
    }

    private record Over(long historyId, Stored stored) {}

    private record Fresh(long historyId, @Nullable Record derived) {}

    private record Key(MemberId memberId, long recordId) {
        static Key of(Stored row) {
            return new Key(row.ref().memberId(), row.ref().id());
        }
    }
}
