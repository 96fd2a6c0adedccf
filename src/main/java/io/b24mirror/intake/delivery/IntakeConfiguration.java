package io.b24mirror.intake.delivery;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The background work of the room.
@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {
    private static final Duration EVERY = Duration.ofHours(6);

    @Bean
    RecurringTask<Void> keepRetention(Retention retention) {
        return Tasks.recurring("keep-retention", FixedDelay.of(EVERY)).execute((_, _) -> retention.run());
    }
}
