package io.b24mirror.fetch;

import java.time.Duration;
import java.util.Set;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.PortalData;
import io.b24mirror.portal.SchemaData;

/// The room's upkeep.
@Configuration(proxyBeanMethods = false)
class FetchConfiguration {
    private static final Duration RETENTION_PASS = Duration.ofHours(6);

    /// Nothing of a portal that removed the app can be read any more.
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
