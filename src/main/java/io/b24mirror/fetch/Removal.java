package io.b24mirror.fetch;

import java.time.Instant;

/// A record that was deleted on its portal, no later than the given time.
///
/// @param removedAt
///            when we learned of the deletion
/// @param cause
///            how we learned of it
public record Removal(RecordRef record, Instant removedAt, Cause cause) {}
