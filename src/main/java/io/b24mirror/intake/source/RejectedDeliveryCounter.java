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
/// Anybody can have events refused. So they are counted in memory and written together, once a second at most, and what
/// is held here and there is bounded: the newest stay.
@Component
class RejectedDeliveryCounter {
    static final int CAPACITY = 10_000;

    private static final int MAX_WAITING = 1_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(RejectedDeliveryCounter.class);

    private final JdbcClient jdbc;
    private final DatabaseCircuitBreaker database;
    private final Clock clock;
    private final Counter total;
    private final Map<Who, Tally> waiting = new HashMap<>();
    private Instant writtenAt = Instant.MIN;

    RejectedDeliveryCounter(JdbcClient jdbc, DatabaseCircuitBreaker database, Clock clock, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.database = database;
        this.clock = clock;
        total = Counter.builder("b24.deliveries.refused")
                .description("Events that were answered 403, since nobody vouches for them")
                .register(meters);
    }

    private record Who(String memberId, String source) {}

    private record Tally(Who who, long deliveries, Instant firstAt, Instant lastAt) {
        Tally and(Instant at) {
            return new Tally(who, deliveries + 1, firstAt, at);
        }
    }

    void count(MemberId memberId, String source, Instant at) {
        total.increment();
        var due = add(new Who(memberId.value(), source), at);
        if (!due.isEmpty()) {
            write(due);
        }
    }

    /// Where too many different ones wait to be written, a further one counts for the metric alone.
    private synchronized List<Tally> add(Who who, Instant at) {
        if (waiting.containsKey(who) || waiting.size() < MAX_WAITING) {
            waiting.merge(who, new Tally(who, 1, at, at), (tally, _) -> tally.and(at));
        }
        if (database.isOpen()) {
            return List.of();
        }
        var now = clock.instant();
        return now.isBefore(writtenAt) || !now.isBefore(writtenAt.plus(PAUSE)) ? take(now) : List.of();
    }

    private List<Tally> take(Instant now) {
        var all = List.copyOf(waiting.values());
        waiting.clear();
        writtenAt = now;
        return all;
    }

    /// Writes what still waits.
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
                .param("members", texts(tallies, tally -> tally.who().memberId()))
                .param("sources", texts(tallies, tally -> tally.who().source()))
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
