package io.b24mirror.reconciliation;

/// A type of step.
///
/// @param name
///            as `reporting.sweep_steps` shows it, for example `window`
/// @param payload
///            a record that says what a step of this type is about; it is stored as JSON
public record StepType<P extends Record>(String name, Class<P> payload) {}
