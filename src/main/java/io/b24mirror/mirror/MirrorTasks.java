package io.b24mirror.mirror;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.b24mirror.mirror.deletion.UnfinishedCalendars;
import io.b24mirror.mirror.version.HistoryRetention;

/// Background work for all kinds of records.
@Configuration(proxyBeanMethods = false)
class MirrorTasks {
    /// Finds something only where a very large calendar was deleted, or is there after all.
    private static final Duration PASS = Duration.ofSeconds(10);

    private static final Duration RETENTION = Duration.ofHours(6);

    @Bean
    RecurringTask<Void> keepHistory(HistoryRetention retention) {
        return Tasks.recurring("keep-history", FixedDelay.of(RETENTION)).execute((_, _) -> retention.run());
    }

    @Bean
    RecurringTask<Void> finishCalendars(UnfinishedCalendars calendars) {
        return Tasks.recurring("finish-calendars", FixedDelay.of(PASS)).execute((_, _) -> calendars.finish());
    }
}
