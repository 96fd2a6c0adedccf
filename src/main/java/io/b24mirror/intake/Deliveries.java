package io.b24mirror.intake;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.token.UserTokens.UserToken;

/// Makes deliveries of posts that proved authentic.
@Component
class Deliveries {
    private final EventCatalog catalog;
    private final JsonMapper json;

    Deliveries(EventCatalog catalog, JsonMapper json) {
        this.catalog = catalog;
        this.json = json;
    }

    Delivery of(PostedEvent event) {
        var data = dataOf(event);
        return new Delivery(event.arrival(), Fingerprint.of(event, data), event.memberId(), event.code(),
                event.eventHandlerId(), event.recordId(), event.auth().userId(),
                event.eventAt(), event.receivedAt(), data,
                catalog.effectOf(event.code(), event.memberId(), event.recordId()), userToken(event));
    }

    /// The event's data as it is stored, and as its fingerprint covers it.
    String dataOf(PostedEvent event) {
        return json.writeValueAsString(event.data());
    }

    private static @Nullable UserToken userToken(PostedEvent event) {
        var auth = event.auth();
        if (auth.userId() == null || auth.accessToken() == null || auth.expiresAt() == null) {
            return null;
        }
        return new UserToken(event.memberId(), auth.userId(), auth.accessToken(), auth.refreshToken(),
                auth.expiresAt());
    }
}
