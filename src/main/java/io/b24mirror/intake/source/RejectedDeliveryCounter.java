package io.b24mirror.intake.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import jakarta.annotation.PreDestroy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

import io.b24mirror.intake.outage.DatabaseCircuitBreaker;
import io.b24mirror.portal.MemberId;

/// Counts refused events per portal and source, for `reporting.refused_deliveries`.
///
/// Strangers can cause refusals at will. So refusals are counted in memory and written together, at most once a second,
/// and both places are limited in size: the newest stay.
@Component
class RejectedDeliveryCounter {
    static final int CAPACITY = 10_000;

    private static final int MAX_WAITING = 1_000;
    private static final Duration WRITE_INTERVAL = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(RejectedDeliveryCounter.class);

    private final JdbcClient jdbc;
    private final DatabaseCircuitBreaker database;
    private final Clock clock;
    private final Counter total;
    private final Map<Sender, Tally> waiting = new HashMap<>();
    private Instant writtenAt = Instant.MIN;

    RejectedDeliveryCounter(JdbcClient jdbc, DatabaseCircuitBreaker database, Clock clock, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.database = database;
        this.clock = clock;
        total = Counter.builder("b24.deliveries.refused")
                .description("Events that were answered 403, because they are not authentic")
                .register(meters);
    }

    private record Sender(String memberId, String source) {}

    private record Tally(Sender sender, long deliveries, Instant firstAt, Instant lastAt) {
        Tally and(Instant at) {
            return new Tally(sender, deliveries + 1, firstAt, at);
        }
    }

    void count(MemberId memberId, String source, Instant at) {
        total.increment();
        var due = add(new Sender(memberId.value(), source), at);
        if (!due.isEmpty()) {
            write(due);
        }
    }

    /// If too many different sources wait to be written, a further one counts for the metric alone.
    private synchronized List<Tally> add(Sender sender, Instant at) {
        if (waiting.containsKey(sender) || waiting.size() < MAX_WAITING) {
            waiting.merge(sender, new Tally(sender, 1, at, at), (tally, _) -> tally.and(at));
        }
        if (database.isOpen()) {
            return List.of();
        }
        var now = clock.instant();
        return now.isBefore(writtenAt) || !now.isBefore(writtenAt.plus(WRITE_INTERVAL)) ? take(now) : List.of();
    }

    private List<Tally> take(Instant now) {
        var all = List.copyOf(waiting.values());
        waiting.clear();
        writtenAt = now;
        return all;
    }

    /// Writes the counts that are still in memory.
    @PreDestroy
    void flush() {
        List<Tally> rest;
        synchronized (this) {
            rest = take(clock.instant());
        }
        if (!rest.isEmpty()) {
            write(rest);
        }
    }

    private void write(List<Tally> tallies) {
        try {
            upsert(tallies);
            dropOldest();
        } catch (DataAccessException | TransactionException e) {
            log.info("{} counts of refused events are lost: {}", tallies.size(), e.getClass().getSimpleName());
        }
    }

    private void upsert(List<Tally> tallies) {
        jdbc.sql("""
                insert into intake.refusal as known (member_id, source, deliveries, first_at, last_at)
                select *
                from unnest(cast(:members as text[]), cast(:sources as text[]), cast(:deliveries as bigint[]),
                            cast(:firsts as timestamptz[]), cast(:lasts as timestamptz[])) as fresh (member_id, source)
                order by 1, 2
                on conflict (member_id, source) do update
                set deliveries = known.deliveries + excluded.deliveries, last_at = excluded.last_at
                """)
                .param("members", texts(tallies, tally -> tally.sender().memberId()))
                .param("sources", texts(tallies, tally -> tally.sender().source()))
                .param("deliveries", tallies.stream().map(Tally::deliveries).toArray(Long[]::new))
                .param("firsts", texts(tallies, tally -> tally.firstAt().toString()))
                .param("lasts", texts(tallies, tally -> tally.lastAt().toString()))
                .update();
    }

    private static String[] texts(List<Tally> tallies, Function<Tally, String> text) {
        return tallies.stream().map(text).toArray(String[]::new);
    }

    private void dropOldest() {
        jdbc.sql("""
                delete from intake.refusal
                where ctid in (select ctid from intake.refusal order by last_at desc offset :capacity)
                """).param("capacity", CAPACITY).update();
    }
}
