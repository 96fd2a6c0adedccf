package io.b24mirror.mirror.event;

import java.util.List;
import java.util.stream.Stream;

import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.mirror.Samples;

/// The sample as Bitrix24 shows it where a user may not see all of it: in three forms.
final class RestrictedAnswers {
    private RestrictedAnswers() {}

    static Stream<ObjectNode> all() {
        return Stream.of(ofAPrivateEvent(), timeOnly(), titleOnly());
    }

    static ObjectNode ofAPrivateEvent() {
        return timeOnly().put("NAME", "[private]").put("PRIVATE_EVENT", "1");
    }

    static ObjectNode timeOnly() {
        return restricted().put("NAME", "[busy]").put("IS_ACCESSIBLE_TO_USER", false);
    }

    static ObjectNode titleOnly() {
        return restricted().put("NAME", "Event Name (busy)");
    }

    private static ObjectNode restricted() {
        return Samples.event()
                .remove(List.of("LOCATION", "REMIND", "ATTENDEE_LIST", "ATTENDEES_CODES", "attendeesEntityList",
                        "UF_CRM_CAL_EVENT", "UF_WEBDAV_CAL_EVENT"))
                .put("DESCRIPTION", "")
                .put("~DESCRIPTION", "");
    }
}
