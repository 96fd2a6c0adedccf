package io.b24mirror.mirror.deletion;

import java.util.Collection;
import java.util.List;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.GivenUpFetches;
import io.b24mirror.fetch.Removal;
import io.b24mirror.intake.RecordRemovals;

/// Notes the deletions that portals announce. A deleted record is no longer to be read, not even where it could not be
/// read so far.
@Component
class AnnouncedDeletions implements RecordRemovals {
    private final Tombstones tombstones;
    private final GivenUpFetches givenUp;
    private final ApplicationEventPublisher events;

    AnnouncedDeletions(Tombstones tombstones, GivenUpFetches givenUp, ApplicationEventPublisher events) {
        this.tombstones = tombstones;
        this.givenUp = givenUp;
        this.events = events;
    }

    @Override
    public void remove(Collection<Removal> removals) {
        if (removals.isEmpty()) {
            return;
        }
        givenUp.forget(removals.stream().map(Removal::record).toList());
        tombstones.remember(removals);
        events.publishEvent(new RecordsDeleted(List.copyOf(removals)));
    }
}
