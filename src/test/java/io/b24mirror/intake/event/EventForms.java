package io.b24mirror.intake.event;

import java.util.LinkedHashMap;
import java.util.Map;

import io.b24mirror.simulation.SimulatedPortal;

import static java.util.Objects.requireNonNull;

/// Events as a portal would post them, for tests that change a detail.
public final class EventForms {
    private EventForms() {}

    /// The documentation's sample of ONCALENDARSECTIONADD, from that portal.
    public static Map<String, Object> sectionAdded(SimulatedPortal portal, long sectionId) {
        return event(portal, "ONCALENDARSECTIONADD", Map.of("id", Long.toString(sectionId)));
    }

    /// A comment event as portals really send it.
    public static Map<String, Object> commentAdded(SimulatedPortal portal, long commentId) {
        return event(portal, "ONCRMTIMELINECOMMENTADD", Map.of("FIELDS", Map.of("ID", Long.toString(commentId))));
    }

    /// A comment event as its page in the documentation has it.
    public static Map<String, Object> documentedCommentAdded(SimulatedPortal portal, long commentId) {
        return event(portal, "onCrmTimelineCommentAdd", Map.of("ID", Long.toString(commentId)));
    }

    /// An event in the shape of those that no user caused.
    public static Map<String, Object> event(SimulatedPortal portal, String code, Object data) {
        var event = new LinkedHashMap<String, Object>();
        event.put("event", code);
        event.put("event_handler_id", "6");
        event.put("data", data);
        event.put("ts", "1734608536");
        event.put("auth", auth(portal));
        return event;
    }

    private static Map<String, Object> auth(SimulatedPortal portal) {
        var auth = new LinkedHashMap<String, Object>();
        auth.put("domain", portal.domain());
        auth.put("client_endpoint", portal.restUrl().toString());
        auth.put("server_endpoint", portal.authorizationServerUrl() + "/rest/");
        auth.put("member_id", portal.memberId());
        auth.put("application_token", portal.applicationToken());
        return auth;
    }

    /// The same event with something else in its `auth`.
    public static Map<String, Object> withAuth(Map<String, Object> event, String name, Object value) {
        var auth = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) requireNonNull(event.get("auth")))
                .forEach((key, old) -> auth.put((String) key, old));
        auth.put(name, value);
        return with(event, "auth", auth);
    }

    /// The same event with another top-level value.
    public static Map<String, Object> with(Map<String, Object> event, String name, Object value) {
        var changed = new LinkedHashMap<>(event);
        changed.put(name, value);
        return changed;
    }

    /// The same event without a top-level value.
    public static Map<String, Object> without(Map<String, Object> event, String name) {
        var changed = new LinkedHashMap<>(event);
        changed.remove(name);
        return changed;
    }
}
