package io.b24mirror.offline;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.b24mirror.portal.MemberId;

/// The room's background work.
@Configuration(proxyBeanMethods = false)
class OfflineTasks {
    @Bean
    OneTimeTask<Void> emptyOfflineQueue(QueuePasses rounds) {
        return Tasks.oneTime(QueuePasses.TASK)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(Duration.ofSeconds(10)))
                .execute((instance, _) -> rounds.first(new MemberId(instance.getId())));
    }
}
