package io.b24mirror.spill;

import java.time.Clock;
import java.time.Duration;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

/// Metrics of what waits in this instance's spill, and of what went through it.
@Component
class SpillMetrics implements MeterBinder {
    private final Spill spill;
    private final Clock clock;

    SpillMetrics(Spill spill, Clock clock) {
        this.spill = spill;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("b24.spill.events", () -> spill.state().waiting())
                .description("Events that wait in the spill")
                .register(registry);
        Gauge.builder("b24.spill.set.aside", () -> spill.state().setAside())
                .description("Events in the spill that cannot be replayed although they are authentic")
                .register(registry);
        Gauge.builder("b24.spill.set.aside.unverified", () -> spill.state().setAsideUnverified())
                .description("Events in the spill that cannot be replayed and that strangers may have sent")
                .register(registry);
        FunctionCounter.builder("b24.spill.pushed.out", spill, Spill::evicted)
                .description("Unverified events that were pushed out of the spill by others")
                .register(registry);
        FunctionCounter.builder("b24.spill.expired", spill, Spill::expired)
                .description("Events in the spill that could not be replayed and were deleted after their time")
                .register(registry);
        Gauge.builder("b24.spill.bytes", () -> spill.state().bytes())
                .description("Room that the spill uses")
                .register(registry);
        TimeGauge.builder("b24.spill.oldest", this::ageMillis, MILLISECONDS)
                .description("Age of the oldest event that waits in the spill")
                .register(registry);
        FunctionCounter.builder("b24.spill.stored", spill, Spill::kept)
                .description("Events that went into the spill")
                .register(registry);
        FunctionCounter.builder("b24.spill.replayed", spill, Spill::replayed)
                .description("Events that were replayed from the spill")
                .register(registry);
    }

    private long ageMillis() {
        var oldest = spill.state().oldest();
        return oldest == null ? 0 : Math.max(0, Duration.between(oldest, clock.instant()).toMillis());
    }
}
