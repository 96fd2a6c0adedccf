package io.b24mirror.portal.token;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The background work that keeps tokens usable.
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {
    private static final Duration KEEP_ALIVE = Duration.ofHours(12);
    private static final Duration RESEALING = Duration.ofMinutes(10);

    @Bean
    RecurringTask<Void> keepTokensAlive(TokenKeepAlive keepAlive) {
        return Tasks.recurring("keep-tokens-alive", FixedDelay.of(KEEP_ALIVE)).execute((_, _) -> keepAlive.run());
    }

    @Bean
    RecurringTask<Void> resealTokens(Resealing resealing) {
        return Tasks.recurring("reseal-tokens", FixedDelay.of(RESEALING)).execute((_, _) -> resealing.run());
    }
}
