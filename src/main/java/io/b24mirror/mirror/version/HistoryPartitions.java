package io.b24mirror.mirror.version;

import java.time.Instant;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import static java.time.ZoneOffset.UTC;

/// The months of a kind's versions that are over, a partition each, made and dropped by functions of the table's
/// owner. One that is missing costs nothing but tidiness: its versions go into the default partition.
@Component
class HistoryPartitions {
    private static final int MONTHS_AHEAD = 2;
    private static final int CHUNK = 1_000;
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("yyyyMM");
    private static final Pattern NAME = Pattern.compile(".*_history_(\\d{6})");
    private static final Logger log = LoggerFactory.getLogger(HistoryPartitions.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    HistoryPartitions(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    private record Partition(String name, YearMonth month) {
        static Partition of(String name) {
            var parts = NAME.matcher(name);
            if (!parts.matches()) {
                throw new IllegalArgumentException("No month: " + name);
            }
            return new Partition(name, YearMonth.parse(parts.group(1), MONTH));
        }
    }

    /// Makes the partitions of this month and those ahead.
    void createAhead(String kind, Instant now) {
        var existing = partitions(kind);
        IntStream.rangeClosed(0, MONTHS_AHEAD)
                .mapToObj(monthOf(now)::plusMonths)
                .filter(month -> existing.stream().noneMatch(partition -> partition.month().equals(month)))
                .forEach(month -> create(kind, month));
    }

    private void create(String kind, YearMonth month) {
        change(kind, "could not make a partition for " + month, () -> jdbc
                .sql("select mirror.create_history_month(:kind, cast(:month as date))")
                .param("kind", kind)
                .param("month", month.atDay(1).toString())
                .query(_ -> {}));
    }

    /// Drops the months that were over before that instant, and what ended in them without having had a partition.
    ///
    /// @return how many months
    int dropBefore(String kind, Instant oldest) {
        var first = monthOf(oldest);
        var dropped = partitions(kind).stream()
                .filter(partition -> partition.month().isBefore(first))
                .filter(partition -> drop(kind, partition, first))
                .count();
        deleteStray(kind, first);
        return (int) dropped;
    }

    private boolean drop(String kind, Partition partition, YearMonth first) {
        return change(kind, "could not drop the partition " + partition.name(), () -> jdbc
                .sql("select mirror.drop_history_month(:kind, :partition, cast(:first as timestamptz))")
                .param("kind", kind)
                .param("partition", partition.name())
                .param("first", beginOf(first))
                .query(_ -> {}));
    }

    private void deleteStray(String kind, YearMonth first) {
        int deleted;
        do {
            deleted = jdbc.sql("""
                    with cut as (
                        delete from mirror.%1$s_history_default
                        where ctid in (
                            select ctid
                            from mirror.%1$s_history_default
                            where valid_until < cast(:first as timestamptz)
                            limit :chunk
                        )
                        returning 1
                    ), noted as (
                        insert into mirror.history_cut (record_kind, cut_before)
                        select '%1$s', cast(:first as timestamptz)
                        where exists (select from cut)
                        on conflict (record_kind) do update
                        set cut_before = greatest(history_cut.cut_before, excluded.cut_before)
                    )
                    select count(*) from cut
                    """.formatted(kind))
                    .param("first", beginOf(first))
                    .param("chunk", CHUNK)
                    .query(Integer.class)
                    .single();
        } while (deleted == CHUNK);
    }

    /// Needs the whole table for a moment. Rather than have drains queue up behind a report that holds it, it gives up
    /// soon and is done by the next run.
    private boolean change(String kind, String failure, Runnable statement) {
        try {
            transaction.executeWithoutResult(_ -> {
                jdbc.sql("set local lock_timeout = '1s'").update();
                statement.run();
            });
            return true;
        } catch (DataAccessException e) {
            log.warn("The history of {} {}: {}", kind, failure, e.getMostSpecificCause().getMessage());
            return false;
        }
    }

    private List<Partition> partitions(String kind) {
        return jdbc.sql("""
                select child.relname
                from pg_inherits
                join pg_class child on child.oid = inhrelid
                where inhparent = cast(:history as regclass) and child.relname ~ '_history_[0-9]{6}$'
                order by child.relname
                """)
                .param("history", "mirror.%s_history".formatted(kind))
                .query((row, _) -> Partition.of(row.getString(1)))
                .list();
    }

    private static String beginOf(YearMonth month) {
        return month.atDay(1).atStartOfDay().toInstant(UTC).toString();
    }

    private static YearMonth monthOf(Instant instant) {
        return YearMonth.from(instant.atOffset(UTC));
    }
}
