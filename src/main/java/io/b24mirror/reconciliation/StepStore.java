package io.b24mirror.reconciliation;

import java.time.Clock;
import java.util.Collection;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// The steps of unfinished sweeps.
@Component
class StepStore {
    private final JdbcClient jdbc;
    private final Clock clock;

    StepStore(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// A step as it is stored.
    ///
    /// @param payload
    ///            JSON
    record Stored(long stepId, Sweep sweep, String type, String payload) {}

    /// The result of a step.
    ///
    /// @param records
    ///            how many it put on the fetch list
    /// @param problem
    ///            why it could not do its work
    record Result(long stepId, int records, @Nullable String problem) {}

    /// Finds the step behind a row of the fetch list, unless it is done or its sweep is over.
    Optional<Stored> find(RecordRef record) {
        return jdbc.sql("""
                select step.step_id, step.sweep_id, step.member_id, sweep.kind, step.type, step.payload
                from sweep.step
                join sweep.sweep using (sweep_id)
                where step.step_id = :stepId and step.member_id = :memberId
                  and step.done_at is null and sweep.finished_at is null
                """)
                .param("stepId", record.id())
                .param("memberId", record.memberId().value())
                .query((row, _) -> new Stored(row.getLong("step_id"),
                        new Sweep(row.getLong("sweep_id"), new MemberId(row.getString("member_id")),
                                Sweep.Kind.valueOf(row.getString("kind"))),
                        row.getString("type"), row.getString("payload")))
                .optional();
    }

    /// Returns whether any step of the sweep is not done.
    boolean areOpen(Sweep sweep) {
        return jdbc.sql("select exists (select from sweep.step where sweep_id = :sweepId and done_at is null)")
                .param("sweepId", sweep.sweepId())
                .query(Boolean.class)
                .single();
    }

    /// Marks steps as done, in the caller's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void end(Collection<Result> steps) {
        jdbc.sql("""
                update sweep.step
                set done_at = cast(:now as timestamptz), records = ended.records, problem = ended.problem
                from jsonb_to_recordset(cast(:steps as jsonb)) as ended (step_id bigint, records integer, problem text)
                where step.step_id = ended.step_id and step.done_at is null
                """)
                .param("now", clock.instant().toString())
                .param("steps", JsonRecordset.of(steps))
                .update();
    }
}
