package io.b24mirror.reconciliation;

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

/// Declares the recurring work of reconciliation, and what is deleted together with a portal.
@Configuration(proxyBeanMethods = false)
class ReconciliationConfiguration {
    private static final Duration PASS = Duration.ofSeconds(10);

    @Bean
    RecurringTask<Void> planSweeps(SweepPlanner planner) {
        return Tasks.recurring("plan-sweeps", FixedDelay.of(PASS)).execute((_, _) -> planner.run());
    }

    /// What sweeps found describes the portal's records, so it is deleted with them.
    @Bean
    PortalData sweepsAndSteps(JdbcClient jdbc) {
        return new SchemaData("sweep", PortalData.Kind.RECORDS, Set.of(), jdbc);
    }
}
