package io.b24mirror.operator;

import java.time.Clock;
import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The room's background work.
@Configuration(proxyBeanMethods = false)
class OperatorConfiguration {
    private static final Duration EVERY = Duration.ofHours(6);

    @Bean
    RecurringTask<Void> forgetOperatorActions(ActionLog actions, ActionLogProperties properties, Clock clock) {
        return Tasks.recurring("forget-operator-actions", FixedDelay.of(EVERY))
                .execute((_, _) -> actions.forgetBefore(clock.instant().minus(properties.retentionDeliveries())));
    }
}
