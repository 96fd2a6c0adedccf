package io.b24mirror.mirror.event;

import java.util.List;

import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Tombstones;

/// Reads an event by its id, which gives a series once, unlike a listing.
///
/// Bitrix24 answers null for an event that is deleted and for one that our user may not see alike, so null alone is
/// never taken for a deletion.
@Component
class EventReader implements RecordReader<EventRecord> {
    private final CalendarEvents events;
    private final Tombstones tombstones;
    private final EventStore store;

    EventReader(CalendarEvents events, Tombstones tombstones, EventStore store) {
        this.events = events;
        this.tombstones = tombstones;
        this.store = store;
    }

    @Override
    public RecordKind kind() {
        return Kinds.CALENDAR_EVENT;
    }

    @Override
    public Step<EventRecord> begin(FetchRequest request) {
        var event = request.record();
        var gone = isGone(event);
        return Step.ask(Call.of("calendar.event.getbyid", "id", event.id()), result -> switch (result) {
            case CallResult.Answered(var answer, var _, var _) when answer.isNull() || answer.isMissingNode() ->
                absent(gone);
            case CallResult.Answered(var answer, var _, var askedAt) ->
                EventRecord.of(event, answer, askedAt, request.cause())
                        .<Step<EventRecord>>map(record -> new Step.Found<>(record, List.of()))
                        .orElseGet(() -> foreign(event, answer));
            case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
        });
    }

    @Override
    public void keep(List<EventRecord> records) {
        store.keep(records);
    }

    private boolean isGone(RecordRef event) {
        return events.findByKey(CalendarEvent.Key.of(event))
                .map(held -> tombstones.cover(held.seenAt(), held.livesWith()))
                .orElseGet(() -> tombstones.cover(event));
    }

    private static Step<EventRecord> absent(boolean gone) {
        return gone
                ? new Step.Nothing<>()
                : new Step.Failed<>(new BitrixFailure.NotFound(
                        "calendar.event.getbyid answers null: deleted, or not visible to our user"));
    }

    private static Step<EventRecord> foreign(RecordRef event, JsonNode answer) {
        return new Step.Failed<>(new BitrixFailure.Rejected(answer.isObject()
                ? "calendar.event.getbyid was asked for " + event.id() + " and answered another event"
                : "calendar.event.getbyid answered no event but a JSON " + answer.getNodeType()));
    }
}
