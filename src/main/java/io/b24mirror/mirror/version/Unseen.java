package io.b24mirror.mirror.version;

import java.time.Instant;

import io.b24mirror.fetch.RecordRef;

/// A record that was not shown at an instant to anyone whose token we hold.
public record Unseen(RecordRef record, Instant since) {}
