package io.b24mirror.reconciliation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Step;
import io.b24mirror.portal.MemberId;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.testing.ServiceTest;

/// For tests of sweeps: the pass that plans and ends them runs when the test says so.
public abstract class SweepTest extends ServiceTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Autowired
    private SweepPlanner planner;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    protected Sweeps sweeps;

    /// The authorization server of the last test is gone, and the pool's connection to it with it: the first try of an
    /// installation may fail by that.
    protected void installAtLast() throws InterruptedException {
        install();
        clock.advance(Duration.ofSeconds(5));
        work();
    }

    protected MemberId memberId() {
        return new MemberId(portal.memberId());
    }

    /// What happens every few seconds.
    protected void plan() {
        planner.run();
    }

    /// Lets what is due begin, be done and end.
    protected void sweep() {
        plan();
        work();
        plan();
        work();
        plan();
    }

    /// Answers the calls that a part asks, each by a JSON text, as though they had been made now.
    protected <R> Step<R> answer(Step<R> asked, String... answers) {
        var results = Stream.of(answers)
                .<CallResult>map(json -> new CallResult.Answered(MAPPER.readTree(json), null, clock.instant()))
                .toList();
        return ((Step.Ask<R>) asked).next().apply(results);
    }

    /// Keeps what a part found, if it found something.
    protected <P extends Record, R> void keep(StepHandler<P, R> part, SweepStep<P> step, Step<R> found) {
        if (found instanceof Step.Found<R>(var value, _)) {
            transaction.executeWithoutResult(_ -> part.keep(List.of(new StepHandler.Done<>(step, value))));
        }
    }

    /// How many steps of a type a sweep has.
    protected int steps(String type) {
        return jdbc.sql("select count(*) from sweep.step where type = :type")
                .param("type", type)
                .query(Integer.class)
                .single();
    }

    protected Map<String, @Nullable Object> lastSweep() {
        return rows("select * from reporting.sweeps order by sweep_id desc limit 1").getFirst();
    }

    protected List<@Nullable String> texts(String sql) {
        return jdbc.sql(sql).query(String.class).list();
    }
}
