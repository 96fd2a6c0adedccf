package io.b24mirror.mirror.section;

import jakarta.persistence.Embeddable;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

/// What a calendar says; its components are the columns of `mirror.calendar_section`.
///
/// @param calendarType
///            whose it is: `user`, `group`, `company_calendar`, `location` …
/// @param ownerId
///            the id of the user or group; 0 for the company, rooms and resources
@Embeddable
public record SectionFields(@Nullable String calendarType, @Nullable Long ownerId, @Nullable String name,
        @Nullable String description, @Nullable String color, @Nullable String textColor, @Nullable Long createdBy,
        @Nullable String externalType, @Nullable Boolean isCollab) {

    /// Translates an element of `calendar.section.get`.
    ///
    /// @param asked
    ///            the owner whose calendars were asked for: one that does not say whose it is, is theirs
    static SectionFields of(JsonNode section, CalendarOwner asked) {
        var type = BitrixFields.text(section, "CAL_TYPE");
        var ownerId = BitrixFields.number(section, "OWNER_ID");
        return new SectionFields(type == null ? asked.type() : type,
                ownerId == null ? Long.valueOf(asked.id()) : ownerId, BitrixFields.text(section, "NAME"),
                BitrixFields.text(section, "DESCRIPTION"), BitrixFields.text(section, "COLOR"),
                BitrixFields.text(section, "TEXT_COLOR"), BitrixFields.id(section, "CREATED_BY"),
                BitrixFields.text(section, "EXTERNAL_TYPE"), BitrixFields.yesOrNo(section, "IS_COLLAB"));
    }
}
