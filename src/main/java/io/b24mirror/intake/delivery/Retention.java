package io.b24mirror.intake.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.intake.IntakeProperties;

/// Deletes what has been kept long enough: the delivery log in whole days; fingerprints, quarantined events and counts
/// of rejected ones in chunks, which block no other work.
@Component
class Retention {
    /// Bitrix24 sends an event once, and a person who repeats one does so within days.
    private static final Duration FINGERPRINTS = Duration.ofDays(14);
    private static final Duration QUARANTINE = Duration.ofDays(7);
    private static final Duration REFUSALS = Duration.ofDays(30);
    private static final int CHUNK = 5_000;
    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private final JdbcClient jdbc;
    private final DeliveryPartitions partitions;
    private final IntakeProperties properties;
    private final Clock clock;

    Retention(JdbcClient jdbc, DeliveryPartitions partitions, IntakeProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.partitions = partitions;
        this.properties = properties;
        this.clock = clock;
    }

    void run() {
        var now = clock.instant();
        var oldest = now.minus(properties.retentionDeliveries());
        partitions.createAhead(now);
        int days = partitions.dropBefore(oldest);
        int deliveries = deleteBefore("intake.delivery_default", oldest);
        int fingerprints = deleteBefore("intake.fingerprint", later(oldest, now.minus(FINGERPRINTS)));
        deleteBefore("intake.arrival", now.minus(FINGERPRINTS));
        int quarantined = deleteBefore("intake.quarantine", now.minus(QUARANTINE));
        deleteBefore("intake.refusal", "last_at", now.minus(REFUSALS));
        if (days + deliveries + fingerprints + quarantined > 0) {
            log.info("Dropped {} days of deliveries, {} single ones, {} fingerprints, {} quarantined events", days,
                    deliveries, fingerprints, quarantined);
        }
    }

    private int deleteBefore(String table, Instant oldest) {
        return deleteBefore(table, "received_at", oldest);
    }

    private int deleteBefore(String table, String column, Instant oldest) {
        int total = 0;
        int deleted;
        do {
            deleted = jdbc.sql("""
                    delete from %s
                    where ctid in (select ctid from %s where %s < cast(:oldest as timestamptz) limit :chunk)
                    """.formatted(table, table, column))
                    .param("oldest", oldest.toString())
                    .param("chunk", CHUNK)
                    .update();
            total += deleted;
        } while (deleted == CHUNK);
        return total;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
