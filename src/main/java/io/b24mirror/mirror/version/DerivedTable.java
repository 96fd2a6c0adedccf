package io.b24mirror.mirror.version;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.kind.RecordType;
import io.b24mirror.mirror.version.Derivation.Stored;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// Brings the columns of a kind up to date from `raw` where a release with another translation wrote them.
///
/// The content hash is derived as well, so that the next reading of an unchanged record makes no version. Versions that
/// are over are derived like current ones. A current record that says something else afterwards is amended.
///
/// An older release that runs beside this one writes rows with the number of its own translation, so they are found.
///
/// @param <F>
///            the fields of the kind
public final class DerivedTable<F extends Record> {
    private static final Logger log = LoggerFactory.getLogger(DerivedTable.class);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final String FIELDS = """
            %1$s.member_id, %1$s.{key}, %1$s.fetched_at, %1$s.raw, to_jsonb(%1$s) - 'raw', %1$s.read_as""";

    private static final String IS_BEHIND = "held.derivation < {translation}";

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
            where past.derivation < {translation} and past.history_id > :historyId
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
            set derivation = {translation}
            from jsonb_to_recordset(cast(:rows as jsonb)) as row(member_id text, record_id bigint)
            where held.member_id = row.member_id and held.{key} = row.record_id
            """;

    private static final String MARK_OVER = """
            update mirror.{table}_history
            set derivation = {translation}
            where history_id = any(:ids)
            """;

    private static final String COUNT = """
            select (select count(*) from mirror.{table} held where %s)
                + (select count(*) from mirror.{table}_history where derivation < {translation})
            """.formatted(IS_BEHIND);

    private final JdbcClient jdbc;
    private final RecordType<F> type;
    private final TableSql sql;
    private final Derivation<F> derivation;

    DerivedTable(JdbcClient jdbc, RecordType<F> type, Derivation<F> derivation) {
        this.jdbc = jdbc;
        this.type = type;
        this.sql = new TableSql(type);
        this.derivation = derivation;
    }

    String name() {
        return type.kind().name();
    }

    /// A place among the records; those after it are still to be looked at.
    ///
    /// @param historyId
    ///            among the versions that are over, 0 before the first
    record Place(String memberId, long recordId, long historyId) {
        static final Place FIRST = new Place("", 0, 0);
    }

    /// Some records that were brought up to date.
    record Chunk(Place last, int size) {}

    /// How many records and versions are behind.
    long countBehind() {
        return jdbc.sql(sql.fill(COUNT)).query(Long.class).single();
    }

    /// Brings some of the current records up to date, in the caller's transaction. One that another transaction holds
    /// is left to a later pass, or to that transaction.
    Optional<Chunk> refreshNext(Place after, int limit) {
        var rows = next(IS_BEHIND, after, limit);
        refresh(rows);
        return chunk(rows);
    }

    /// Translates some of the current records again that may say more by now, in the caller's transaction.
    Optional<Chunk> settleNext(Place after, int limit) {
        var rows = next(derivation.isUnsettled(), after, limit);
        var derived = rows.stream().flatMap(this::derive).toList();
        var changed = jdbc.sql(sql.fill(UPDATE_CHANGED))
                .param("rows", ObservedRows.of(type, derived))
                .query((row, _) -> type.ref(new MemberId(row.getString(1)), row.getLong(2)))
                .set();
        derivation.keepParts(derived.stream().filter(record -> changed.contains(record.ref())).toList());
        return chunk(rows);
    }

    private List<Stored> next(String condition, Place after, int limit) {
        return jdbc.sql(sql.fill(NEXT.replace("{condition}", condition)))
                .param("memberId", after.memberId())
                .param("recordId", after.recordId())
                .param("limit", limit)
                .query(this::stored)
                .list();
    }

    private Optional<Chunk> chunk(List<Stored> rows) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        var last = rows.getLast().ref();
        return Optional.of(new Chunk(new Place(last.memberId().value(), last.id(), 0), rows.size()));
    }

    /// Brings some of the versions that are over up to date, in the caller's transaction.
    Optional<Chunk> refreshNextOver(Place after, int limit) {
        var rows = jdbc.sql(sql.fill(NEXT_OVER))
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
        refresh(jdbc.sql(sql.fill(AMONG)).param("rows", rows).query(this::stored).list());
    }

    private void refresh(List<Stored> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var derived = rows.stream().flatMap(this::derive).toList();
        jdbc.sql(sql.fill(UPDATE)).param("rows", ObservedRows.of(type, derived)).update();
        jdbc.sql(sql.fill(MARK)).param("rows", JsonRecordset.of(rows.stream().map(Key::of).toList())).update();
        derivation.keepParts(derived);
    }

    private void refreshOver(List<Over> rows) {
        jdbc.sql(sql.fill(UPDATE_OVER)).param("rows", freshRows(rows)).update();
        jdbc.sql(sql.fill(MARK_OVER)).param("ids", rows.stream().map(Over::historyId).toArray(Long[]::new)).update();
    }

    private String freshRows(Collection<Over> rows) {
        return rows.stream()
                .flatMap(row -> derive(row.stored()).map(fresh -> """
                        {"history_id": %d, "derived": %s}""".formatted(row.historyId(), ObservedRows.of(type, fresh))))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /// What cannot be translated stays as it is, and is not tried again by this release.
    private Stream<Observation<F>> derive(Stored record) {
        try {
            return derivation.derive(record).stream();
        } catch (RuntimeException e) {
            log.error("Could not derive the columns of {} again; they stay as an older release derived them",
                    record.ref(), e);
            return Stream.empty();
        }
    }

    private Stored stored(ResultSet row, int number) throws SQLException {
        RecordRef ref = type.ref(new MemberId(row.getString(1)), row.getLong(2));
        return new Stored(ref, row.getString(5), MAPPER.readTree(row.getString(4)),
                row.getObject(6, Long.class), row.getObject(3, OffsetDateTime.class).toInstant());
    }

    private record Over(long historyId, Stored stored) {}

    private record Key(MemberId memberId, long recordId) {
        static Key of(Stored row) {
            return new Key(row.ref().memberId(), row.ref().id());
        }
    }
}
