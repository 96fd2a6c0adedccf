package io.b24mirror.bitrix;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

import io.b24mirror.bitrix.limit.MethodThrottle;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.token.PortalAccess;
import io.b24mirror.portal.token.Renewal;
import io.b24mirror.portal.token.RestAccess;

/// Calls a portal's REST methods, always in batches: a batch counts as one request against the portal's budget.
///
/// Waits until the budget allows the request, skips calls whose method is throttled, renews the access token once if
/// the portal reports it as expired, follows a portal that was renamed, and leaves every other failure to the caller.
/// Blocks the thread while it waits, so call it on virtual threads.
@Service
public class BitrixClient {
    /// The most calls that Bitrix24 takes in one batch.
    public static final int MAX_CALLS = 50;

    private static final String NOT_RENEWED = "the token could not be renewed: ";

    private final PortalAccess access;
    private final PortalRequests requests;
    private final MethodThrottle throttle;

    BitrixClient(PortalAccess access, PortalRequests requests, MethodThrottle throttle) {
        this.access = access;
        this.requests = requests;
        this.throttle = throttle;
    }

    /// Runs up to [#MAX_CALLS] calls in one request, as the portal's service identity or, if the calls say so, as
    /// another user. A problem with another user's token does not concern the portal, so each of the calls fails by
    /// itself: with [BitrixFailure.Unauthorized] if the portal refuses the user, with [BitrixFailure.Unavailable] if
    /// their token could not be renewed now. A token that is refused for good is erased; a user who may be admitted
    /// later is not tried again for an hour.
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
        var throttled = new ThrottledMethods(throttle.of(memberId));
        var batchFailure = throttled.ofBatch();
        return batchFailure == null ? batch(memberId, userId, calls, throttled) : failed(batchFailure);
    }

    private BatchAnswer batch(MemberId memberId, @Nullable Long userId, List<Call> calls, ThrottledMethods throttled)
            throws InterruptedException {
        var open = throttled.without(calls);
        var answer = open.isEmpty() ? new BatchAnswer.Results(List.of()) : batch(memberId, userId, open);
        return answer instanceof BatchAnswer.Results(var results)
                ? new BatchAnswer.Results(throttled.fill(calls, results))
                : answer;
    }

    private BatchAnswer batch(MemberId memberId, @Nullable Long userId, List<Call> calls) throws InterruptedException {
        var with = access.to(memberId, userId);
        var answer = requests.send(with, calls);
        if (with instanceof RestAccess.ByToken token && isWorthARenewal(token, answer)) {
            return renewedBatch(token, userId, calls);
        }
        return userId == null ? answer : ofUser(with, answer, calls);
    }

    /// A portal without the app refuses all tokens alike, so an expired one is renewed first: the authorization server
    /// says whether it still knows the app.
    private boolean isWorthARenewal(RestAccess.ByToken token, BatchAnswer answer) {
        return switch (answer) {
            case BatchAnswer.Failed(BitrixFailure.TokenExpired _) -> true;
            case BatchAnswer.Failed(BitrixFailure.AppMissing _) -> access.hasExpired(token);
            case BatchAnswer.Failed _,BatchAnswer.Results _ -> false;
        };
    }

    private BatchAnswer renewedBatch(RestAccess.ByToken stale, @Nullable Long userId, List<Call> calls)
            throws InterruptedException {
        return switch (access.renewed(stale)) {
            case Renewal.Done() -> {
                var with = access.to(stale.memberId(), userId);
                var answer = requests.send(with, calls);
                yield userId == null ? answer : ofUser(with, answer, calls);
            }
            case Renewal.Later(var reason) ->
                failed(new BitrixFailure.Unavailable(NOT_RENEWED + reason, false), userId, calls);
            case Renewal.Blocked(var reason) ->
                failed(new BitrixFailure.Unauthorized(NOT_RENEWED + reason), userId, calls);
        };
    }

    /// A failure that would concern the whole portal, had the service identity met it, concerns that user alone.
    private BatchAnswer ofUser(RestAccess with, BatchAnswer answer, List<Call> calls) {
        return switch (with) {
            case RestAccess.NotAsUser(var reason) -> each(new BitrixFailure.Unauthorized(reason), calls);
            case RestAccess.ByToken token when answer instanceof BatchAnswer.Failed(var failure) ->
                switch (failure) {
                    case BitrixFailure.Unauthorized _,BitrixFailure.TokenExpired _ -> {
                        access.forget(token);
                        yield each(ofNoUse(token, failure), calls);
                    }
                    case BitrixFailure.Forbidden _ -> {
                        access.leaveAlone(token);
                        yield each(ofNoUse(token, failure), calls);
                    }
                    case BitrixFailure.Temporary _,BitrixFailure.AppMissing _,BitrixFailure.OneRecord _ -> answer;
                };
            case RestAccess.ByToken _,RestAccess.ByWebhook _,RestAccess.None _,RestAccess.Suspended _ -> answer;
        };
    }

    private static BitrixFailure ofNoUse(RestAccess.ByToken token, BitrixFailure failure) {
        return new BitrixFailure.Unauthorized(
                "The token of user " + token.userId() + " is of no use: " + failure.summary());
    }

    private static BatchAnswer failed(BitrixFailure failure, @Nullable Long userId, List<Call> calls) {
        return userId == null ? failed(failure) : each(failure, calls);
    }

    private static BatchAnswer each(BitrixFailure failure, List<Call> calls) {
        return new BatchAnswer.Results(
                calls.stream().<CallResult>map(_ -> new CallResult.Failed(failure)).toList());
    }

    private static BatchAnswer failed(BitrixFailure failure) {
        return new BatchAnswer.Failed(failure);
    }
}
