package io.b24mirror.intake.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/// Counts authentic events from addresses that Bitrix24 does not publish, and logs each such address once an hour, at
/// most a hundred of them.
@Component
class UnlistedSources {
    private static final int MAX_LOGGED = 100;
    private static final Logger log = LoggerFactory.getLogger(UnlistedSources.class);

    private final PublishedAddresses list;
    private final Counter unlisted;
    private final Cache<String, Boolean> named;

    UnlistedSources(PublishedAddresses list, MeterRegistry meters, Clock clock) {
        this.list = list;
        unlisted = Counter.builder("b24.deliveries.unlisted_senders")
                .description("Authentic events from addresses that Bitrix24 does not publish as its own")
                .register(meters);
        named = Caffeine.newBuilder()
                .expireAfterWrite(Duration.ofHours(1))
                .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
                .build();
    }

    void accepted(String address) {
        if (!list.excludes(address)) {
            return;
        }
        unlisted.increment();
        if (named.estimatedSize() < MAX_LOGGED && named.asMap().putIfAbsent(address, true) == null) {
            log.warn("Authentic events come from {}, which Bitrix24 does not publish as an address of its own",
                    address);
        } else {
            named.cleanUp();
        }
    }
}
