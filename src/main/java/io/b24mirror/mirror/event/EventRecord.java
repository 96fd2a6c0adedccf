package io.b24mirror.mirror.event;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.ContentHash;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Lenient;
import io.b24mirror.mirror.RawRecord;
import io.b24mirror.mirror.VersionedTable.Reading;
import io.b24mirror.mirror.time.EventTimes;
import io.b24mirror.mirror.time.ServerClock;
import io.b24mirror.portal.MemberId;

/// A calendar event as `calendar.event.getbyid` gave it, in our words; its components are the columns of its table, but
/// for the two lists.
///
/// @param isMasked
///            whether it shows only that the time is taken
/// @param readAs
///            the user whose token read it; null for the service's own identity
/// @param fetchedAt
///            when the request left
/// @param cause
///            why it was read
record EventRecord(MemberId memberId, long eventId, @Nullable Long parentId, @Nullable Long sectionId,
        @Nullable String calendarType, @Nullable Long ownerId, @Nullable String name, @Nullable String description,
        @Nullable String location, @Nullable Instant startsAt, @Nullable Instant endsAt, boolean allDay,
        @Nullable LocalDate startDate, @Nullable LocalDate endDate, @Nullable String timeZone,
        @Nullable Long durationSeconds, @Nullable Long createdBy, boolean isMeeting, @Nullable String meetingStatus,
        @Nullable Long meetingHostId, @Nullable String importance, @Nullable String accessibility, boolean isPrivate,
        @Nullable JsonNode rrule, @Nullable Long recurrenceId, @Nullable Long version, boolean isMasked,
        @Nullable LocalDateTime localStart, @Nullable LocalDateTime localEnd, @Nullable String timeDoubt,
        @Nullable String descriptionText, JsonNode raw, String contentHash, @Nullable Long readAs, Instant fetchedAt,
        Cause cause, List<Attendee> attendees,
        List<CrmLink> crmLinks) implements Reading {

    /// The reader's distance from UTC, and texts in the reader's language and date format that say again what other
    /// fields say.
    private static final ContentHash CONTENT = new ContentHash(Set.of("~USER_OFFSET_FROM", "~USER_OFFSET_TO",
            "DATE_FROM_FORMATTED", "DATE_TO_FORMATTED", "~RRULE_DESCRIPTION"));

    /// Translates an answer; empty if it is not the event that was asked for.
    static Optional<EventRecord> of(RecordRef asked, JsonNode event, Instant fetchedAt, Cause cause) {
        var eventId = Lenient.id(event, "ID");
        return eventId == null || eventId != asked.id()
                ? Optional.empty()
                : Optional.of(translate(asked, event, fetchedAt, cause));
    }

    private static EventRecord translate(RecordRef asked, JsonNode event, Instant fetchedAt, Cause cause) {
        var raw = RawRecord.of(event);
        var times = EventTimes.of(event, ServerClock.UNKNOWN);
        var section = Lenient.id(event, "SECTION_ID");
        return new EventRecord(asked.memberId(), asked.id(), Lenient.id(event, "PARENT_ID"),
                section == null ? Lenient.id(event, "SECT_ID") : section, Lenient.text(event, "CAL_TYPE"),
                Lenient.number(event, "OWNER_ID"), Lenient.text(event, "NAME"), Lenient.text(event, "DESCRIPTION"),
                Lenient.text(event, "LOCATION"), times.startsAt(), times.endsAt(), times.allDay(), times.startDate(),
                times.endDate(), times.timeZone(), Lenient.number(event, "DT_LENGTH"),
                Lenient.id(event, "CREATED_BY"), Lenient.isYes(event, "IS_MEETING"),
                Lenient.text(event, "MEETING_STATUS"), Lenient.id(event, "MEETING_HOST"),
                Lenient.text(event, "IMPORTANCE"), Lenient.text(event, "ACCESSIBILITY"),
                Lenient.isYes(event, "PRIVATE_EVENT"), rrule(event), Lenient.id(event, "RECURRENCE_ID"),
                Lenient.number(event, "VERSION"), isMasked(event), times.localStart(), times.localEnd(), times.doubt(),
                null, raw, CONTENT.of(raw), null, fetchedAt, cause,
                Attendee.of(event), CrmLink.of(event));
    }

    /// The same, read by a user's token.
    EventRecord readAs(long userId) {
        return new EventRecord(memberId, eventId, parentId, sectionId, calendarType, ownerId, name, description,
                location, startsAt, endsAt, allDay, startDate, endDate, timeZone, durationSeconds, createdBy, isMeeting,
                meetingStatus, meetingHostId, importance, accessibility, isPrivate, rrule, recurrenceId, version,
                isMasked, localStart, localEnd, timeDoubt, descriptionText, raw, contentHash, userId, fetchedAt, cause,
                attendees, crmLinks);
    }

    /// The same, by what is known of its portal's clock.
    EventRecord by(ServerClock clock) {
        var times = EventTimes.of(raw, clock);
        return new EventRecord(memberId, eventId, parentId, sectionId, calendarType, ownerId, name, description,
                location, times.startsAt(), times.endsAt(), times.allDay(), times.startDate(), times.endDate(),
                times.timeZone(), durationSeconds, createdBy, isMeeting, meetingStatus, meetingHostId, importance,
                accessibility, isPrivate, rrule, recurrenceId, version, isMasked, times.localStart(), times.localEnd(),
                times.doubt(), descriptionText, raw, contentHash, readAs, fetchedAt, cause, attendees, crmLinks);
    }

    private static @Nullable JsonNode rrule(JsonNode event) {
        return EventTimes.isSeries(event) ? RawRecord.of(event.path("RRULE")) : null;
    }

    private static boolean isMasked(JsonNode event) {
        return Boolean.FALSE.equals(Lenient.yesOrNo(event, "IS_ACCESSIBLE_TO_USER"));
    }

    @Override
    public RecordRef ref() {
        return new RecordRef(memberId, Kinds.CALENDAR_EVENT, eventId);
    }
}
