package io.b24mirror.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Cause;
import io.b24mirror.portal.MemberId;

import static java.util.Objects.requireNonNull;

/// Answers of Bitrix24, taken from its documentation and from real portals.
public final class Samples {
    public static final MemberId ACME = new MemberId("a223c6b3710f85df22e9377d6c4f7553");
    public static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    public static final Cause CAUSE = Cause.delivery(1);

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static final String EVENT = """
            {
                "ID": "1265",
                "PARENT_ID": "1265",
                "DELETED": "N",
                "CAL_TYPE": "user",
                "OWNER_ID": "1",
                "NAME": "Event Name",
                "DATE_FROM": "12/11/2024 05:59:00 pm",
                "DATE_TO": "12/11/2024 06:59:00 pm",
                "ORIGINAL_DATE_FROM": null,
                "TZ_FROM": "Europe/Riga",
                "TZ_TO": "Europe/Riga",
                "TZ_OFFSET_FROM": "7200",
                "TZ_OFFSET_TO": "7200",
                "DATE_FROM_TS_UTC": "1733932740",
                "DATE_TO_TS_UTC": "1733936340",
                "DT_SKIP_TIME": "N",
                "DT_LENGTH": 3600,
                "EVENT_TYPE": null,
                "CREATED_BY": "1",
                "DATE_CREATE": "12/05/2024 01:48:41 pm",
                "TIMESTAMP_X": "12/05/2024 01:48:41 pm",
                "DESCRIPTION": "Description for event",
                "PRIVATE_EVENT": "",
                "ACCESSIBILITY": "free",
                "IMPORTANCE": "normal",
                "IS_MEETING": true,
                "MEETING_STATUS": "H",
                "MEETING_HOST": "1",
                "MEETING": {
                    "HOST_NAME": "User Name",
                    "NOTIFY": false,
                    "REINVITE": false,
                    "ALLOW_INVITE": false,
                    "HIDE_GUESTS": false,
                    "MEETING_CREATOR": 1,
                    "LANGUAGE_ID": "de",
                    "MAIL_FROM": ""
                },
                "LOCATION": "test location",
                "REMIND": [
                    {
                        "type": "min",
                        "count": 50
                    }
                ],
                "COLOR": "#9dcf00",
                "RRULE": {
                    "FREQ": "WEEKLY",
                    "BYDAY": {
                        "MO": "MO",
                        "WE": "WE"
                    },
                    "INTERVAL": 1,
                    "UNTIL": "12/24/2024",
                    "~UNTIL": "12/24/2024",
                    "UNTIL_TS": 1734998400
                },
                "EXDATE": "11/28/2024;12/05/2024;12/12/2024;12/19/2024;12/26/2024",
                "DAV_XML_ID": "20241211T155900Z-534185204b362e9be7e261e92ccd9078@b24evo.lan",
                "G_EVENT_ID": "",
                "DAV_EXCH_LABEL": "",
                "CAL_DAV_LABEL": "",
                "VERSION": "1",
                "ATTENDEES_CODES": [
                    "U1"
                ],
                "RECURRENCE_ID": 1272,
                "RELATIONS": {
                    "ORIGINAL_RECURSION_ID": 1271,
                    "COMMENT_XML_ID": "EVENT_1271_12/23/2024"
                },
                "SECTION_ID": "4",
                "SYNC_STATUS": null,
                "UF_CRM_CAL_EVENT": [
                    "CO_1",
                    "L_5"
                ],
                "UF_WEBDAV_CAL_EVENT": false,
                "SECTION_DAV_XML_ID": null,
                "DATE_FROM_FORMATTED": "Wed Dec 11 2024 17:59:00",
                "DATE_TO_FORMATTED": "Wed Dec 11 2024 18:59:00",
                "SECT_ID": "4",
                "ATTENDEE_LIST": [
                    {
                        "id": 1,
                        "entryId": "1265",
                        "status": "H"
                    }
                ],
                "COLLAB_ID": null,
                "~RRULE_DESCRIPTION": "every week on: Mon, Wed, from 12/11/2024 to 12/24/2024",
                "attendeesEntityList": [
                    {
                        "entityId": "user",
                        "id": 1
                    }
                ],
                "~DESCRIPTION": "Description for event",
                "~USER_OFFSET_FROM": 7200,
                "~USER_OFFSET_TO": 7200
            }
            """;

