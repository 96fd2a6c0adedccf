package io.b24mirror.sweep;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.portal.MemberId;
import io.b24mirror.testing.ServiceTest;

/// For tests of sweeps: the pass that plans and ends them runs when the test says so.
public abstract class SweepTest extends ServiceTest {
    @Autowired
    private SweepPlanner planner;

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
    }

    protected Map<String, @Nullable Object> lastSweep() {
        return rows("select * from reporting.sweeps order by sweep_id desc limit 1").getFirst();
    }

    protected List<@Nullable String> texts(String sql) {
        return jdbc.sql(sql).query(String.class).list();
    }
}
