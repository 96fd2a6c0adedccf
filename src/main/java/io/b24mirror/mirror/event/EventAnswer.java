package io.b24mirror.mirror.event;

import java.time.Instant;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.json.RawRecord;
import io.b24mirror.mirror.time.EventTimes;
import io.b24mirror.mirror.time.ServerClock;
import io.b24mirror.mirror.version.Observation;

/// Translates events as `calendar.event.getbyid` answers them.
public final class EventAnswer {
    private EventAnswer() {}

    /// Translates an answer, as long as nothing is known of the clock of its portal's server; empty if it is not the
    /// event that was asked for.
    public static Optional<Observation<EventFields>> translate(RecordRef asked, JsonNode event, Instant fetchedAt,
            Cause cause) {
        var eventId = BitrixFields.id(event, "ID");
        if (eventId == null || eventId != asked.id()) {
            return Optional.empty();
        }
        var raw = RawRecord.of(event);
        var times = EventTimes.of(raw, ServerClock.UNKNOWN);
        return Optional.of(new Observation<>(asked, EventFields.of(raw, times), raw, hash(raw, times), null, fetchedAt,
                cause));
    }

    /// The same event, by what is known of its portal's clock.
    static Observation<EventFields> by(ServerClock clock, Observation<EventFields> event) {
        var times = EventTimes.of(event.raw(), clock);
        return event.with(EventFields.of(event.raw(), times), hash(event.raw(), times));
    }

    private static String hash(JsonNode raw, EventTimes times) {
        return times.allDay()
                ? EventContent.hash(raw, times.startDate(), times.endDate())
                : EventContent.hash(raw, times.localStart(), times.localEnd());
    }
}
