package io.b24mirror.offline;

import java.time.Duration;
import java.util.Set;

import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.removal.PortalData;
import io.b24mirror.portal.removal.SchemaData;

/// The room's background work and its part of a portal's data.
@Configuration(proxyBeanMethods = false)
class OfflineConfiguration {
    @Bean
    OneTimeTask<Void> emptyOfflineQueue(QueuePasses passes) {
        return Tasks.oneTime(QueuePasses.TASK)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(Duration.ofSeconds(10)))
                .execute((instance, _) -> passes.requestFirst(new MemberId(instance.getId())));
    }

    /// The queue of a portal that removes the app is gone, and with it the work on its rows.
    @Bean
    PortalData rowsOfTheQueue(JdbcClient jdbc) {
        return new SchemaData("offline", PortalData.Kind.WORK, Set.of(), jdbc);
    }
}
