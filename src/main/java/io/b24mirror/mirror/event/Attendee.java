package io.b24mirror.mirror.event;

import java.util.LinkedHashMap;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.Lenient;

/// A participant of a meeting.
///
/// @param entryId
///            the participant's own event of the meeting
/// @param status
///            H host, Y accepted, N declined, Q not answered yet
record Attendee(long userId, @Nullable Long entryId, @Nullable String status) {

    /// Translates `ATTENDEE_LIST`: an array, a map, or `false`.
    static List<Attendee> of(JsonNode event) {
        var byUser = new LinkedHashMap<Long, Attendee>();
        for (var attendee : Lenient.elements(event.path("ATTENDEE_LIST"))) {
            var userId = Lenient.id(attendee, "id");
            if (userId != null) {
                byUser.put(userId,
                        new Attendee(userId, Lenient.id(attendee, "entryId"), Lenient.text(attendee, "status")));
            }
        }
        return List.copyOf(byUser.values());
    }
}
