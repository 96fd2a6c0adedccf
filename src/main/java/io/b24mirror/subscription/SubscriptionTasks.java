package io.b24mirror.subscription;

import java.time.Clock;
import java.time.Duration;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalInstalled;

/// The room's background work.
@Configuration(proxyBeanMethods = false)
class SubscriptionTasks {
    private static final TaskDescriptor<Void> TASK = TaskDescriptor.of("bind-events", Void.class);

    /// Tried again after 5 s, 8 s, 11 s …, each wait half as long again as the one before.
    @Bean
    OneTimeTask<Void> bindEvents(Subscriptions subscriptions) {
        return Tasks.oneTime(TASK)
                .onFailure(new ExponentialBackoffFailureHandler<>(Duration.ofSeconds(5), 1.5))
                .execute((instance, _) -> bind(subscriptions, new MemberId(instance.getId())));
    }

    private static void bind(Subscriptions subscriptions, MemberId memberId) {
        try {
            subscriptions.bindAll(memberId);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while subscribing to portal " + memberId, e);
        }
    }

    /// Plans the subscription inside the transaction that lets the portal in, so that neither happens without
    /// the other.
    @Component
    static class AfterInstallation {
        private final ObjectProvider<SchedulerClient> scheduler;
        private final Clock clock;

        AfterInstallation(ObjectProvider<SchedulerClient> scheduler, Clock clock) {
            this.scheduler = scheduler;
            this.clock = clock;
        }

        @EventListener
        void on(PortalInstalled installed) {
            scheduler.getObject()
                    .schedule(TASK.instance(installed.memberId().value()).build(), clock.instant(),
                            ScheduleOptions.WHEN_EXISTS_RESCHEDULE);
        }
    }
}
