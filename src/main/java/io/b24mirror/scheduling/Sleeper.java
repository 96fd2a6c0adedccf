package io.b24mirror.scheduling;

import java.time.Duration;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Waits on a virtual thread. Tests put their own in its place, which moves their clock instead.
@FunctionalInterface
public interface Sleeper {

    /// Returns after that time.
    ///
    /// @throws InterruptedException
    ///             if the service is shutting down
    void sleep(Duration time) throws InterruptedException;

    /// Really waits, unless somebody else put another bean in place.
    @Configuration(proxyBeanMethods = false)
    class Default {
        @Bean
        @ConditionalOnMissingBean
        Sleeper pause() {
            return Thread::sleep;
        }
    }
}
