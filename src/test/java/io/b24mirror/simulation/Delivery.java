package io.b24mirror.simulation;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/// The one attempt to hand an event to its handler.
///
/// @param status
///            the HTTP status of the answer; 0 when there was none
/// @param latency
///            real time until the answer
/// @param failure
///            why there was no answer
public record Delivery(OutgoingEvent event, int status, Duration latency, @Nullable String failure) {}
