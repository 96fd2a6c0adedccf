package io.b24mirror.portal.removal;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.b24mirror.portal.MemberId;

/// The background work that deletes what is left of portals.
@Configuration(proxyBeanMethods = false)
class RemovalConfiguration {
    @Bean
    Task<Void> clearUpPortal(PortalPurge farewells) {
        return Tasks.custom(PortalPurge.TASK)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(Duration.ofMinutes(1)))
                .onDeadExecutionRevive()
                .execute((instance, _) -> clearUp(farewells, new MemberId(instance.getId())));
    }

    /// What runs cannot be planned: should the portal leave again at this very moment, that is seen afterwards.
    private static CompletionHandler<Void> clearUp(PortalPurge farewells, MemberId memberId) {
        var next = farewells.run(memberId);
        return (complete, operations) -> {
            if (next == null) {
                operations.remove();
            } else {
                operations.reschedule(complete, next);
            }
            farewells.planIfForgotten(memberId);
        };
    }
}
