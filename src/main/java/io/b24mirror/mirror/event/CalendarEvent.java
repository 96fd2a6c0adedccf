package io.b24mirror.mirror.event;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.portal.MemberId;

/// Our copy of an event, for looking things up; [EventStore] writes it.
@Entity
@Immutable
@Table(schema = "mirror", name = "calendar_event")
@SuppressWarnings("UnusedVariable") // most columns are read by the reporting views alone
class CalendarEvent {
    @Embeddable
    record Key(String memberId, long eventId) implements Serializable {
        static Key of(RecordRef event) {
            return new Key(event.memberId().value(), event.id());
        }
    }

    @EmbeddedId
    private Key key;

    private @Nullable Long parentId;
    private @Nullable Long sectionId;
    private @Nullable String calendarType;
    private @Nullable Long ownerId;
    private @Nullable String name;
    private @Nullable String description;
    private @Nullable String location;
    private @Nullable Instant startsAt;
    private @Nullable Instant endsAt;
    private boolean allDay;
    private @Nullable LocalDate startDate;
    private @Nullable LocalDate endDate;
    private @Nullable String timeZone;
    private @Nullable Long durationSeconds;
    private @Nullable Long createdBy;
    private boolean isMeeting;
    private @Nullable String meetingStatus;
    private @Nullable Long meetingHostId;
    private @Nullable String importance;
    private @Nullable String accessibility;
    private boolean isPrivate;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable JsonNode rrule;

    private @Nullable Long recurrenceId;
    private @Nullable Long version;
    private boolean isMasked;
    private @Nullable Long seenAs;

    @JdbcTypeCode(SqlTypes.JSON)
    private JsonNode raw;

    private Instant fetchedAt;
    private Instant seenAt;

    @SuppressWarnings("NullAway.Init")
    protected CalendarEvent() {}

    Instant seenAt() {
        return seenAt;
    }

    MemberId memberId() {
        return new MemberId(key.memberId());
    }

    @Nullable
    Long parentId() {
        return parentId;
    }

    /// The users who may see it, whoever acted on it last among them: who was shown it last, its owner, its creator and
    /// those who take part in it. Of a private event nobody else is shown anything, so who acted comes last.
    List<Long> witnesses(@Nullable Long actingUserId) {
        var own = Stream.concat(Stream.of(seenAs, ownerIfUser(), createdBy, meetingHostId),
                Attendee.of(raw).stream().map(Attendee::userId));
        var acting = Stream.<@Nullable Long>of(actingUserId);
        return (isPrivate ? Stream.concat(own, acting) : Stream.concat(acting, own)).flatMap(Stream::ofNullable)
                .filter(id -> id > 0)
                .distinct()
                .toList();
    }

    /// The user in whose calendar it stands, if it is a user's.
    private @Nullable Long ownerIfUser() {
        return "user".equals(calendarType) ? ownerId : null;
    }

    /// Whether it is the entry of a participant or a room, and not the main one of its meeting.
    boolean isCopy() {
        return parentId != null && parentId != key.eventId();
    }

    /// Whether this main event, as it was shown in full after that copy was seen, does not name it.
    boolean doesWithout(CalendarEvent copy) {
        return !isMasked && !fetchedAt.isBefore(copy.seenAt) && Copies.areAllNamedBy(raw)
                && !Copies.namedBy(raw).contains(copy.key.eventId());
    }

    /// The records whose deletion takes this event along: itself, the meeting it belongs to, its calendar.
    List<RecordRef> livesWith() {
        var memberId = memberId();
        return Stream.of(ref(memberId, Kinds.CALENDAR_EVENT, key.eventId()),
                ref(memberId, Kinds.CALENDAR_EVENT, parentId), ref(memberId, Kinds.CALENDAR_SECTION, sectionId))
                .flatMap(Stream::ofNullable)
                .distinct()
                .toList();
    }

    private static @Nullable RecordRef ref(MemberId memberId, RecordKind kind, @Nullable Long id) {
        return id == null ? null : new RecordRef(memberId, kind, id);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CalendarEvent that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(key);
    }
}
