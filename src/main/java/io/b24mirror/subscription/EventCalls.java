package io.b24mirror.subscription;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BatchAnswer;
import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.portal.MemberId;

/// Makes any number of `event.*` calls, in as many batches as needed.
@Component
class EventCalls {
    private static final String ALREADY_BOUND = "Handler already binded";
    private static final String BEING_BOUND = "binding the handler has already started";
    private static final Logger log = LoggerFactory.getLogger(EventCalls.class);

    private final BitrixClient client;

    EventCalls(BitrixClient client) {
        this.client = client;
    }

    /// Makes the calls.
    ///
    /// @return empty if the portal no longer knows the app, so that only an installation helps
    /// @throws SubscriptionFailedException
    ///             if it has to be asked again later
    Optional<List<CallResult>> make(MemberId memberId, List<Call> calls) throws InterruptedException {
        var results = new ArrayList<CallResult>();
        for (int from = 0; from < calls.size(); from += BitrixClient.MAX_CALLS) {
            var batch = calls.subList(from, Math.min(calls.size(), from + BitrixClient.MAX_CALLS));
            switch (client.batch(memberId, batch)) {
                case BatchAnswer.Failed(BitrixFailure.Unauthorized(var reason)) -> {
                    return notSubscribed(memberId, reason);
                }
                case BatchAnswer.Failed(BitrixFailure.AppMissing(var reason)) -> {
                    return notSubscribed(memberId, reason);
                }
                case BatchAnswer.Failed(var failure) -> throw new SubscriptionFailedException(memberId, failure);
                case BatchAnswer.Results(var some) -> results.addAll(some);
            }
        }
        return Optional.of(results);
    }

    private static Optional<List<CallResult>> notSubscribed(MemberId memberId, String reason) {
        log.warn("Portal {} is not subscribed to: {}. The next installation does it", memberId, reason);
        return Optional.empty();
    }

    /// Returns whether the failure says that the event is bound already.
    static boolean saysBound(BitrixFailure failure) {
        return failure.summary().contains(ALREADY_BOUND);
    }

    /// Returns whether the same call may succeed later by itself.
    static boolean isTransient(BitrixFailure failure) {
        return failure instanceof BitrixFailure.Temporary || failure.summary().contains(BEING_BOUND);
    }
}
