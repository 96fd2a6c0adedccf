package io.b24mirror.portal;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The room's background work.
@Configuration(proxyBeanMethods = false)
class PortalTasks {
    /// Retried after 2 s, 4 s, 8 s … while the authorization server is away: an access token lives an hour, so what is
    /// not verified by then is refused by `expired_token`.
    @Bean
    OneTimeTask<Void> verifyInstallation(Installations installations) {
        return Tasks.oneTime(VerificationSchedule.TASK)
                .onFailure(new ExponentialBackoffFailureHandler<>(Duration.ofSeconds(2), 2))
                .execute((instance, _) -> installations.verify(Long.parseLong(instance.getId())));
    }
}
