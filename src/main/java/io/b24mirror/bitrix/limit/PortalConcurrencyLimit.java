package io.b24mirror.bitrix.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;
import io.b24mirror.scheduling.Sleeper;

/// Lets requests out to a portal: when its budget has room for them, in the order of their coming, and never more than
/// four at once from this instance, whatever the budget.
@Component
public class PortalConcurrencyLimit {
    private static final int LANES = 4;
    private static final Duration LATE = Duration.ofSeconds(2);

    private final RequestBudget budget;
    private final Sleeper pause;
    private final Clock clock;
    private final ConcurrentMap<MemberId, Semaphore> lanes = new ConcurrentHashMap<>();

    PortalConcurrencyLimit(RequestBudget budget, Sleeper pause, Clock clock) {
        this.budget = budget;
        this.pause = pause;
        this.clock = clock;
    }

    /// Sends one request when it is its turn. It has a lane before its place in the budget is booked: booked earlier,
    /// it would leave late, together with others whose turn it is by then.
    ///
    /// @throws InterruptedException
    ///             if the service is shutting down
    public <T> T send(MemberId memberId, Supplier<T> request) throws InterruptedException {
        var lane = lanes.computeIfAbsent(memberId, _ -> new Semaphore(LANES, true));
        lane.acquire();
        try {
            awaitTurn(memberId);
            return request.get();
        } finally {
            lane.release();
        }
    }

    /// Waits for another turn if it missed the first one: the machine may have stood still in between, and others have
    /// used that place of the budget since.
    private void awaitTurn(MemberId memberId) throws InterruptedException {
        var turn = sleepUntilTurn(memberId);
        if (!clock.instant().isBefore(turn.plus(LATE))) {
            sleepUntilTurn(memberId);
        }
    }

    private Instant sleepUntilTurn(MemberId memberId) throws InterruptedException {
        var booked = clock.instant();
        var wait = budget.book(memberId);
        pause.sleep(wait);
        return booked.plus(wait);
    }
}