    private static final String SECTION = """
            {
                "ID": "190",
                "NAME": "New Section",
                "GAPI_CALENDAR_ID": null,
                "DESCRIPTION": "Description for section",
                "COLOR": "#9cbeee",
                "TEXT_COLOR": "#283000",
                "EXPORT": {
                    "ALLOW": true
                },
                "CAL_TYPE": "user",
                "OWNER_ID": "1",
                "CREATED_BY": "1",
                "DATE_CREATE": "2024-12-10 06:36:00",
                "TIMESTAMP_X": "2024-12-10 06:36:00",
                "CAL_DAV_CON": null,
                "SYNC_TOKEN": null,
                "PAGE_TOKEN": null,
                "EXTERNAL_TYPE": "local",
                "ACCESS": {
                    "D114": 17,
                    "G2": 13,
                    "U2": 15,
                    "U1": 19
                },
                "IS_COLLAB": false,
                "PERM": {
                    "view_time": true,
                    "view_title": true,
                    "view_full": true,
                    "add": true,
                    "edit": true,
                    "edit_section": true,
                    "access": true
                }
            }
            """;

    private static final String COMMENT = """
            {
                "ID": "999",
                "ENTITY_ID": "2",
                "ENTITY_TYPE": "deal",
                "CREATED": "2020-03-02T12:00:00+03:00",
                "COMMENT": "New comment was added",
                "AUTHOR_ID": "1",
                "FILES": {
                    "1": {
                        "id": 1,
                        "date": "2020-03-02T12:00:00+03:00",
                        "type": "image",
                        "name": "1.gif",
                        "size": 43,
                        "image": {
                            "width": 1,
                            "height": 1
                        },
                        "authorId": 1,
                        "authorName": "John Dou",
                        "urlPreview": null,
                        "urlShow": "https://my.bitrix24.com/disk/showFile/930/?&ncc=1&ts=1718366521&filename=1.gif",
                        "urlDownload": "https://my.bitrix24.com/disk/downloadFile/930/?&ncc=1&filename=1.gif"
                    }
                }
            }
            """;

    private Samples() {}

    /// The sample of `calendar.event.getbyid`.
    public static ObjectNode event() {
        return object(EVENT);
    }

    /// The first calendar in the sample of `calendar.section.get`.
    public static ObjectNode section() {
        return object(SECTION);
    }

    /// The sample of `crm.timeline.comment.get`, with one of its files.
    public static ObjectNode comment() {
        return object(COMMENT);
    }

    /// What a captured answer of a real portal holds, for example `calendar-01`.
    public static JsonNode captured(String name) {
        try (var file = requireNonNull(Samples.class.getResourceAsStream("/captures/" + name + ".json"))) {
            return MAPPER.readTree(file).path("answer");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(String text) {
        return MAPPER.readTree(text);
    }

    public static ObjectNode object(String text) {
        return (ObjectNode) json(text);
    }

    public static JsonNode array(List<? extends JsonNode> elements) {
        return MAPPER.createArrayNode().addAll(elements);
    }

    public static CallResult answered(JsonNode value) {
        return new CallResult.Answered(value, null, NOON);
    }

    public static CallResult list(JsonNode... elements) {
        return answered(MAPPER.createArrayNode().addAll(Arrays.asList(elements)));
    }

    public static CallResult refused() {
        return new CallResult.Failed(new BitrixFailure.Rejected("Access denied"));
    }

    public static CallResult throttled() {
        return new CallResult.Failed(new BitrixFailure.MethodExhausted("OPERATION_TIME_LIMIT", null));
    }
}
