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
/// Waits until the budget allows the request, leaves out the calls whose method rests, renews the access token once if
/// the portal says that it has expired, follows a portal that was renamed, and leaves every other failure to the caller.
/// Threads are blocked meanwhile; use virtual ones.
@Service
public class BitrixClient {
    /// As many calls as Bitrix24 takes in one batch.
    public static final int MAX_CALLS = 50;

    private static final String NOT_RENEWED = "the token could not be renewed: ";

    private final PortalAccess access;
    private final PortalRequests requests;
    private final MethodPauses pauses;

    BitrixClient(PortalAccess access, PortalRequests requests, MethodPauses pauses) {
        this.access = access;
        this.requests = requests;
        this.pauses = pauses;
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
        var resting = pauses.of(memberId);
        var allResting = resting.all();
        return allResting == null ? batch(memberId, userId, calls, resting) : failed(allResting);
    }

    private BatchAnswer batch(MemberId memberId, @Nullable Long userId, List<Call> calls, RestingMethods resting)
            throws InterruptedException {
        var open = resting.without(calls);
        var answer = open.isEmpty() ? new BatchAnswer.Results(List.of()) : batch(memberId, userId, open);
        return answer instanceof BatchAnswer.Results(var results)
                ? new BatchAnswer.Results(resting.fill(calls, results))
                : answer;
    }

    private BatchAnswer batch(MemberId memberId, @Nullable Long userId, List<Call> calls) throws InterruptedException {
        var with = access.to(memberId, userId);
        var answer = requests.send(with, calls);
        if (!(with instanceof RestAccess.ByToken token)) {
            return answer;
        }
        if (answer instanceof BatchAnswer.Failed(BitrixFailure.TokenExpired _)) {
            return renewedBatch(token, userId, calls);
        }
        return userId == null ? answer : ofUser(token, answer);
    }

    private BatchAnswer renewedBatch(RestAccess.ByToken stale, @Nullable Long userId, List<Call> calls)
            throws InterruptedException {
        return switch (access.renewed(stale)) {
            case Renewal.Done() -> {
                var with = access.to(stale.memberId(), userId);
                var answer = requests.send(with, calls);
                yield userId != null && with instanceof RestAccess.ByToken token ? ofUser(token, answer) : answer;
            }
            case Renewal.Later(var reason) -> failed(new BitrixFailure.Unavailable(NOT_RENEWED + reason, false));
            case Renewal.Blocked(var reason) -> failed(new BitrixFailure.Unauthorized(NOT_RENEWED + reason));
        };
    }

    /// What would be the portal's trouble, were it the service identity's, is that user's alone.
    private BatchAnswer ofUser(RestAccess.ByToken token, BatchAnswer answer) {
        if (answer instanceof BatchAnswer.Failed(var failure)
                && (failure instanceof BitrixFailure.Unauthorized || failure instanceof BitrixFailure.TokenExpired)) {
            access.forget(token);
            return failed(new BitrixFailure.Unauthorized(
                    "The token of user " + token.userId() + " is of no use: " + failure.summary()));
        }
        return answer;
    }

    private static BatchAnswer failed(BitrixFailure failure) {
        return new BatchAnswer.Failed(failure);
    }
}
