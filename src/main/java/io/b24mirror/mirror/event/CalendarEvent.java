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

    @JdbcTypeCode(SqlTypes.JSON)
    private JsonNode raw;

    private Instant fetchedAt;
    private Instant seenAt;

    @SuppressWarnings("NullAway.Init")
    protected CalendarEvent() {}

    Instant seenAt() {
        return seenAt;
    }

    /// The records whose deletion takes this event along: itself, the meeting it belongs to, its calendar.
    List<RecordRef> livesWith() {
        var memberId = new MemberId(key.memberId());
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
