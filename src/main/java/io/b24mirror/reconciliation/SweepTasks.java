package io.b24mirror.reconciliation;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The room's background work.
@Configuration(proxyBeanMethods = false)
class SweepTasks {
    private static final Duration PASS = Duration.ofSeconds(10);

    @Bean
    RecurringTask<Void> planSweeps(SweepPlanner planner) {
        return Tasks.recurring("plan-sweeps", FixedDelay.of(PASS)).execute((_, _) -> planner.run());
    }
}
