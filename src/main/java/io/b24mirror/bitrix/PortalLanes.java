package io.b24mirror.bitrix;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// Lets requests out to a portal: when its budget has room for them, in the order of their coming, and never more than
/// four at once from this instance, whatever the budget.
@Component
class PortalLanes {
    private static final int LANES = 4;

    private final RequestBudget budget;
    private final Pause pause;
    private final ConcurrentMap<MemberId, Semaphore> lanes = new ConcurrentHashMap<>();

    PortalLanes(RequestBudget budget, Pause pause) {
        this.budget = budget;
        this.pause = pause;
    }

    /// Sends one request when it is its turn. A lane is held during the exchange alone: whoever waits for the budget
    /// keeps nobody else from sending.
    ///
    /// @throws InterruptedException
    ///             if the service is shutting down
    <T> T send(MemberId memberId, Supplier<T> request) throws InterruptedException {
        pause.sleep(budget.book(memberId));
        var lane = lanes.computeIfAbsent(memberId, _ -> new Semaphore(LANES, true));
        lane.acquire();
        try {
            return request.get();
        } finally {
            lane.release();
        }
    }
}
