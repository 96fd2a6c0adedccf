package io.b24mirror.simulation;

import java.util.Map;

import tools.jackson.databind.node.ObjectNode;

/// Writes into event records who takes part in a meeting.
final class Meetings {

    private Meetings() {}

    /// Makes the event one of a meeting.
    ///
    /// @param entries
    ///            the entry of every participant by user id, the host's first
    static void invite(ObjectNode event, long host, String hostName, Map<Long, Long> entries) {
        var status = Json.number(event.path("OWNER_ID"), 0) == host || !isUsers(event) ? "H" : "Q";
        event.put("IS_MEETING", true).put("MEETING_STATUS", status).put("MEETING_HOST", Long.toString(host));
        event.putObject("MEETING")
                .put("HOST_NAME", hostName)
                .put("NOTIFY", true)
                .put("REINVITE", false)
                .put("ALLOW_INVITE", false)
                .put("HIDE_GUESTS", false)
                .put("MEETING_CREATOR", host)
                .put("LANGUAGE_ID", "en")
                .put("MAIL_FROM", "");
        var codes = event.putArray("ATTENDEES_CODES");
        var list = event.putArray("ATTENDEE_LIST");
        var entities = event.putArray("attendeesEntityList");
        entries.forEach((user, entry) -> {
            codes.add("U" + user);
            list.addObject()
                    .put("id", user)
                    .put("entryId", Long.toString(entry))
                    .put("status",
                            user == host ? "H" : "Q");
            entities.addObject().put("entityId", "user").put("id", user);
        });
    }

    static void answer(ObjectNode event, long guest, String status) {
        for (var attendee : Json.items(event.path("ATTENDEE_LIST"))) {
            if (attendee instanceof ObjectNode one && Json.number(one.path("id"), 0) == guest) {
                one.put("status", status);
            }
        }
    }

    private static boolean isUsers(ObjectNode event) {
        return Json.text(event.path("CAL_TYPE")).equals("user");
    }
}
