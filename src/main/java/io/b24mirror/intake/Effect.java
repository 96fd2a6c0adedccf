package io.b24mirror.intake;

import io.b24mirror.fetch.RecordRef;

/// What a delivery causes besides its entry in the log.
public sealed interface Effect {

    /// A record changed and has to be read.
    record Changed(RecordRef record) implements Effect {}

    /// A record is gone.
    record Removed(RecordRef record) implements Effect {}

    /// The portal removed the app.
    record Uninstalled() implements Effect {}

    /// A test event that was asked for arrived.
    record Tested() implements Effect {}

    /// The portal keeps events for us.
    record Rang() implements Effect {}

    /// Nothing: an event that nobody here is interested in, or one that names no record.
    record None() implements Effect {}
}
