package io.b24mirror.simulation;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/// Who is to be told of which event.
final class Subscriptions {

    private final List<Subscription> rows = new ArrayList<>();
    private long lastId;

    synchronized void add(String event, @Nullable URI handler, long authType, String connector) {
        var row = new Subscription(++lastId, event, handler, authType, connector, null);
        if (rows.stream().anyMatch(row::isSameAs)) {
            throw new RestError(400, "ERROR_CORE", "Unable to set event handler: Handler already binded");
        }
        rows.add(row);
    }

    synchronized void addWebhook(String event, URI handler, String token) {
        rows.add(new Subscription(++lastId, event, handler, 0, "", token));
    }

    synchronized int remove(Predicate<Subscription> which) {
        var before = rows.size();
        rows.removeIf(row -> row.webhookToken() == null && which.test(row));
        return before - rows.size();
    }

    synchronized List<Subscription> to(String event) {
        return rows.stream().filter(row -> row.event().equals(event)).toList();
    }

    synchronized List<Subscription> ofApp() {
        return rows.stream().filter(row -> row.webhookToken() == null).toList();
    }
}
