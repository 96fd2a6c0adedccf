package io.b24mirror.mirror.event;

import java.util.List;
import java.util.stream.Stream;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.version.StoredRecord;

/// Our copy of an event.
@Entity
@Immutable
@Table(schema = "mirror", name = "calendar_event")
@AttributeOverride(name = "key.recordId", column = @Column(name = "event_id"))
class CalendarEvent extends StoredRecord {
    @Embedded
    private EventFields fields;

    @SuppressWarnings("NullAway.Init")
    protected CalendarEvent() {}

    @Nullable
    Long parentId() {
        return fields.parentId();
    }

    /// The users who may see it, the one who acted on it last among them: the one who was shown it last, its owner, its
    /// creator and those who take part in it. A private event is shown to no one else, so who acted comes last.
    List<Long> witnesses(@Nullable Long actingUserId) {
        var own = Stream.concat(
                Stream.of(seenAs(), fields.ownerIfUser(), fields.createdBy(), fields.meetingHostId()),
                Attendee.of(raw()).stream().map(Attendee::userId));
        var acting = Stream.<@Nullable Long>of(actingUserId);
        return (fields.isPrivate() ? Stream.concat(own, acting) : Stream.concat(acting, own))
                .flatMap(Stream::ofNullable)
                .filter(id -> id > 0)
                .distinct()
                .toList();
    }

    /// Whether it is the entry of a participant or a room, and not the main one of its meeting.
    boolean isCopy() {
        return fields.isCopy(recordId());
    }

    /// Whether this main event, as it was shown in full after that copy was seen, does not name it.
    boolean doesWithout(CalendarEvent copy) {
        return !fields.isMasked() && !fetchedAt().isBefore(copy.seenAt()) && MeetingCopies.areAllNamedBy(raw())
                && !MeetingCopies.namedBy(raw()).contains(copy.recordId());
    }

    /// The records whose deletion takes this event along: itself, the meeting it belongs to, its calendar.
    List<RecordRef> livesWith() {
        return Stream.of(ref(EventKind.TYPE.kind(), recordId()), ref(EventKind.TYPE.kind(), fields.parentId()),
                ref(EventKind.CALENDAR, fields.sectionId()))
                .flatMap(Stream::ofNullable)
                .distinct()
                .toList();
    }

    private @Nullable RecordRef ref(RecordKind kind, @Nullable Long id) {
        return id == null ? null : new RecordRef(memberId(), kind, id);
    }
}
