package io.b24mirror.mirror.event;

import java.util.List;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.store.FetchResult;

/// Reads an event by its id, which gives a series once, unlike a listing.
///
/// Bitrix24 answers null for an event that is deleted and for one that our user may not see alike, so null alone is
/// never taken for a deletion: users who may see it are asked, and if none does, our copy is hidden at most.
@Component
class EventReader implements RecordReader<FetchResult<EventFields>> {
    private final KnownEvents standings;
    private final EventStore store;

    EventReader(KnownEvents standings, EventStore store) {
        this.standings = standings;
        this.store = store;
    }

    @Override
    public RecordKind kind() {
        return EventKind.TYPE.kind();
    }

    @Override
    public Step<FetchResult<EventFields>> begin(FetchRequest request) {
        return new EventFetch(request, standings.of(request)).begin();
    }

    @Override
    public void keep(List<FetchResult<EventFields>> results) {
        store.keepResults(results);
    }
}
