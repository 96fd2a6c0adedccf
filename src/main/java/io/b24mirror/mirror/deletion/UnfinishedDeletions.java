package io.b24mirror.mirror.deletion;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.mirror.deletion.Companions.Companion;

import static java.time.ZoneOffset.UTC;

/// Goes on with what [Tombstones] left of deletions that take very many records along, as the one of a large calendar
/// does: writes the tombstones of those that pass the deletion on or, where the record is there after all, ends these
/// tombstones and amends what had gone with it.
///
/// Each page is a transaction that notes how far it came, so it can stop anywhere. A page follows what is known by
/// then: the return of a record ends what is left of its deletion.
@Component
class UnfinishedDeletions {
    private static final String NEXT = """
            select member_id, kind, record_id, is_back, told_at, seen_at, done_until
            from mirror.unfinished_deletion
            order by member_id, kind, record_id, is_back
            limit 1
            for update skip locked
            """;

    private final JdbcClient jdbc;
    private final Companions companions;
    private final TransactionTemplate transaction;
    private final Clock clock;

    UnfinishedDeletions(JdbcClient jdbc, Companions companions, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.companions = companions;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    private record Deletion(String memberId, String kind, long recordId, boolean isBack, OffsetDateTime toldAt,
            Optional<OffsetDateTime> seenAt, long doneUntil) {
        static Deletion of(ResultSet row, int number) throws SQLException {
            return new Deletion(row.getString("member_id"), row.getString("kind"), row.getLong("record_id"),
                    row.getBoolean("is_back"), row.getObject("told_at", OffsetDateTime.class),
                    Optional.ofNullable(row.getObject("seen_at", OffsetDateTime.class)), row.getLong("done_until"));
        }
    }

    /// Goes on until nothing is left to do.
    void finish() {
        while (nextPage()) {
            // each is a transaction
        }
    }

    /// Writes one page.
    ///
    /// @return whether there was one
    boolean nextPage() {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            var next = jdbc.sql(NEXT).query(Deletion::of).optional();
            next.ifPresent(this::goOn);
            return next.isPresent();
        }));
    }

    private void goOn(Deletion deletion) {
        var passingOn = companions.passingOn(deletion.kind()).orElseThrow();
        if (!deletion.isBack()) {
            advance(deletion, ids(page(passOn(passingOn), deletion)));
        } else if (ids(back(takeBack(passingOn), deletion)).isEmpty()) {
            advance(deletion, ids(back(amend(passingOn), deletion)
                    .param("doneUntil", deletion.doneUntil())
                    .param("toldAt", deletion.toldAt())));
        }
    }

    /// Writes tombstones of those that pass the deletion on.
    private static String passOn(Companion companion) {
        return """
                with told as (
                    select member_id, kind, record_id, told_at, layer, delivery_id, done_until
                    from mirror.unfinished_deletion
                    where member_id = :memberId and kind = :kind and record_id = :recordId and not is_back
                ), gone as (
                    select told.member_id, '%1$s' as kind, passing.%2$s as record_id, told.told_at, told.layer,
                        told.delivery_id, told.kind as with_kind, told.record_id as with_id
                    from told
                    cross join lateral (%3$s) passing
                )
                """.formatted(companion.kind().name(), companion.key(),
                TombstoneSql.page(companion, "and record.%s > told.done_until".formatted(companion.key())))
                + TombstoneSql.WRITE + "returning tombstone.record_id";
    }

    /// Ends the tombstones of those that passed the deletion on, and amends what had gone with these.
    private String takeBack(Companion passing) {
        return """
                with taken_along as (
                    select record_id, told_at
                    from mirror.tombstone
                    where member_id = :memberId and with_kind = :kind and with_id = :recordId and told_at < :seenAt
                    order by record_id
                    limit :page
                    for update
                ), back as (
                    delete from mirror.tombstone
                    using taken_along
                    where tombstone.member_id = :memberId and tombstone.kind = '%s'
                        and tombstone.record_id = taken_along.record_id
                )%s
                select record_id from taken_along
                """.formatted(passing.kind().name(), companions.of(passing.kind().name())
                .stream()
                .map(UnfinishedDeletions::restored)
                .collect(Collectors.joining()));
    }

    private static String restored(Companion companion) {
        return """
                , restored_%1$s as (
                    select record.member_id, record.%2$s
                    from %3$s record
                    join taken_along on %4$s
                    where record.member_id = :memberId and record.seen_at <= taken_along.told_at
                    order by record.%2$s
                    for update of record
                ), amended_%1$s as (
                    update %3$s record
                    set amended_at = greatest(record.amended_at, :now)
                    from restored_%1$s restored
                    where record.member_id = restored.member_id and record.%2$s = restored.%2$s
                )""".formatted(companion.kind().name(), companion.key(), companion.table(),
                companion.goesWith("record", "taken_along.record_id"));
    }

    /// Amends what had gone with the record itself. What was read in between says nothing of its own by that: it looks
    /// the same as before the deletion.
    private static String amend(Companion companion) {
        return """
                with page as (
                    select %1$s
                    from %2$s record
                    where member_id = :memberId and %3$s and %1$s > :doneUntil
                    order by %1$s
                    limit :page
                    for update
                ), amended as (
                    update %2$s record
                    set amended_at = :now
                    from page
                    where record.member_id = :memberId and record.%1$s = page.%1$s
                        and record.valid_from <= :toldAt
                        and (record.amended_at is null or record.amended_at < :seenAt)
                )
                select %1$s from page
                """.formatted(companion.key(), companion.table(), companion.goesWith("record", ":recordId"));
    }

    private static List<Long> ids(StatementSpec statement) {
        return statement.query((row, _) -> row.getLong(1)).list();
    }

    private void advance(Deletion deletion, List<Long> done) {
        var statement = done.size() < TombstoneSql.PAGE
                ? of(deletion, "delete from mirror.unfinished_deletion\n")
                : of(deletion, "update mirror.unfinished_deletion set done_until = :last\n")
                        .param("last", done.stream().mapToLong(id -> id).max().orElseThrow());
        statement.update();
    }

    private StatementSpec back(String sql, Deletion deletion) {
        return page(sql, deletion).param("seenAt", deletion.seenAt().orElseThrow())
                .param("now", clock.instant().atOffset(UTC));
    }

    private StatementSpec page(String sql, Deletion deletion) {
        return jdbc.sql(sql)
                .param("memberId", deletion.memberId())
                .param("kind", deletion.kind())
                .param("recordId", deletion.recordId())
                .param("page", TombstoneSql.PAGE);
    }

    private StatementSpec of(Deletion deletion, String statement) {
        return jdbc.sql(statement
                + "where member_id = :memberId and kind = :kind and record_id = :recordId and is_back = :isBack")
                .param("memberId", deletion.memberId())
                .param("kind", deletion.kind())
                .param("recordId", deletion.recordId())
                .param("isBack", deletion.isBack());
    }
}
