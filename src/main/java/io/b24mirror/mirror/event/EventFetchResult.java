package io.b24mirror.mirror.event;

import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.mirror.version.Unseen;

/// What reading an event came to.
sealed interface EventFetchResult {

    /// The event is there; the fullest of what was shown.
    record Present(Observation<EventFields> event) implements EventFetchResult {}

    /// We hold the event, and nobody whose tokens we hold is shown it: deleted, or not visible.
    record Hidden(Unseen event) implements EventFetchResult {}

    /// We hold the event as a copy of a meeting that does without it, and it is there no more.
    record Gone(Removal removal) implements EventFetchResult {}
}
