package io.b24mirror.subscription;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.portal.MemberId;

/// A portal could not be subscribed to now; it is worth another try.
final class SubscriptionFailedException extends RuntimeException {
    SubscriptionFailedException(MemberId memberId, BitrixFailure failure) {
        super("Portal %s could not be subscribed to: %s".formatted(memberId, failure.summary()));
    }
}
