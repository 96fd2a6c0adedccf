package io.b24mirror.fetch;

import java.time.Duration;
import java.util.Set;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.removal.PortalData;
import io.b24mirror.portal.removal.SchemaData;

/// Declares the recurring work on the fetch list, and what is deleted together with a portal.
@Configuration(proxyBeanMethods = false)
class FetchConfiguration {
    private static final Duration RETENTION_PASS = Duration.ofHours(6);

    /// The records of a portal that removed the app can no longer be read.
    @Bean
    PortalData recordsToRead(JdbcClient jdbc) {
        return new SchemaData("fetch_list", PortalData.Kind.WORK, Set.of(), jdbc);
    }

    @Bean
    RecurringTask<Void> forgetGivenUpRecords(GivenUpFetches givenUp) {
        return Tasks.recurring("forget-given-up-records", FixedDelay.of(RETENTION_PASS))
                .execute((_, _) -> givenUp.forgetOld());
    }
}
