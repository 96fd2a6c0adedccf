package io.b24mirror.simulation;

import java.net.URI;

/// An event on its way to a handler.
///
/// @param id
///            counts up in the order in which things happened
/// @param body
///            the form, as it goes over the wire
public record OutgoingEvent(long id, String event, URI handler, String body) {}
