package io.b24mirror.fetch.drain;

import java.time.Duration;
import java.time.Instant;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.b24mirror.fetch.Drains;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.portal.MemberId;

/// Runs the drains on db-scheduler: one execution per portal, so that across all instances one of them talks to it.
///
/// A running execution cannot be woken. So after it has released its row it looks at the list once more: that look sees
/// an event that came in before, and a later one finds an execution that can be woken. Should an instance die between a
/// commit and its wake-up, the regular pass wakes the portal, however late its execution is planned.
@Configuration(proxyBeanMethods = false)
class DrainTask {
    private static final Duration PASS = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(10);

    @Bean
    Task<Void> drainPortal(Drain drain, Drains drains) {
        return Tasks.custom(Drains.TASK)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(RETRY))
                .onDeadExecutionRevive()
                .execute((instance, context) -> run(instance, context, drain, drains));
    }

    private static CompletionHandler<Void> run(TaskInstance<Void> instance, ExecutionContext context, Drain drain,
            Drains drains) {
        var memberId = new MemberId(instance.getId());
        var next = drain(memberId, context, drain);
        return (complete, operations) -> {
            if (next == null) {
                operations.remove();
            } else {
                operations.reschedule(complete, next.isAfter(complete.getTimeDone()) ? next : complete.getTimeDone());
            }
            wakeIfMissed(memberId, drain, drains);
        };
    }

    private static @Nullable Instant drain(MemberId memberId, ExecutionContext context, Drain drain) {
        try {
            var priority = context.getExecution().taskInstance.getPriority() >= Drains.FRESH
                    ? DrainPriority.FRESH
                    : DrainPriority.BACKLOG;
            return priority.call(() -> drain.run(memberId,
                    () -> context.getSchedulerState().isShuttingDown() || isTakenOver(context)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading from portal " + memberId, e);
        }
    }

    /// Another instance may have taken over from one that was frozen, which then begins nothing beside it. What it had
    /// begun is rejected at its end, since the rows are under another claim.
    private static boolean isTakenOver(ExecutionContext context) {
        var heartbeat = context.getCurrentlyExecuting().getHeartbeatState();
        return heartbeat.getFailedHeartbeats() > 0 || heartbeat.getFractionDead() >= 1;
    }

    /// Plans the next run as early, and with the priority, that the list asks for now.
    private static void wakeIfMissed(MemberId memberId, Drain drain, Drains drains) {
        var due = drain.nextRun(memberId);
        if (due != null) {
            drains.wake(memberId, due);
        }
    }

    @Bean
    RecurringTask<Void> wakePortals(Drains drains, FetchList list) {
        return Tasks.recurring("wake-portals", FixedDelay.of(PASS))
                .execute((_, _) -> drains.wake(list.portalsWithDueRecords()));
    }
}
