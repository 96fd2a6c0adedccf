package io.b24mirror.mirror.event.sweep;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

/// The events of one owner as `calendar.event.get` listed them, a series once.
///
/// @param isComplete
///            whether what is not in it is not there: every element could be read and is this owner's
/// @param askedAt
///            when the request left
record ListedEvents(Map<Long, ListedEvent> events, boolean isComplete, Instant askedAt) {

    /// Translates an answer; empty if it is no list.
    static Optional<ListedEvents> of(EventWindow window, JsonNode answer, Instant askedAt) {
        if (!answer.isContainer()) {
            return Optional.empty();
        }
        var events = new LinkedHashMap<Long, ListedEvent>();
        boolean isComplete = true;
        for (var element : answer.values()) {
            var id = BitrixFields.id(element, "ID");
            if (id != null && isOf(window, element)) {
                events.putIfAbsent(id, ListedEvent.of(id, element));
            } else {
                isComplete = false;
            }
        }
        return Optional.of(new ListedEvents(events, isComplete, askedAt));
    }

    private static boolean isOf(EventWindow window, JsonNode event) {
        var type = BitrixFields.text(event, "CAL_TYPE");
        var ownerId = BitrixFields.number(event, "OWNER_ID");
        return (type == null || type.equals(window.type()))
                && (ownerId == null || window.ownerId() == 0 || ownerId == window.ownerId());
    }
}
