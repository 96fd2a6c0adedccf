package io.b24mirror.simulation;

import tools.jackson.databind.node.ObjectNode;

/// A calendar event as it is stored: its full record, which is never changed, only replaced.
record Entry(ObjectNode json, long id, long parentId, CalendarOwner owner, long sectionId, Schedule schedule) {

    static Entry of(ObjectNode json) {
        var id = Json.number(json.path("ID"), 0);
        return new Entry(json, id, Json.number(json.path("PARENT_ID"), id), CalendarOwner.of(json),
                Json.number(json.path("SECTION_ID"), 0), Schedule.of(json));
    }

    boolean isChild() {
        return parentId != id;
    }

    boolean isMaskedFor(long userId) {
        return Json.text(json.path("PRIVATE_EVENT")).equals("Y") && !belongsTo(userId);
    }

    private boolean belongsTo(long userId) {
        var owns = owner.isUser()
                ? owner.ownerId() == userId
                : Json.number(json.path("CREATED_BY"), 0) == userId;
        return owns || Json.number(json.path("MEETING_HOST"), 0) == userId;
    }
}
