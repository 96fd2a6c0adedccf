package io.b24mirror.reconciliation;

/// A step that is being done.
///
/// @param payload
///            what it is about
public record SweepStep<P extends Record>(long stepId, Sweep sweep, P payload) {}
