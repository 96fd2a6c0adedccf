package io.b24mirror.simulation;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The methods by which an app subscribes to events. An incoming webhook may use none of them.
final class EventMethods {

    private final Settings settings;
    private final Subscriptions subscriptions;
    private final Emitter emitter;
    private final Features features;

    EventMethods(Settings settings, Subscriptions subscriptions, Emitter emitter, Features features) {
        this.settings = settings;
        this.subscriptions = subscriptions;
        this.emitter = emitter;
        this.features = features;
    }

    void offer(Methods methods) {
        methods.offerToApps("event.bind", this::bind);
        methods.offerToApps("event.unbind", this::unbind);
        methods.offerToApps("event.get", this::get);
        methods.offerToApps("event.test", this::test);
        methods.offerToApps("events", this::events);
    }

    private Answer bind(Call call) {
        var event = EventCodes.normal(Json.text(call.get("event")));
        if (event.isEmpty()) {
            throw new RestError(400, "ERROR_ARGUMENT", "Argument 'EVENT' is null or empty");
        }
        var offline = isOffline(call);
        var authType = authType(call, offline, "binding");
        if (offline && !features.has(Features.OFFLINE_EVENTS)) {
            throw denied("Offline events are not available");
        }
        var handler = offline ? null : handler(call);
        if (!EventCodes.isKnown(event, settings)) {
            throw new RestError(400, "ERROR_EVENT_NOT_FOUND", "Event not found");
        }
        subscriptions.add(event, handler, authType, offline ? Json.text(call.get("auth_connector")) : "");
        return Answer.of(Json.of(true));
    }

    private static boolean isOffline(Call call) {
        return switch (Json.text(call.get("event_type")).toLowerCase(Locale.ROOT)) {
            case "", "online" -> false;
            case "offline" -> true;
            default -> throw new RestError(400, "ERROR_ARGUMENT", "Value must be one of online|offline");
        };
    }

    /// Who is no administrator may only bind for himself.
    private static long authType(Call call, boolean offline, String what) {
        var wanted = Json.number(call.get("auth_type"), 0);
        if (call.user().admin()) {
            return wanted;
        }
        if (offline) {
            throw denied("Offline events %s requires administrator access rights".formatted(what));
        }
        if (wanted > 0 && wanted != call.user().id()) {
            throw denied("Event %s with AUTH_TYPE requires administrator access rights".formatted(what));
        }
        return call.user().id();
    }

    private static RestError denied(String why) {
        return RestError.accessDenied("Access denied! " + why);
    }

    private URI handler(Call call) {
        var text = Json.text(call.get("handler"));
        if (text.isEmpty()) {
            throw new RestError(400, "ERROR_ARGUMENT", "Argument 'HANDLER' is null or empty");
        }
        var handler = parsed(text);
        if (handler == null || handler.getHost() == null
                || (!settings.permitsLocalHandlers() && !handler.getHost().contains("."))) {
            throw new RestError(400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL");
        }
        if (!List.of("http", "https").contains(handler.getScheme())) {
            throw new RestError(400, "ERROR_UNSUPPORTED_PROTOCOL", "Unsupported event handler protocol");
        }
        return handler;
    }

    private static @Nullable URI parsed(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private Answer unbind(Call call) {
        var event = EventCodes.normal(Json.text(call.get("event")));
        var offline = isOffline(call);
        var authType = authType(call, offline, "unbinding");
        var anyUser = call.user().admin() && call.get("auth_type").isMissingNode();
        var handler = Json.text(call.get("handler"));
        var count = subscriptions.remove(row -> row.event().equals(event) && row.isOffline() == offline
                && (offline || String.valueOf(row.handler()).equals(handler))
                && (anyUser || row.authType() == authType));
        return Answer.of(Json.object().put("count", count));
    }

    private Answer get(Call call) {
        var rows = new ArrayList<JsonNode>();
        for (var row : subscriptions.ofApp()) {
            if (call.user().admin() || row.authType() == call.user().id()) {
                rows.add(row.row());
            }
        }
        return Answer.list(rows);
    }

    private Answer test(Call call) {
        var data = Json.object();
        var query = data.putObject("QUERY");
        call.parameters()
                .properties()
                .stream()
                .filter(entry -> !entry.getKey().equals("auth"))
                .forEach(entry -> query.set(entry.getKey(), entry.getValue()));
        data.put("LANGUAGE_ID", settings.language());
        emitter.emit("ONAPPTEST", data, call.user().id());
        return Answer.of(Json.of(1));
    }

    private Answer events(Call call) {
        var scope = call.get("SCOPE");
        var codes = Json.array();
        var known = scope.isMissingNode() ? EventCodes.all(settings) : EventCodes.of(Json.text(scope));
        known.forEach(codes::add);
        return Answer.of(codes);
    }
}
