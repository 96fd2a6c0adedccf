package io.b24mirror.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import tools.jackson.databind.node.ObjectNode;

/// Writes the `time` of every answer but the errors. The operating counters are there only where the portal counts.
final class Timing {

    private static final double COST = 0.12;

    private record Used(double seconds, Instant resetAt) {}

    private final Clock clock;
    private final Map<String, Used> used = new ConcurrentHashMap<>();
    private volatile boolean counting;

    Timing(Clock clock) {
        this.clock = clock;
    }

    void count(boolean on) {
        counting = on;
    }

    void use(String method, double seconds, Instant resetAt) {
        counting = true;
        used.put(method, new Used(seconds, resetAt));
    }

    ObjectNode of(String method) {
        var time = plain();
        if (counting) {
            var sum = used.merge(method, first(), this::add);
            time.put("operating_reset_at", sum.resetAt().getEpochSecond()).put("operating", sum.seconds());
        }
        return time;
    }

    private Used first() {
        return new Used(COST, clock.instant().plus(Duration.ofMinutes(10)));
    }

    private Used add(Used old, Used next) {
        return clock.instant().isBefore(old.resetAt()) ? new Used(old.seconds() + COST, old.resetAt()) : next;
    }

    private ObjectNode plain() {
        var now = clock.instant();
        var start = now.truncatedTo(ChronoUnit.MICROS).toEpochMilli() / 1000.0;
        var text = now.truncatedTo(ChronoUnit.SECONDS)
                .atOffset(ZoneOffset.UTC)
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx"));
        return Json.object()
                .put("start", start)
                .put("finish", start + 0.05)
                .put("duration", 0.05)
                .put("processing", 0.01)
                .put("date_start", text)
                .put("date_finish", text);
    }
}
