package io.b24mirror.spill;

import java.time.Clock;
import java.time.Duration;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/// Reports `DEGRADED` while contents wait in the spill, or authentic ones are set aside.
@Component
class SpillHealthIndicator implements HealthIndicator {
    private static final Status DEGRADED = new Status("DEGRADED");

    private final Spill spill;
    private final Clock clock;

    SpillHealthIndicator(Spill spill, Clock clock) {
        this.spill = spill;
        this.clock = clock;
    }

    @Override
    public Health health() {
        var state = spill.state();
        var health = Health.status(state.isIdle() ? Status.UP : DEGRADED)
                .withDetail("waiting", state.waiting())
                .withDetail("setAside", state.setAside())
                .withDetail("setAsideUnverified", state.setAsideUnverified())
                .withDetail("bytes", state.bytes());
        var oldest = state.oldest();
        if (oldest != null) {
            health.withDetail("oldestSeconds", Duration.between(oldest, clock.instant()).toSeconds());
        }
        return health.build();
    }
}
