package io.b24mirror.fetch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// Forgets requests that were given up, when their record is deleted or they have been kept long enough. The gauge
/// `b24.records.given.up` counts them; it is NaN while the database is away.
@Service
public class GivenUpFetches implements MeterBinder {
    private static final int CHUNK = 1_000;
    private static final Duration SAME_READING = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(GivenUpFetches.class);

    private final JdbcClient jdbc;
    private final FetchProperties properties;
    private final Clock clock;
    private double count;
    private Instant countedAt = Instant.MIN;

    GivenUpFetches(JdbcClient jdbc, FetchProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
    }

    /// Takes deleted records that were given up off the list, in the caller's transaction. Skips rows that another
    /// transaction has locked, since the caller may hold locks in any order.
    @Transactional(propagation = Propagation.MANDATORY)
    public void forget(Collection<RecordRef> deleted) {
        jdbc.sql("""
                delete from fetch_list.request request
                using (
                    select member_id, record_kind, record_id
                    from fetch_list.request
                    join jsonb_to_recordset(cast(:deleted as jsonb))
                        as deleted (member_id text, record_kind text, record_id bigint)
                        using (member_id, record_kind, record_id)
                    where state = 'DEAD'
                    for update of request skip locked
                ) dead
                where request.member_id = dead.member_id and request.record_kind = dead.record_kind
                  and request.record_id = dead.record_id
                """)
                .param("deleted", JsonRecordset.of(deleted.stream().map(Key::of).toList()))
                .update();
    }

    private record Key(MemberId memberId, String recordKind, long recordId) {
        static Key of(RecordRef record) {
            return new Key(record.memberId(), record.kind().name(), record.id());
        }
    }

    /// Takes records that were given up long ago off the list. An event on one of them, or a sweep that finds it, puts
    /// it there again.
    void forgetOld() {
        var oldest = clock.instant().minus(properties.retentionDead());
        int total = 0;
        int forgotten;
        do {
            forgotten = forgetBefore(oldest);
            total += forgotten;
        } while (forgotten == CHUNK);
        if (total > 0) {
            countedAt = Instant.MIN;
            log.info("Forgot {} records that could not be read and were given up more than {} days ago", total,
                    properties.retentionDead().toDays());
        }
    }

    private int forgetBefore(Instant oldest) {
        return jdbc.sql("""
                delete from fetch_list.request request
                using (
                    select member_id, record_kind, record_id
                    from fetch_list.request
                    where state = 'DEAD' and settled_until < cast(:oldest as timestamptz)
                    limit :chunk
                    for update skip locked
                ) dead
                where request.member_id = dead.member_id and request.record_kind = dead.record_kind
                  and request.record_id = dead.record_id
                """).param("oldest", oldest.toString()).param("chunk", CHUNK).update();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("b24.records.given.up", this::count)
                .description("Records that could not be read and are not tried any more")
                .register(registry);
    }

    private synchronized double count() {
        var now = clock.instant();
        if (now.isBefore(countedAt) || now.isAfter(countedAt.plus(SAME_READING))) {
            count = read();
            countedAt = now;
        }
        return count;
    }

    private double read() {
        try {
            return jdbc.sql("select count(*) from fetch_list.request where state = 'DEAD'").query(Long.class).single();
        } catch (DataAccessException _) {
            return Double.NaN;
        }
    }
}
