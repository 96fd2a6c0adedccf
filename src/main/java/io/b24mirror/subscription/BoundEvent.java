package io.b24mirror.subscription;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An event to which the app is subscribed, as `event.get` lists it: `{event, handler, auth_type: "0", offline: 0}`,
/// or `{event, connector_id, offline: 1}`.
///
/// @param event
///            code in upper case
/// @param handler
///            empty for an offline subscription
/// @param authType
///            the user whose tokens it brings, 0 for the user who acted; null if the portal says something else
/// @param connector
///            whose offline queue it is for; empty for ours
record BoundEvent(String event, boolean isOffline, String handler, @Nullable Long authType, String connector) {
    /// More than any app has; further rows are ignored.
    private static final int MAX_ROWS = 5_000;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /// Parses the rows that make sense and ignores the others. Then events may be bound that are bound already, which
    /// does no harm.
    static List<BoundEvent> read(JsonNode answer) {
        return answer.valueStream().limit(MAX_ROWS).filter(JsonNode::isObject).map(BoundEvent::of).toList();
    }

    private static BoundEvent of(JsonNode row) {
        return new BoundEvent(text(row, "event").toUpperCase(Locale.ROOT), isTrue(text(row, "offline")),
                text(row, "handler"), authType(text(row, "auth_type")), text(row, "connector_id"));
    }

    private static String text(JsonNode row, String name) {
        return row.path(name).asString("");
    }

    private static boolean isTrue(String text) {
        return text.equals("1") || text.equals("true");
    }

    private static @Nullable Long authType(String text) {
        if (text.isEmpty()) {
            return 0L;
        }
        return NUMBER.matcher(text).matches() ? Long.valueOf(text) : null;
    }

    boolean isOnlineAt(String url) {
        return !isOffline && handler.equals(url);
    }

    boolean isInOurQueue() {
        return isOffline && connector.isEmpty();
    }
}
