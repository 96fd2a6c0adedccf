package io.b24mirror.subscription;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.portal.MemberId;

/// Thrown if a portal could not be subscribed to now, but may be later.
final class SubscriptionFailedException extends RuntimeException {
    SubscriptionFailedException(MemberId memberId, BitrixFailure failure) {
        super("Portal %s could not be subscribed to: %s".formatted(memberId, failure.summary()));
    }
}
