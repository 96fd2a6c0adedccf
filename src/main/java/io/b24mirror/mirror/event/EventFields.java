package io.b24mirror.mirror.event;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import jakarta.persistence.Embeddable;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.json.RawRecord;
import io.b24mirror.mirror.text.PlainText;
import io.b24mirror.mirror.time.EventTimes;

/// What an event says; its components are the columns of `mirror.calendar_event`.
///
/// @param isMasked
///            whether the portal shows less than all of it, see [Visibility]
@Embeddable
public record EventFields(@Nullable Long parentId, @Nullable Long sectionId, @Nullable String calendarType,
        @Nullable Long ownerId, @Nullable String name, @Nullable String description, @Nullable String location,
        @Nullable Instant startsAt, @Nullable Instant endsAt, boolean allDay, @Nullable LocalDate startDate,
        @Nullable LocalDate endDate, @Nullable String timeZone, @Nullable Long durationSeconds,
        @Nullable Long createdBy, boolean isMeeting, @Nullable String meetingStatus, @Nullable Long meetingHostId,
        @Nullable String importance, @Nullable String accessibility, boolean isPrivate,
        @JdbcTypeCode(SqlTypes.JSON) @Nullable JsonNode rrule, @Nullable Long recurrenceId, @Nullable Long version,
        boolean isMasked, @Nullable LocalDateTime localStart, @Nullable LocalDateTime localEnd,
        @Nullable String timeDoubt, @Nullable String descriptionText) {

    /// Translates an answer of `calendar.event.getbyid`.
    static EventFields of(JsonNode event, EventTimes times) {
        var section = BitrixFields.id(event, "SECTION_ID");
        return new EventFields(BitrixFields.id(event, "PARENT_ID"),
                section == null ? BitrixFields.id(event, "SECT_ID") : section, BitrixFields.text(event, "CAL_TYPE"),
                BitrixFields.number(event, "OWNER_ID"), BitrixFields.text(event, "NAME"),
                BitrixFields.text(event, "DESCRIPTION"), BitrixFields.text(event, "LOCATION"), times.startsAt(),
                times.endsAt(), times.allDay(), times.startDate(), times.endDate(), times.timeZone(),
                BitrixFields.number(event, "DT_LENGTH"), BitrixFields.id(event, "CREATED_BY"),
                BitrixFields.isYes(event, "IS_MEETING"), BitrixFields.text(event, "MEETING_STATUS"),
                BitrixFields.id(event, "MEETING_HOST"), BitrixFields.text(event, "IMPORTANCE"),
                BitrixFields.text(event, "ACCESSIBILITY"), BitrixFields.isYes(event, "PRIVATE_EVENT"), rrule(event),
                BitrixFields.id(event, "RECURRENCE_ID"), BitrixFields.number(event, "VERSION"),
                Visibility.of(event) != Visibility.FULL, times.localStart(), times.localEnd(), times.doubt(),
                PlainText.of(BitrixFields.text(event, "DESCRIPTION")));
    }

    private static @Nullable JsonNode rrule(JsonNode event) {
        return EventTimes.isSeries(event) ? RawRecord.of(event.path("RRULE")) : null;
    }

    /// The user in whose calendar it stands, if it is a user's.
    @Nullable
    Long ownerIfUser() {
        return "user".equals(calendarType) ? ownerId : null;
    }

    /// Whether it is the entry of a participant or a room, and not the main one of its meeting.
    boolean isCopy(long eventId) {
        return parentId != null && parentId != eventId;
    }
}
