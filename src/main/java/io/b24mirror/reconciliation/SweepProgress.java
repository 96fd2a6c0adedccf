package io.b24mirror.reconciliation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.fetch.Drains;
import io.b24mirror.fetch.FetchProgress;
import io.b24mirror.portal.MemberId;

/// Follows the running sweeps, and ends them.
///
/// When every step is done, and every record that the steps found has been tried once, the sweep is surveyed: listeners
/// add steps that depend on what was read. When those are done, too, the sweep is finished. A record that keeps failing
/// does not keep its sweep open.
@Component
class SweepProgress {
    private static final Duration NOTE_INTERVAL = Duration.ofSeconds(30);
    private static final int KEPT_PER_PORTAL = 30;
    private static final Logger log = LoggerFactory.getLogger(SweepProgress.class);

    private final JdbcClient jdbc;
    private final FetchProgress list;
    private final StepStore steps;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Drains drains;
    private final Clock clock;

    SweepProgress(JdbcClient jdbc, FetchProgress list, StepStore steps, ApplicationEventPublisher events,
            TransactionTemplate transaction, Drains drains, Clock clock) {
        this.jdbc = jdbc;
        this.list = list;
        this.steps = steps;
        this.events = events;
        this.transaction = transaction;
        this.drains = drains;
        this.clock = clock;
    }

    /// Cancels the sweeps of portals that are no longer served. The rows of their steps leave the fetch list by
    /// themselves, see [StepReader#begin].
    void cancelAllBut(Collection<MemberId> served) {
        transaction.executeWithoutResult(_ -> unfinished().stream()
                .filter(running -> !served.contains(running.sweep().memberId()))
                .forEach(running -> end(running.sweep(), "CANCELLED")));
    }

    /// Advances every running sweep; a sweep that fails to advance does not hold up others.
    void advance() {
        for (var running : unfinished()) {
            try {
                if (Boolean.TRUE.equals(transaction.execute(_ -> advance(running)))) {
                    drains.wake(List.of(running.sweep().memberId()));
                }
            } catch (RuntimeException e) {
                log.error("Could not follow {}", running.sweep(), e);
            }
        }
    }

    private record RunningSweep(Sweep sweep, Instant startedAt, Instant notedAt) {}

