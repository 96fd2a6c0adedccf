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

/// Sends requests to a portal when its budget allows them, in order of arrival, and never more than four at once from
/// this instance.
@Component
public class PortalConcurrencyLimit {
    private static final int MAX_REQUESTS = 4;
    private static final Duration MAX_DELAY = Duration.ofSeconds(2);

    private final RequestBudget budget;
    private final Sleeper sleeper;
    private final Clock clock;
    private final ConcurrentMap<MemberId, Semaphore> permits = new ConcurrentHashMap<>();

    PortalConcurrencyLimit(RequestBudget budget, Sleeper sleeper, Clock clock) {
        this.budget = budget;
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /// Sends one request when its turn has come. A request gets a permit before its place in the budget is booked:
    /// booked earlier, it would leave late, together with others whose turn has come by then.
    ///
    /// @throws InterruptedException
    ///             if the service is shutting down
    public <T> T send(MemberId memberId, Supplier<T> request) throws InterruptedException {
        var permit = permits.computeIfAbsent(memberId, _ -> new Semaphore(MAX_REQUESTS, true));
        permit.acquire();
        try {
            awaitTurn(memberId);
            return request.get();
        } finally {
            permit.release();
        }
    }

    /// Waits for another turn if it missed the first one: the machine may have been frozen in between, and others have
    /// used that place of the budget since.
    private void awaitTurn(MemberId memberId) throws InterruptedException {
        var turn = sleepUntilTurn(memberId);
        if (!clock.instant().isBefore(turn.plus(MAX_DELAY))) {
            sleepUntilTurn(memberId);
        }
    }

    private Instant sleepUntilTurn(MemberId memberId) throws InterruptedException {
        var booked = clock.instant();
        var wait = budget.book(memberId);
        sleeper.sleep(wait);
        return booked.plus(wait);
    }
}
