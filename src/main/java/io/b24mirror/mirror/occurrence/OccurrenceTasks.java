package io.b24mirror.mirror.occurrence;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Background work for occurrences.
@Configuration(proxyBeanMethods = false)
class OccurrenceTasks {
    /// The window moves once a day; looking more often costs little and is never late by a day.
    private static final Duration EVERY = Duration.ofHours(1);

    @Bean
    RecurringTask<Void> rollCalendarWindow(WindowRoll roll) {
        return Tasks.recurring("roll-calendar-window", FixedDelay.of(EVERY)).execute((_, _) -> roll.run());
    }
}
