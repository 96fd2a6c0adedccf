package io.b24mirror.portal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The room's background work.
@Configuration(proxyBeanMethods = false)
class PortalTasks {
    private static final Duration QUEUE = Duration.ofSeconds(2);
    private static final Duration KEEP_ALIVE = Duration.ofHours(12);
    private static final Duration RESEALING = Duration.ofMinutes(10);

    /// Retried after 2 s, 4 s, 8 s … while the authorization server is away: an access token lives an hour, so what is
    /// not verified by then is refused by `expired_token`.
    @Bean
    Task<Void> verifyInstallation(Installations installations, Clock clock) {
        return Tasks.custom(VerificationSchedule.TASK)
                .onFailure(new ExponentialBackoffFailureHandler<>(Duration.ofSeconds(2), 2))
                .onDeadExecutionRevive()
                .execute((instance, _) -> then(installations.tryVerify(Long.parseLong(instance.getId()))
                        ? null
                        : clock.instant().plus(QUEUE)));
    }

    @Bean
    Task<Void> clearUpPortal(Farewells farewells) {
        return Tasks.custom(Farewells.TASK)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(Duration.ofMinutes(1)))
                .onDeadExecutionRevive()
                .execute((instance, _) -> clearUp(farewells, new MemberId(instance.getId())));
    }

    /// What runs cannot be planned: should the portal leave again at this very moment, that is seen afterwards.
    private static CompletionHandler<Void> clearUp(Farewells farewells, MemberId memberId) {
        var next = then(farewells.run(memberId));
        return (complete, operations) -> {
            next.complete(complete, operations);
            farewells.planIfForgotten(memberId);
        };
    }

    private static CompletionHandler<Void> then(@Nullable Instant next) {
        return (complete, operations) -> {
            if (next == null) {
                operations.remove();
            } else {
                operations.reschedule(complete, next);
            }
        };
    }

    @Bean
    RecurringTask<Void> keepTokensAlive(KeepAlive keepAlive) {
        return Tasks.recurring("keep-tokens-alive", FixedDelay.of(KEEP_ALIVE)).execute((_, _) -> keepAlive.run());
    }

    @Bean
    RecurringTask<Void> resealTokens(Resealing resealing) {
        return Tasks.recurring("reseal-tokens", FixedDelay.of(RESEALING)).execute((_, _) -> resealing.run());
    }
}
