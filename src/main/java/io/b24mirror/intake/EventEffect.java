package io.b24mirror.intake;

import io.b24mirror.fetch.RecordRef;

/// What an event causes besides its entry in the delivery log.
public sealed interface EventEffect {

    /// A record changed and has to be fetched.
    record Changed(RecordRef record) implements EventEffect {}

    /// A record was deleted.
    record Removed(RecordRef record) implements EventEffect {}

    /// The portal removed the app.
    record Uninstalled() implements EventEffect {}

    /// A test event arrived.
    record Tested() implements EventEffect {}

    /// The portal's offline queue holds events for us.
    record Signalled() implements EventEffect {}

    /// Nothing: we do not handle the event, or it names no record.
    record None() implements EventEffect {}
}
