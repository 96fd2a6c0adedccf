package io.b24mirror.simulation;

import java.util.List;

import tools.jackson.databind.node.ObjectNode;

/// Turns a record of today into that of an older portal.
final class EventAges {

    private static final List<String> NEW_KEYS = List.of("DATE_FROM_FORMATTED", "DATE_TO_FORMATTED",
            "SECTION_DAV_XML_ID", "OPTIONS", "COLLAB_ID", "TEXT_COLOR");

    private EventAges() {}

    static ObjectNode age(ObjectNode row, PortalAge age) {
        if (age != PortalAge.CURRENT) {
            of2024(row);
        }
        if (age == PortalAge.OLD) {
            old(row);
        }
        return row;
    }

    private static void of2024(ObjectNode row) {
        row.remove("IS_DAYLIGHT_SAVING_TZ");
        for (var field : List.of("UF_CRM_CAL_EVENT", "UF_WEBDAV_CAL_EVENT")) {
            if (row.has(field) && row.path(field).isEmpty()) {
                row.put(field, false);
            }
        }
    }

    private static void old(ObjectNode row) {
        row.remove(NEW_KEYS);
        row.put("DT_LENGTH", row.path("DT_LENGTH").asString(""));
        for (var field : List.of("DAV_EXCH_LABEL", "G_EVENT_ID", "CAL_DAV_LABEL")) {
            row.putNull(field);
        }
        if (Json.text(row.path("RELATIONS")).isEmpty() && !row.path("RELATIONS").isContainer()) {
            row.putNull("RELATIONS");
        }
        row.putNull("REL");
        if (row.path("RRULE") instanceof ObjectNode rule) {
            rule.remove("UNTIL_TS");
        }
        people(row);
    }

    private static void people(ObjectNode row) {
        if (row.has("ATTENDEES_CODES")) {
            row.put("ATTENDEES_CODES",
                    String.join(",", Json.items(row.path("ATTENDEES_CODES")).stream().map(Json::text).toList()));
        }
        for (var entity : Json.items(row.path("attendeesEntityList"))) {
            if (entity instanceof ObjectNode one) {
                one.put("id", one.path("id").asString(""));
            }
        }
    }
}
