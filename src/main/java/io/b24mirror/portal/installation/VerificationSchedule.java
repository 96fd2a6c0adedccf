package io.b24mirror.portal.installation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.ratelimit.RateLimitedLog;
import io.b24mirror.scheduling.TaskPlanner;

/// Wakes the workers that verify claims: eight across all instances, two of them for vouched claims only.
@Component
class VerificationSchedule {
    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("verify-installation", Void.class);
    static final int WORKERS = 8;
    static final int VOUCHED_ONLY = 2;

    /// In a flood workers come back that soon; each claim of it need not wake one.
    private static final Duration SOON = Duration.ofSeconds(2);

    private final TaskPlanner planner;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final RateLimitedLog log;

    VerificationSchedule(TaskPlanner planner, JdbcClient jdbc, Clock clock) {
        this.planner = planner;
        this.jdbc = jdbc;
        this.clock = clock;
        log = new RateLimitedLog(LoggerFactory.getLogger(VerificationSchedule.class), clock);
    }

    /// A name that is no member_id: what is planned for a portal goes by that.
    static String name(int worker) {
        return "worker:" + worker;
    }

    /// Checks whether that worker is reserved for vouched claims.
    static boolean isForVouchedOnly(String name) {
        for (int worker = 0; worker < VOUCHED_ONLY; worker++) {
            if (name.equals(name(worker))) {
                return true;
            }
        }
        return false;
    }

    /// Wakes an idle worker, if there is one. Call it after the claim is committed; a wake-up that gets lost is made up
    /// for within seconds, so this never fails.
    void wake(boolean vouched) {
        try {
            var now = clock.instant();
            var busy = busy(vouched ? now : now.plus(SOON));
            for (int worker = vouched ? 0 : VOUCHED_ONLY; worker < WORKERS; worker++) {
                if (!busy.contains(name(worker)) && plan(name(worker), now)) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            log.warn("Could not wake a verification; the regular pass will: {}", e.getClass().getSimpleName());
        }
    }

    /// Those who run, or will until then.
    private List<String> busy(Instant until) {
        return jdbc.sql("""
                select task_instance from scheduler.scheduled_tasks
                where task_name = :task and (picked or execution_time <= :until)
                """)
                .param("task", TASK.getTaskName())
                .param("until", until.atOffset(ZoneOffset.UTC))
                .query((row, _) -> row.getString(1))
                .list();
    }

    /// Plans a run of a worker.
    ///
    /// @return false if others have planned it, or it runs
    boolean plan(String worker, Instant at) {
        return planner.planOnce(TASK.instance(worker).build(), at);
    }
}
