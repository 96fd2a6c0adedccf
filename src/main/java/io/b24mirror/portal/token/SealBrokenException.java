package io.b24mirror.portal.token;

import io.b24mirror.portal.MemberId;

/// A stored token cannot be opened with the keyset at hand.
final class SealBrokenException extends RuntimeException {
    SealBrokenException(MemberId memberId, Throwable cause) {
        super("A stored token of portal %s does not open: is B24_ENCRYPTION_KEYSET the keyset it was sealed with?"
                .formatted(memberId), cause);
    }
}
