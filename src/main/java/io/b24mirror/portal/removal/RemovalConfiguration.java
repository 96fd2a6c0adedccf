package io.b24mirror.portal.removal;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.b24mirror.portal.MemberId;

/// Schedules the purge of portals.
@Configuration(proxyBeanMethods = false)
class RemovalConfiguration {
    private static final Duration RETRY = Duration.ofMinutes(1);

    @Bean
    Task<Void> purgePortal(PortalPurge purge) {
        return Tasks.custom(PortalPurge.TASK)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(RETRY))
                .onDeadExecutionRevive()
                .execute((instance, _) -> purge(purge, new MemberId(instance.getId())));
    }

    /// The portal may be uninstalled again during a run. The running task cannot be planned, so that is checked
    /// after it.
    private static CompletionHandler<Void> purge(PortalPurge purge, MemberId memberId) {
        var next = purge.run(memberId);
        return (complete, operations) -> {
            if (next == null) {
                operations.remove();
            } else {
                operations.reschedule(complete, next);
            }
            purge.planIfNeeded(memberId);
        };
    }
}
