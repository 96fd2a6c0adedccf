package io.b24mirror.bitrix;

import java.util.List;

import org.springframework.stereotype.Service;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalAccess;
import io.b24mirror.portal.RestAccess;

/// Calls a portal's REST methods, always in batches: a batch counts as one request against the portal's budget.
///
/// Waits until the budget allows the request, renews the access token once if the portal says that it has expired, and
/// leaves every other failure to the caller. Threads are blocked meanwhile; use virtual ones.
@Service
public class BitrixClient {
    /// As many calls as Bitrix24 takes in one batch.
    public static final int MAX_CALLS = 50;

    private final PortalAccess access;
    private final RequestBudget budget;
    private final BatchExchange exchange;
    private final Pause pause;

    BitrixClient(PortalAccess access, RequestBudget budget, BatchExchange exchange, Pause pause) {
        this.access = access;
        this.budget = budget;
        this.exchange = exchange;
        this.pause = pause;
    }

    /// Runs up to [#MAX_CALLS] calls in one request, as the portal's service identity.
    ///
    /// @throws InterruptedException
    ///             if the service is shutting down
    public BatchAnswer batch(MemberId memberId, List<Call> calls) throws InterruptedException {
        if (calls.isEmpty() || calls.size() > MAX_CALLS) {
            throw new IllegalArgumentException("A batch holds 1 to " + MAX_CALLS + " calls, not " + calls.size());
        }
        var current = access.to(memberId);
        var answer = run(memberId, current, calls);
        if (current instanceof RestAccess.ByToken stale && saysTokenExpired(answer)) {
            var renewed = access.renewed(stale);
            return renewed.isPresent()
                    ? run(memberId, renewed.get(), calls)
                    : new BatchAnswer.Failed(new BitrixFailure.Unavailable("the token could not be renewed", false));
        }
        return answer;
    }

    private BatchAnswer run(MemberId memberId, RestAccess with, List<Call> calls) throws InterruptedException {
        if (with instanceof RestAccess.None(var reason)) {
            return new BatchAnswer.Failed(new BitrixFailure.Unauthorized(reason));
        }
        pause.sleep(budget.book(memberId));
        var answer = exchange.run(with, calls);
        if (answer instanceof BatchAnswer.Failed(BitrixFailure.TooManyRequests _)) {
            budget.exhaust(memberId);
        }
        return answer;
    }

    private static boolean saysTokenExpired(BatchAnswer answer) {
        return answer instanceof BatchAnswer.Failed(BitrixFailure.TokenExpired _);
    }
}
