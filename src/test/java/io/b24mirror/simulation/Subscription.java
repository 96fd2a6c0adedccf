package io.b24mirror.simulation;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A row of the portal's event table.
///
/// @param handler
///            where the event goes; none for an offline subscription
/// @param authType
///            the user whose tokens it brings; 0 for whoever acted
/// @param webhookToken
///            the token of an outgoing webhook; none for a subscription of the app
record Subscription(long id, String event, @Nullable URI handler, long authType, String connector,
        @Nullable String webhookToken) {

    boolean isOffline() {
        return handler == null;
    }

    boolean isSameAs(Subscription other) {
        return event.equals(other.event) && java.util.Objects.equals(handler, other.handler)
                && authType == other.authType && connector.equals(other.connector)
                && java.util.Objects.equals(webhookToken, other.webhookToken);
    }

    ObjectNode row() {
        return isOffline()
                ? Json.object().put("event", event).put("connector_id", connector).put("offline", 1)
                : Json.object()
                        .put("event", event)
                        .put("handler", String.valueOf(handler))
                        .put("auth_type", Long.toString(authType))
                        .put("offline", 0);
    }
}
