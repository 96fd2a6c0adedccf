package io.b24mirror.mirror.version;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Background work for records that an older release translated.
@Configuration(proxyBeanMethods = false)
class DerivationTasks {
    /// Finds something after an upgrade only, and as long as an older release runs beside this one.
    private static final Duration EVERY = Duration.ofMinutes(1);

    /// A portal whose first records say little says more with the next ones.
    private static final Duration SETTLING = Duration.ofHours(1);

    @Bean
    RecurringTask<Void> deriveRecords(DerivationRun run) {
        return Tasks.recurring("derive-records", FixedDelay.of(EVERY)).execute((_, _) -> run.run());
    }

    @Bean
    RecurringTask<Void> settleRecords(DerivationRun run) {
        return Tasks.recurring("settle-records", FixedDelay.of(SETTLING)).execute((_, _) -> run.settle());
    }
}
