package io.b24mirror.bitrix;

import java.time.Clock;
import java.util.List;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.http.Reply;
import io.b24mirror.bitrix.limit.MethodThrottle;
import io.b24mirror.bitrix.limit.OperatingTime;
import io.b24mirror.bitrix.limit.PortalConcurrencyLimit;
import io.b24mirror.bitrix.limit.RequestBudget;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.token.PortalAccess;
import io.b24mirror.portal.token.Relocation;
import io.b24mirror.portal.token.RestAccess;

/// Sends a batch as one identity, and applies what the answer says about the portal's limits and its address.
@Component
class PortalRequests {
    private final PortalAccess access;
    private final BatchExchange exchange;
    private final PortalConcurrencyLimit concurrency;
    private final RequestBudget budget;
    private final MethodThrottle throttle;
    private final Clock clock;

    PortalRequests(PortalAccess access, BatchExchange exchange, PortalConcurrencyLimit concurrency,
            RequestBudget budget,
            MethodThrottle throttle, Clock clock) {
        this.access = access;
        this.exchange = exchange;
        this.concurrency = concurrency;
        this.budget = budget;
        this.throttle = throttle;
        this.clock = clock;
    }

    BatchAnswer send(RestAccess with, List<Call> calls) throws InterruptedException {
        return switch (with) {
            case RestAccess.None(var reason) -> failed(new BitrixFailure.Unauthorized(reason));
            case RestAccess.NotAsUser(var reason) -> failed(new BitrixFailure.Unauthorized(reason));
            case RestAccess.Suspended _ -> failed(new BitrixFailure.Suspended("the portal is suspended"));
            case RestAccess.ByWebhook webhook -> {
                var sent = send(webhook.memberId(), webhook, calls);
                yield sent.reply() instanceof Reply.Moved moved
                        ? unavailable(moved, "set %s to the portal's new address".formatted(webhook.setting()))
                        : read(webhook.memberId(), webhook, calls, sent);
            }
            case RestAccess.ByToken token -> {
                var sent = send(token.memberId(), token, calls);
                yield sent.reply() instanceof Reply.Moved moved
                        ? follow(token, moved, calls)
                        : read(token.memberId(), token, calls, sent);
            }
        };
    }

    private BatchExchange.Sent send(MemberId memberId, RestAccess with, List<Call> calls)
            throws InterruptedException {
        return concurrency.send(memberId, () -> exchange.send(with, calls));
    }

    /// Follows the redirect of a renamed portal. The HTTP client must not do that: it would turn the POST into a GET,
    /// and send our token to any host that the redirect names. The request is repeated once, at the address that the
    /// authorization server gives for the portal.
    private BatchAnswer follow(RestAccess.ByToken token, Reply.Moved moved, List<Call> calls)
            throws InterruptedException {
        return switch (access.followed(token, moved.location())) {
            case Relocation.TokenExpired() -> failed(new BitrixFailure.TokenExpired(moved.reason()));
            case Relocation.Refused(var reason) -> unavailable(moved, reason);
            case Relocation.Done(var there) -> {
                var sent = send(token.memberId(), there, calls);
                yield sent.reply() instanceof Reply.Moved again
                        ? unavailable(again, "from where the portal has moved to")
                        : read(token.memberId(), there, calls, sent);
            }
        };
    }

    private BatchAnswer read(MemberId memberId, RestAccess with, List<Call> calls, BatchExchange.Sent sent) {
        var answer = exchange.read(sent, with, calls);
        if (answer instanceof BatchAnswer.Failed(BitrixFailure.TooManyRequests _)) {
            budget.exhaust(memberId);
        }
        if (sent.reply() instanceof Reply.Json(_, var body)) {
            throttle.apply(memberId, OperatingTime.read(body, BatchExchange.methodsByKey(calls), clock.instant()));
        }
        return answer;
    }

    private static BatchAnswer unavailable(Reply.Moved moved, String reason) {
        return failed(new BitrixFailure.Unavailable(moved.reason() + "; " + reason, false));
    }

    private static BatchAnswer failed(BitrixFailure failure) {
        return new BatchAnswer.Failed(failure);
    }
}
