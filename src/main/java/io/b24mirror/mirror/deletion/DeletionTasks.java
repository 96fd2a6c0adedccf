package io.b24mirror.mirror.deletion;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Background work for deletions.
@Configuration(proxyBeanMethods = false)
class DeletionTasks {
    /// Finds something only where a very large calendar was deleted, or is there after all.
    private static final Duration PASS = Duration.ofSeconds(10);

    @Bean
    RecurringTask<Void> finishDeletions(UnfinishedDeletions deletions) {
        return Tasks.recurring("finish-deletions", FixedDelay.of(PASS)).execute((_, _) -> deletions.finish());
    }
}
