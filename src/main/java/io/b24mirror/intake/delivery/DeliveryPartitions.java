package io.b24mirror.intake.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import static java.time.ZoneOffset.UTC;

/// Creates and drops the partitions of the delivery log, one per day, through functions of the table's owner. If one
/// is missing, its deliveries go into the default partition.
@Component
class DeliveryPartitions {
    private static final int DAYS_AHEAD = 7;
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final Logger log = LoggerFactory.getLogger(DeliveryPartitions.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    DeliveryPartitions(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /// Creates the partitions of today and the days ahead.
    void createAhead(Instant now) {
        var today = LocalDate.ofInstant(now, UTC);
        var existing = days();
        today.datesUntil(today.plusDays(DAYS_AHEAD + 1)).filter(day -> !existing.contains(day)).forEach(this::create);
    }

    private void create(LocalDate day) {
        change("could not make a partition for " + day, "select intake.create_delivery_day(cast(:day as date))", day);
    }

    /// Drops the days that were over before that instant.
    ///
    /// @return how many
    int dropBefore(Instant oldest) {
        var first = LocalDate.ofInstant(oldest, UTC);
        return (int) days().stream().filter(day -> day.isBefore(first)).filter(this::drop).count();
    }

    private boolean drop(LocalDate day) {
        return change("could not drop the partition of " + day, "select intake.drop_delivery_day(cast(:day as date))",
                day);
    }

    /// Locks the whole table for a moment. It gives up soon and leaves the work to the next run, so that intake does
    /// not queue up behind a report that holds the table.
    private boolean change(String failure, String statement, LocalDate day) {
        try {
            transaction.executeWithoutResult(_ -> {
                jdbc.sql("set local lock_timeout = '1s'").update();
                jdbc.sql(statement).param("day", day.toString()).query(_ -> {});
            });
            return true;
        } catch (DataAccessException e) {
            log.warn("The delivery log {}: {}", failure, e.getMostSpecificCause().getMessage());
            return false;
        }
    }

    private List<LocalDate> days() {
        return jdbc.sql("""
                select substring(child.relname from '^delivery_(\\d{8})$')
                from pg_inherits
                join pg_class child on child.oid = inhrelid
                where inhparent = 'intake.delivery'::regclass and child.relname ~ '^delivery_\\d{8}$'
                order by 1
                """).query((row, _) -> LocalDate.parse(row.getString(1), DAY)).list();
    }
}
