package io.b24mirror.subscription;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;

import io.b24mirror.bitrix.BatchAnswer;
import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.intake.EventCatalog;
import io.b24mirror.intake.HandlerUrl;
import io.b24mirror.portal.MemberId;

/// Binds events to our handler by `event.bind`.
///
/// Binding twice is no error to us, though it is one to Bitrix24: "Handler already binded". A portal that does not know
/// an event, or has not granted its scope, sends the others all the same.
@Service
class Subscriptions {
    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);
    private static final String ALREADY_BOUND = "Handler already binded";

    private final EventCatalog catalog;
    private final BitrixClient client;
    private final HandlerUrl handler;

    Subscriptions(EventCatalog catalog, BitrixClient client, HandlerUrl handler) {
        this.catalog = catalog;
        this.client = client;
        this.handler = handler;
    }

    /// Subscribes a portal to every event that we handle.
    ///
    /// @throws SubscriptionFailedException
    ///             if the portal has to be asked again later
    void bindAll(MemberId memberId) throws InterruptedException {
        var codes = List.copyOf(catalog.codes());
        var calls = codes.stream()
                .map(code -> Call.of("event.bind", "event", code).with("handler", handler.url()))
                .toList();
        switch (client.batch(memberId, calls)) {
            case BatchAnswer.Failed(BitrixFailure.Unauthorized(var reason)) -> log.warn(
                    "Portal {} is not subscribed to: {}. The next installation does it", memberId, reason);
            case BatchAnswer.Failed(var failure) -> throw new SubscriptionFailedException(memberId, failure);
            case BatchAnswer.Results(var results) -> report(memberId, codes, results);
        }
    }

    private static void report(MemberId memberId, List<String> codes, List<CallResult> results) {
        var refused = new ArrayList<String>();
        for (int i = 0; i < codes.size(); i++) {
            if (results.get(i) instanceof CallResult.Failed(var failure) && !saysBound(failure)) {
                if (isPassing(failure)) {
                    throw new SubscriptionFailedException(memberId, failure);
                }
                refused.add(codes.get(i) + " (" + failure.summary() + ")");
            }
        }
        log.info("Portal {} sends {} kinds of events", memberId, codes.size() - refused.size());
        if (!refused.isEmpty()) {
            log.warn("Portal {} refuses to send: {}. Does the app have the scopes calendar and crm?", memberId,
                    String.join(", ", refused));
        }
    }

    private static boolean isPassing(BitrixFailure failure) {
        return switch (failure) {
            case BitrixFailure.TooManyRequests _,BitrixFailure.MethodExhausted _,BitrixFailure.Overloaded _,BitrixFailure.TokenExpired _,BitrixFailure.Unavailable _ ->
                true;
            case BitrixFailure.Unauthorized _,BitrixFailure.Forbidden _,BitrixFailure.NotFound _,BitrixFailure.Rejected _ ->
                false;
        };
    }

    private static boolean saysBound(BitrixFailure failure) {
        return failure.summary().contains(ALREADY_BOUND);
    }
}
