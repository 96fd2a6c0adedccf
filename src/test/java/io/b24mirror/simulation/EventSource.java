package io.b24mirror.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Turns what happened on the portal into events for those who subscribed to it.
final class EventSource implements Emitter {

    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final App app;
    private final Subscriptions subscriptions;
    private final SimulatedUsers users;
    private final EventBodies bodies;
    private final SimulatedEvents queue;
    private final OfflineQueue offline;
    private final Clock clock;
    private Instant silentUntil = Instant.MIN;

    EventSource(App app, Subscriptions subscriptions, SimulatedUsers users, EventBodies bodies,
            SimulatedEvents queue, OfflineQueue offline,
            Clock clock) {
        this.app = app;
        this.subscriptions = subscriptions;
        this.users = users;
        this.bodies = bodies;
        this.queue = queue;
        this.offline = offline;
        this.clock = clock;
    }

    @Override
    public void emit(String code, ObjectNode data, @Nullable Long actor) {
        for (var subscription : subscriptions.to(code)) {
            if (subscription.webhookToken() != null || app.isInstalled()) {
                send(subscription, data, actor);
            }
        }
    }

    private void send(Subscription subscription, ObjectNode data, @Nullable Long actor) {
        var handler = subscription.handler();
        if (handler == null) {
            keep(subscription, data, actor);
            return;
        }
        var userId = subscription.authType() > 0 ? Long.valueOf(subscription.authType()) : actor;
        var body = bodies.body(subscription, data, isActive(userId) ? userId : null);
        queue.add(subscription.event(), handler, body);
    }

    /// Keeps the event until it is asked for, and rings the bell; not within a second of having rung it. Nobody makes
    /// up for that later.
    private synchronized void keep(Subscription subscription, ObjectNode data, @Nullable Long actor) {
        offline.add(subscription.event(), data, actor, subscription.connector());
        var now = clock.instant();
        if (!now.isBefore(silentUntil)) {
            silentUntil = now.plus(SILENCE);
            emit("ONOFFLINEEVENT", Json.object(), actor);
        }
    }

    private boolean isActive(@Nullable Long userId) {
        return userId != null && users.find(userId).filter(SimulatedUser::active).isPresent();
    }
}
