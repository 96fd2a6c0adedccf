package io.b24mirror.simulation;

import tools.jackson.databind.JsonNode;

/// Whose calendar it is: the type and the id of a user or group, or 0 for what belongs to the company.
public record CalendarOwner(String type, long ownerId) {

    static CalendarOwner of(JsonNode json) {
        return new CalendarOwner(Json.text(json.path("CAL_TYPE")), Json.number(json.path("OWNER_ID"), 0));
    }

    boolean isUser() {
        return type.equals("user");
    }

    boolean isRoom() {
        return type.equals("location");
    }

    boolean isResource() {
        return type.equals("resource");
    }

    /// Whether nobody meets there: rooms and resources are only booked.
    boolean isBooked() {
        return isRoom() || isResource();
    }
}
