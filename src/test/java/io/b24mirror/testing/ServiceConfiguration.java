package io.b24mirror.testing;

import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

import io.b24mirror.scheduling.Sleeper;

/// The service as tests run it: a database of its own, a clock that stands, waits that move the clock, and background
/// work that runs when the test says so. An instance beside it brings the database and the clock that they share.
@TestConfiguration(proxyBeanMethods = false)
class ServiceConfiguration {
    /// A day on which the documentation's sample events lie within the calendar window.
    static final Instant START = Instant.parse("2024-12-19T12:00:00Z");

    @Bean
    @ConditionalOnMissingBean
    JdbcConnectionDetails database() {
        return PostgresServer.get().newDatabase().connectionDetails();
    }

    @Bean
    @Primary
    @ConditionalOnMissingBean
    SettableClock settableClock() {
        return new SettableClock(START);
    }

    @Bean
    @Primary
    Sleeper movingTheClock(SettableClock clock) {
        return time -> clock.advanceTo(clock.instant().plus(time));
    }

    @Bean
    @DependsOnDatabaseInitialization
    Scheduler manualScheduler(DataSource dataSource, List<Task<?>> tasks, SettableClock clock) {
        var schedulerClock = new com.github.kagkarlsson.scheduler.testhelper.SettableClock() {
            @Override
            public Instant now() {
                return clock.instant();
            }
        };
        var byHand = tasks.stream().filter(task -> !(task instanceof RecurringTask<?>)).toList();
        ManualScheduler scheduler = TestHelper
                .createManualScheduler(new TransactionAwareDataSourceProxy(dataSource), byHand)
                .clock(schedulerClock)
                .tableName("scheduler.scheduled_tasks")
                .build();
        return scheduler;
    }
}
