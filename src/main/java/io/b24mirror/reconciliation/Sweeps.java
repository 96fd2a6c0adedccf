package io.b24mirror.reconciliation;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.fetch.Drains;
import io.b24mirror.portal.MemberId;
import io.b24mirror.reconciliation.Sweep.Kind;

/// Starts sweeps.
@Service
public class Sweeps {
    private static final Logger log = LoggerFactory.getLogger(Sweeps.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;
    private final Drains drains;
    private final Clock clock;

    Sweeps(JdbcClient jdbc, TransactionTemplate transaction, ApplicationEventPublisher events, Drains drains,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.events = events;
        this.drains = drains;
        this.clock = clock;
    }

    /// Starts a sweep of a portal now.
    ///
    /// @return the sweep; empty if another one is running, which continues
    public Optional<Sweep> start(MemberId memberId) {
        return start(memberId, Kind.SWEEP);
    }

    Optional<Sweep> start(MemberId memberId, Kind kind) {
        var started = transaction.execute(_ -> insert(memberId, kind));
        started.ifPresent(sweep -> {
            log.info("{} begins", sweep);
            drains.wake(List.of(memberId));
        });
        return started;
    }

    /// The second of two transactions waits for the first one's commit, and then finds a running sweep.
    private Optional<Sweep> insert(MemberId memberId, Kind kind) {
        var sweep = jdbc.sql("""
                insert into sweep.sweep (member_id, kind, started_at, noted_at)
                values (:memberId, :kind, cast(:now as timestamptz), cast(:now as timestamptz))
                on conflict (member_id) where finished_at is null do nothing
                returning sweep_id
                """)
                .param("memberId", memberId.value())
                .param("kind", kind.name())
                .param("now", clock.instant().toString())
                .query(Long.class)
                .optional()
                .map(id -> new Sweep(id, memberId, kind));
        sweep.map(Sweep.Starting::new).ifPresent(events::publishEvent);
        return sweep;
    }
}
