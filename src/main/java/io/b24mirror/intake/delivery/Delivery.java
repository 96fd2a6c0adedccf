package io.b24mirror.intake.delivery;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.intake.EventCatalog;
import io.b24mirror.intake.EventEffect;
import io.b24mirror.intake.event.Fingerprint;
import io.b24mirror.intake.event.PostedEvent;
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
///            of the user who acted, if the event brought one
record Delivery(UUID arrival, Fingerprint fingerprint, MemberId memberId, String event, @Nullable Long eventHandlerId,
        @Nullable Long recordId, @Nullable Long userId, @Nullable Instant sentAt, Instant receivedAt, String data,
        EventEffect effect, @Nullable UserToken userToken) {

    static Delivery of(PostedEvent event, EventCatalog catalog, JsonMapper json) {
        var data = json.writeValueAsString(event.data());
        return new Delivery(event.arrival(), Fingerprint.of(event, data), event.memberId(), event.code(),
                event.eventHandlerId(), event.recordId(), event.auth().userId(), event.eventAt(), event.receivedAt(),
                data, catalog.effectOf(event.code(), event.memberId(), event.recordId()), userToken(event));
    }

    private static @Nullable UserToken userToken(PostedEvent event) {
        var auth = event.auth();
        if (auth.userId() == null || auth.accessToken() == null || auth.expiresAt() == null) {
            return null;
        }
        return new UserToken(event.memberId(), auth.userId(), auth.accessToken(), auth.refreshToken(),
                auth.expiresAt());
    }

    /// Returns when the event happened or, if the portal does not say, when it arrived.
    Instant eventAt() {
        return requireNonNullElse(sentAt, receivedAt);
    }
}