    private List<RunningSweep> unfinished() {
        return jdbc.sql("select * from sweep.sweep where finished_at is null order by sweep_id")
                .query((row, _) -> new RunningSweep(
                        new Sweep(row.getLong("sweep_id"), new MemberId(row.getString("member_id")),
                                Sweep.Kind.valueOf(row.getString("kind"))),
                        row.getObject("started_at", OffsetDateTime.class).toInstant(),
                        row.getObject("noted_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /// @return whether steps may have been added
    private boolean advance(RunningSweep running) {
        var sweep = running.sweep();
        endGivenUp(sweep);
        if (!steps.areOpen(sweep) && !list.isSweeping(sweep.memberId())) {
            if (survey(sweep)) {
                return true;
            }
            finish(running, figures(sweep));
        } else if (!clock.instant().isBefore(running.notedAt().plus(NOTE_INTERVAL))) {
            note(running, figures(sweep));
        }
        return false;
    }

    /// Announces that the sweep is surveyed, once per sweep.
    private boolean survey(Sweep sweep) {
        int surveyed = jdbc.sql("""
                update sweep.sweep
                set surveyed_at = cast(:now as timestamptz)
                where sweep_id = :sweepId and surveyed_at is null and finished_at is null
                """).param("now", clock.instant().toString()).param("sweepId", sweep.sweepId()).update();
        if (surveyed > 0) {
            events.publishEvent(new Sweep.Surveyed(sweep));
        }
        return surveyed > 0;
    }

    private void endGivenUp(Sweep sweep) {
        var givenUp = list.takeGivenUp(sweep.memberId(), SweepSteps.KIND);
        if (!givenUp.isEmpty()) {
            steps.end(givenUp.entrySet()
                    .stream()
                    .map(step -> new StepStore.Result(step.getKey(), 0, step.getValue()))
                    .toList());
        }
    }

    private record Figures(long stepsDone, long stepsTotal, long recordsDone, long recordsTotal, long problems) {
        long done() {
            return stepsDone + recordsDone;
        }

        long open() {
            return stepsTotal + recordsTotal - done();
        }

        String inWords() {
            return String.format(Locale.ROOT, "%,d of %,d steps, %,d of %,d records read", stepsDone, stepsTotal,
                    recordsDone, recordsTotal);
        }
    }

    private Figures figures(Sweep sweep) {
        return jdbc.sql("""
                select steps_done, steps_total, records_done, records_total, problems
                from reporting.sweeps
                where sweep_id = :sweepId
                """).param("sweepId", sweep.sweepId()).query(Figures.class).single();
    }

    private void finish(RunningSweep running, Figures figures) {
        if (end(running.sweep(), "DONE")) {
            log.info("{} ended after {}: {}, {} problems", running.sweep(),
                    inWords(Duration.between(running.startedAt(), clock.instant())), figures.inWords(),
                    figures.problems());
        }
    }

    private void note(RunningSweep running, Figures figures) {
        var left = left(running, figures);
        int noted = jdbc.sql("""
                update sweep.sweep
                set noted_at = cast(:now as timestamptz), estimated_finish_at = cast(:estimate as timestamptz)
                where sweep_id = :sweepId and finished_at is null and noted_at = cast(:notedAt as timestamptz)
                """)
                .param("now", clock.instant().toString())
                .param("estimate", left == null ? null : clock.instant().plus(left).toString())
                .param("sweepId", running.sweep().sweepId())
                .param("notedAt", running.notedAt().toString())
                .update();
        if (noted > 0) {
            log.info("{}: {}{}", running.sweep(), figures.inWords(),
                    left == null ? "" : ", about " + inWords(left) + " left");
        }
    }

    /// Estimates the time left from the pace so far. Steps find further steps, so the first estimates are too short.
    private @Nullable Duration left(RunningSweep running, Figures figures) {
        if (figures.done() == 0) {
            return null;
        }
        double seconds = Duration.between(running.startedAt(), clock.instant()).toSeconds();
        return Duration.ofSeconds(Math.round(seconds / figures.done() * figures.open()));
    }

    private static String inWords(Duration duration) {
        return duration.compareTo(Duration.ofMinutes(1)) < 0
                ? Math.max(1, duration.toSeconds()) + " s"
                : Math.round(duration.toSeconds() / 60.0) + " min";
    }

    /// Ends a sweep: replaces its steps by their tally, and deletes old sweeps of the portal.
    ///
    /// @return false if another instance has ended it
    private boolean end(Sweep sweep, String outcome) {
        int ended = jdbc.sql("""
                update sweep.sweep
                set finished_at = cast(:now as timestamptz), outcome = :outcome, estimated_finish_at = null
                where sweep_id = :sweepId and finished_at is null
                """)
                .param("now", clock.instant().toString())
                .param("outcome", outcome)
                .param("sweepId", sweep.sweepId())
                .update();
        if (ended == 0) {
            return false;
        }
        jdbc.sql("""
                insert into sweep.tally (sweep_id, type, steps, records, problems, last_problem)
                select sweep_id, type, done, records, problems, last_problem
                from sweep.progress
                where sweep_id = :sweepId
                """).param("sweepId", sweep.sweepId()).update();
        jdbc.sql("delete from sweep.step where sweep_id = :sweepId").param("sweepId", sweep.sweepId()).update();
        prune(sweep.memberId());
        return true;
    }

    /// Deletes old sweeps, but never the last backfill, which shows that the installation needs no other.
    private void prune(MemberId memberId) {
        jdbc.sql("""
                delete from sweep.sweep
                where sweep_id in (
                    select sweep_id
                    from sweep.sweep
                    where member_id = :memberId
                    order by started_at desc, sweep_id desc
                    offset :kept
                ) and sweep_id <> coalesce((
                    select max(sweep_id)
                    from sweep.sweep
                    where member_id = :memberId and kind = 'BACKFILL' and outcome = 'DONE'
                ), 0)
                """).param("memberId", memberId.value()).param("kept", KEPT_PER_PORTAL).update();
    }
}
