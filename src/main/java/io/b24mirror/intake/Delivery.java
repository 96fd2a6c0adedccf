package io.b24mirror.intake;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.token.UserTokens.UserToken;

import static java.util.Objects.requireNonNullElse;

/// An authentic event on its way into the log.
///
/// @param arrival
///            the post that brought it; the same post counts once, however often it is stored
/// @param sentAt
///            when the portal sent it, by its own clock; null if it does not say
/// @param data
///            secret-free JSON
/// @param userToken
///            of the user who acted, where the event brought one
record Delivery(UUID arrival, Fingerprint fingerprint, MemberId memberId, String event, @Nullable Long eventHandlerId,
        @Nullable Long recordId, @Nullable Long userId, @Nullable Instant sentAt, Instant receivedAt, String data,
        Effect effect, @Nullable UserToken userToken) {

    /// When it happened, as far as is known: where the portal does not say, when it arrived.
    Instant eventAt() {
        return requireNonNullElse(sentAt, receivedAt);
    }
}
