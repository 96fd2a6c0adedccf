package io.b24mirror.scheduling;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Background work waits for portals most of its time, so it runs on virtual threads; how much of it runs at once is
/// bounded by `db-scheduler.threads`.
@Configuration(proxyBeanMethods = false)
class SchedulerConfiguration {
    @Bean
    DbSchedulerCustomizer virtualThreads() {
        return new DbSchedulerCustomizer() {
            @Override
            public Optional<ExecutorService> executorService() {
                return Optional
                        .of(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("background-", 0).factory()));
            }
        };
    }
}
