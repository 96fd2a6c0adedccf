package io.b24mirror.scheduling;

import java.time.Duration;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Waits on a virtual thread. Tests use their own, which moves their clock instead.
@FunctionalInterface
public interface Sleeper {

    /// Returns after that time.
    ///
    /// @throws InterruptedException
    ///             if the service is shutting down
    void sleep(Duration time) throws InterruptedException;

    /// Waits in real time, unless another bean takes its place.
    @Configuration(proxyBeanMethods = false)
    class Default {
        @Bean
        @ConditionalOnMissingBean
        Sleeper sleeper() {
            return Thread::sleep;
        }
    }
}
