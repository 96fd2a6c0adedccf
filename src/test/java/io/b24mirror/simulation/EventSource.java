package io.b24mirror.simulation;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

/// Turns what happened on the portal into events for those who subscribed to it.
final class EventSource implements Emitter {

    private final App app;
    private final Subscriptions subscriptions;
    private final SimulatedUsers users;
    private final EventBodies bodies;
    private final SimulatedEvents queue;
    private final OfflineQueue offline;

    EventSource(App app, Subscriptions subscriptions, SimulatedUsers users, EventBodies bodies,
            SimulatedEvents queue, OfflineQueue offline) {
        this.app = app;
        this.subscriptions = subscriptions;
        this.users = users;
        this.bodies = bodies;
        this.queue = queue;
        this.offline = offline;
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

    /// Keeps the event until it is asked for, and rings the bell; more often than the real portal, which waits
    /// a second.
    private void keep(Subscription subscription, ObjectNode data, @Nullable Long actor) {
        offline.add(subscription.event(), data, actor, subscription.connector());
        emit("ONOFFLINEEVENT", Json.object(), actor);
    }

    private boolean isActive(@Nullable Long userId) {
        return userId != null && users.find(userId).filter(SimulatedUser::active).isPresent();
    }
}
