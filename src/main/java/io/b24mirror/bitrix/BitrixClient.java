package io.b24mirror.bitrix;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalAccess;
import io.b24mirror.portal.Renewal;
import io.b24mirror.portal.RestAccess;

/// Calls a portal's REST methods, always in batches: a batch counts as one request against the portal's budget.
///
/// Waits until the budget allows the request, renews the access token once if the portal says that it has expired, and
/// leaves every other failure to the caller. Threads are blocked meanwhile; use virtual ones.
@Service
public class BitrixClient {
    /// As many calls as Bitrix24 takes in one batch.
    public static final int MAX_CALLS = 50;

    private static final String NOT_RENEWED = "the token could not be renewed: ";

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

    /// Runs up to [#MAX_CALLS] calls in one request, as the portal's service identity or, if the calls say so, as
    /// another user. What goes wrong with a user's token says nothing of the portal: it is
    /// [BitrixFailure.Unauthorized], and a token that is finally refused is erased.
    ///
    /// @throws IllegalArgumentException
    ///             if the calls are too many, or of more than one identity
    /// @throws InterruptedException
    ///             if the service is shutting down
    public BatchAnswer batch(MemberId memberId, List<Call> calls) throws InterruptedException {
        if (calls.isEmpty() || calls.size() > MAX_CALLS) {
            throw new IllegalArgumentException("A batch holds 1 to " + MAX_CALLS + " calls, not " + calls.size());
        }
        var userId = calls.getFirst().userId();
        if (!calls.stream().allMatch(call -> Objects.equals(call.userId(), userId))) {
            throw new IllegalArgumentException("The calls of one batch have one identity");
        }
        return batch(memberId, userId, calls);
    }

    private BatchAnswer batch(MemberId memberId, @Nullable Long userId, List<Call> calls) throws InterruptedException {
        var current = access.to(memberId, userId);
        var answer = run(memberId, current, calls);
        if (current instanceof RestAccess.ByToken stale && saysTokenExpired(answer)) {
            switch (access.renewed(stale)) {
                case Renewal.Done() -> {
                    current = access.to(memberId, userId);
                    answer = run(memberId, current, calls);
                }
                case Renewal.Later(var reason) -> {
                    return failed(new BitrixFailure.Unavailable(NOT_RENEWED + reason, false));
                }
                case Renewal.Blocked(var reason) -> {
                    return failed(new BitrixFailure.Unauthorized(NOT_RENEWED + reason));
                }
            }
        }
        return userId == null ? answer : ofUser(current, answer);
    }

    /// What would be the portal's trouble, were it the service identity's, is that user's alone.
    private BatchAnswer ofUser(RestAccess used, BatchAnswer answer) {
        if (used instanceof RestAccess.ByToken token && answer instanceof BatchAnswer.Failed(var failure)
                && (failure instanceof BitrixFailure.Unauthorized || failure instanceof BitrixFailure.TokenExpired)) {
            access.forget(token);
            return failed(new BitrixFailure.Unauthorized(
                    "The token of user " + token.userId() + " is of no use: " + failure.summary()));
        }
        return answer;
    }

    private BatchAnswer run(MemberId memberId, RestAccess with, List<Call> calls) throws InterruptedException {
        if (with instanceof RestAccess.None(var reason)) {
            return failed(new BitrixFailure.Unauthorized(reason));
        }
        pause.sleep(budget.book(memberId));
        var answer = exchange.run(with, calls);
        if (answer instanceof BatchAnswer.Failed(BitrixFailure.TooManyRequests _)) {
            budget.exhaust(memberId);
        }
        return answer;
    }

    private static BatchAnswer failed(BitrixFailure failure) {
        return new BatchAnswer.Failed(failure);
    }

    private static boolean saysTokenExpired(BatchAnswer answer) {
        return answer instanceof BatchAnswer.Failed(BitrixFailure.TokenExpired _);
    }
}
