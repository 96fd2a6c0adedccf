package io.b24mirror.truth;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.SettableClock;

/// What goes wrong between the service and the portal, and time, which passes.
final class Trouble {
    private static final List<String> METHODS = List.of("calendar.event.getbyid", "calendar.section.get",
            "calendar.event.get", "crm.timeline.comment.get");

    private final SimulatedPortal portal;
    private final SettableClock clock;

    Trouble(SimulatedPortal portal, SettableClock clock) {
        this.portal = portal;
        this.clock = clock;
    }

    void strike(RandomGenerator random) {
        var faults = portal.faults();
        int times = random.nextInt(1, 4);
        switch (random.nextInt(12)) {
            case 0, 1 -> portal.expireAccessTokens();
            case 2 -> faults.error("batch", times, 503, "QUERY_LIMIT_EXCEEDED", "Too many requests");
            case 3 -> faults.operationTimeLimit(METHODS.get(random.nextInt(METHODS.size())),
                    clock.instant().plus(Duration.ofMinutes(random.nextInt(1, 10))));
            case 4 -> faults.html("batch", times, 500);
            case 5 -> faults.half("batch", times);
            case 6 -> faults.reset("batch", times);
            case 7 -> faults.loseAnswer("batch", times);
            case 8 -> portal.moveToNewHost();
            case 9, 10 -> portal.forgetOfflineRows();
            default -> faults.failCalls(METHODS.get(random.nextInt(METHODS.size())), times, 500,
                    "INTERNAL_SERVER_ERROR", "Internal server error");
        }
    }

    void pass(RandomGenerator random) {
        switch (random.nextInt(5)) {
            case 0 -> clock.advance(Duration.ofMinutes(random.nextInt(1, 20)));
            case 1 -> clock.advance(Duration.ofMinutes(random.nextInt(30, 90)));
            default -> clock.advance(Duration.ofMillis(random.nextInt(10_000)));
        }
    }

    void end() {
        portal.faults().clear();
    }
}
