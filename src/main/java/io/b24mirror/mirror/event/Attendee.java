package io.b24mirror.mirror.event;

import java.util.LinkedHashMap;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

/// A participant of a meeting.
///
/// An event that is no meeting has a list of attendees as well, which holds its owner or the id 0. They take part in
/// nothing. Who hosts a meeting is told by `MEETING_HOST`: in a meeting of the company or a group, the host's entry has
/// the status Y.
///
/// @param entryId
///            the participant's own event of the meeting
/// @param status
///            as Bitrix24 gives it: H host, Y accepted, N declined, Q not answered yet
public record Attendee(long userId, @Nullable Long entryId, @Nullable String status) {

    /// Translates `ATTENDEE_LIST`: an array, a map, or what stands for none.
    public static List<Attendee> of(JsonNode event) {
        return BitrixFields.isYes(event, "IS_MEETING") ? participants(event) : List.of();
    }

    private static List<Attendee> participants(JsonNode event) {
        var byUser = new LinkedHashMap<Long, Attendee>();
        for (var attendee : BitrixFields.elements(event.path("ATTENDEE_LIST"))) {
            var userId = BitrixFields.id(attendee, "id");
            if (userId != null) {
                byUser.put(userId,
                        new Attendee(userId, BitrixFields.id(attendee, "entryId"),
                                BitrixFields.text(attendee, "status")));
            }
        }
        return List.copyOf(byUser.values());
    }
}
