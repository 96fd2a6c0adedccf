package io.b24mirror.simulation;

import java.time.Clock;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes the body of an event as it goes over the wire.
final class EventBodies {

    private final Settings settings;
    private final Addresses addresses;
    private final Tokens tokens;
    private final App app;
    private final Habits habits;

    EventBodies(Settings settings, Addresses addresses, Tokens tokens, App app, Habits habits) {
        this.settings = settings;
        this.addresses = addresses;
        this.tokens = tokens;
        this.app = app;
        this.habits = habits;
    }

    /// The whole form.
    ///
    /// @param userId
    ///            whose tokens it brings; none for an event of the system
    String body(Subscription subscription, ObjectNode data, @Nullable Long userId) {
        Clock clock = settings.clock();
        var body = Json.object().put("event", subscription.event());
        if (!habits.areOld()) {
            body.put("event_handler_id", Long.toString(subscription.id()));
        }
        body.set("data", data);
        body.put("ts", Long.toString(clock.instant().getEpochSecond()));
        var webhookToken = subscription.webhookToken();
        body.set("auth", webhookToken != null
                ? system(webhookToken)
                : userId == null ? system(app.applicationToken()) : user(subscription.event(), userId));
        return PhpForm.encode(body);
    }

    private ObjectNode system(String applicationToken) {
        return Json.object()
                .put("domain", habits.domainInEvents())
                .put("client_endpoint", addresses.clientEndpoint())
                .put("server_endpoint", addresses.serverEndpoint())
                .put("member_id", settings.memberId())
                .put("application_token", applicationToken);
    }

    private ObjectNode user(String event, long userId) {
        var pair = tokens.issue(userId);
        var auth = Json.object()
                .put("access_token", pair.accessToken())
                .put("expires", Long.toString(pair.expiresAt().getEpochSecond()))
                .put("expires_in", Long.toString(Tokens.ACCESS_LIFE.toSeconds()))
                .put("scope", settings.scope())
                .put("domain", habits.domainInEvents())
                .put("server_endpoint", addresses.serverEndpoint())
                .put("status", settings.appStatus())
                .put("client_endpoint", addresses.clientEndpoint())
                .put("member_id", settings.memberId())
                .put("user_id", Long.toString(userId));
        if (EventCodes.bringsRefreshToken(event)) {
            auth.put("refresh_token", pair.refreshToken());
        }
        return auth.put("application_token", app.applicationToken());
    }
}
