package io.b24mirror.mirror.event;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.AlternateReaders;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.version.RecordKey;

/// Looks up what we know of events.
@Component
class KnownEvents {
    private final CalendarEvents events;
    private final Tombstones tombstones;
    private final EventStore store;
    private final AlternateReaders secondOpinion;

    KnownEvents(CalendarEvents events, Tombstones tombstones, EventStore store, AlternateReaders secondOpinion) {
        this.events = events;
        this.tombstones = tombstones;
        this.store = store;
        this.secondOpinion = secondOpinion;
    }

    KnownEvent of(FetchRequest request) {
        var event = request.record();
        var held = find(event);
        return new KnownEvent(held.isPresent(), isGone(event, held), held.filter(this::isDropped).isPresent(),
                held.filter(CalendarEvent::isCopy).isPresent() ? List.of() : store.copiesOf(event),
                witnesses(event, request.actingUserId(), held));
    }

    private Optional<CalendarEvent> find(RecordRef event) {
        return events.findByKey(RecordKey.of(event));
    }

    private boolean isGone(RecordRef event, Optional<CalendarEvent> held) {
        return held.map(copy -> tombstones.cover(copy.seenAt(), copy.livesWith()))
                .orElseGet(() -> tombstones.cover(event));
    }

    private boolean isDropped(CalendarEvent copy) {
        return copy.isCopy() && copy.parentId() != null
                && find(EventKind.ref(copy.memberId(), copy.parentId()))
                        .filter(main -> main.doesWithout(copy))
                        .isPresent();
    }

    private List<Long> witnesses(RecordRef event, @Nullable Long actingUserId, Optional<CalendarEvent> held) {
        return held.map(copy -> secondOpinion.among(event.memberId(),
                copy.witnesses(actingUserId).toArray(Long[]::new)))
                .orElseGet(() -> secondOpinion.among(event.memberId(), actingUserId));
    }
}
