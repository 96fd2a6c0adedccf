package io.b24mirror.mirror.event;

import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

/// How much of an event an answer shows, in ascending order.
///
/// Bitrix24 restricts an event in three forms: private, time only, title only. The first two have the flag
/// `IS_ACCESSIBLE_TO_USER`, the third has none; all of them lack the key `LOCATION`. They keep the times, the rule and
/// its exceptions, `VERSION` and an empty `DESCRIPTION`. Administrators, too, are shown a private event of others
/// like that.
public enum Visibility {
    /// That the time is taken, under a placeholder for a title.
    TIME_ONLY,
    /// The title as well, with a word in the portal's language behind it.
    TITLE_ONLY,
    /// All of it.
    FULL;

    public static Visibility of(JsonNode event) {
        if (event.has("LOCATION") && !Boolean.FALSE.equals(BitrixFields.yesOrNo(event, "IS_ACCESSIBLE_TO_USER"))) {
            return FULL;
        }
        return event.has("IS_ACCESSIBLE_TO_USER") ? TIME_ONLY : TITLE_ONLY;
    }
}
