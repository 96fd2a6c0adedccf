package io.b24mirror.intake;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.UserTokens.UserToken;

/// An authentic event on its way into the log.
///
/// @param arrival
///            the post that brought it; the same post counts once, however often it is stored
/// @param data
///            secret-free JSON
/// @param userToken
///            of the user who acted, where the event brought one
record Delivery(UUID arrival, Fingerprint fingerprint, MemberId memberId, String event, @Nullable Long eventHandlerId,
        @Nullable Long recordId, @Nullable Long userId, Instant eventAt, Instant receivedAt, String data, Effect effect,
        @Nullable UserToken userToken) {}
