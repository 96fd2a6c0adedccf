package io.b24mirror.mirror.event;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.json.RawRecord;
import io.b24mirror.mirror.text.PlainText;
import io.b24mirror.mirror.time.EventTimes;
import io.b24mirror.mirror.time.ServerClock;
import io.b24mirror.mirror.version.VersionedTable.Reading;
import io.b24mirror.portal.MemberId;

/// A calendar event as `calendar.event.getbyid` gave it, in our words; its components are the columns of its table, but
/// for the two lists.
///
/// @param isMasked
///            whether the portal shows less than all of it, see [Visibility]
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

    /// Translates an answer; empty if it is not the event that was asked for.
    static Optional<EventRecord> of(RecordRef asked, JsonNode event, Instant fetchedAt, Cause cause) {
        var eventId = BitrixFields.id(event, "ID");
        return eventId == null || eventId != asked.id()
                ? Optional.empty()
                : Optional.of(translate(asked, event, fetchedAt, cause));
    }

    private static EventRecord translate(RecordRef asked, JsonNode event, Instant fetchedAt, Cause cause) {
        var raw = RawRecord.of(event);
        var times = EventTimes.of(event, ServerClock.UNKNOWN);
        var section = BitrixFields.id(event, "SECTION_ID");
        return new EventRecord(asked.memberId(), asked.id(), BitrixFields.id(event, "PARENT_ID"),
                section == null ? BitrixFields.id(event, "SECT_ID") : section, BitrixFields.text(event, "CAL_TYPE"),
                BitrixFields.number(event, "OWNER_ID"), BitrixFields.text(event, "NAME"),
                BitrixFields.text(event, "DESCRIPTION"),
                BitrixFields.text(event, "LOCATION"), times.startsAt(), times.endsAt(), times.allDay(),
                times.startDate(),
                times.endDate(), times.timeZone(), BitrixFields.number(event, "DT_LENGTH"),
                BitrixFields.id(event, "CREATED_BY"), BitrixFields.isYes(event, "IS_MEETING"),
                BitrixFields.text(event, "MEETING_STATUS"), BitrixFields.id(event, "MEETING_HOST"),
                BitrixFields.text(event, "IMPORTANCE"), BitrixFields.text(event, "ACCESSIBILITY"),
                BitrixFields.isYes(event, "PRIVATE_EVENT"), rrule(event), BitrixFields.id(event, "RECURRENCE_ID"),
                BitrixFields.number(event, "VERSION"), isMasked(event), times.localStart(), times.localEnd(),
                times.doubt(),
                PlainText.of(BitrixFields.text(event, "DESCRIPTION")), raw, hash(raw, times), null, fetchedAt, cause,
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
                times.doubt(), descriptionText, raw, hash(raw, times), readAs, fetchedAt, cause, attendees, crmLinks);
    }

    private static String hash(JsonNode raw, EventTimes times) {
        return times.allDay()
                ? EventContent.hash(raw, times.startDate(), times.endDate())
                : EventContent.hash(raw, times.localStart(), times.localEnd());
    }

    private static @Nullable JsonNode rrule(JsonNode event) {
        return EventTimes.isSeries(event) ? RawRecord.of(event.path("RRULE")) : null;
    }

    private static boolean isMasked(JsonNode event) {
        return Visibility.of(event) != Visibility.FULL;
    }

    Visibility visibility() {
        return Visibility.of(raw);
    }

    @Override
    public RecordRef ref() {
        return new RecordRef(memberId, Kinds.CALENDAR_EVENT, eventId);
    }
}
