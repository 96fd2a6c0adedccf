package io.b24mirror.mirror.version;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Background work for the versions of all kinds.
@Configuration(proxyBeanMethods = false)
class VersionTasks {
    private static final Duration RETENTION = Duration.ofHours(6);

    /// Finds something after an upgrade only, and as long as an older release runs beside this one.
    private static final Duration DERIVATION = Duration.ofMinutes(1);

    /// A portal whose first records say little says more with the next ones.
    private static final Duration SETTLING = Duration.ofHours(1);

    @Bean
    RecurringTask<Void> keepHistory(HistoryRetention retention) {
        return Tasks.recurring("keep-history", FixedDelay.of(RETENTION)).execute((_, _) -> retention.run());
    }

    @Bean
    RecurringTask<Void> deriveRecords(DerivationRun run) {
        return Tasks.recurring("derive-records", FixedDelay.of(DERIVATION)).execute((_, _) -> run.run());
    }

    @Bean
    RecurringTask<Void> settleRecords(DerivationRun run) {
        return Tasks.recurring("settle-records", FixedDelay.of(SETTLING)).execute((_, _) -> run.settle());
    }
}
