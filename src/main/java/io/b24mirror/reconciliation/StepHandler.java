package io.b24mirror.reconciliation;

import java.util.List;

import io.b24mirror.fetch.Step;

/// Does one type of step. Implemented by the rooms that store records; one bean per type.
///
/// A listener to [Sweep.Starting] adds the steps that a sweep begins with.
///
/// @param <P>
///            what a step is about
/// @param <R>
///            what a step finds
public interface StepHandler<P extends Record, R> {

    /// The type of the steps.
    StepType<P> type();

    /// Begins a step. May look into the database, but calls no portal: it asks by the step that it returns.
    ///
    /// What [Step.Found] names as also found is put on the fetch list and counted as the step's records. A permanent
    /// refusal may be returned as [Step.Failed]: the step then counts as done, with its problem. Any other failure is
    /// retried as for records.
    Step<R> begin(SweepStep<P> step);

    /// Stores what steps found, in the caller's transaction, together with marking them as done. It may add steps by
    /// [SweepSteps]. Storing the same findings twice must change nothing.
    ///
    /// @param found
    ///            at least one
    void keep(List<Done<P, R>> found);

    /// A type of step.
    ///
    /// @param name
    ///            as `reporting.sweep_steps` shows it, for example `window`
    /// @param payload
    ///            a record that says what a step of this type is about; it is stored as JSON
    record StepType<P extends Record>(String name, Class<P> payload) {}

    /// A step of a sweep.
    ///
    /// @param payload
    ///            what it is about
    record SweepStep<P extends Record>(long stepId, Sweep sweep, P payload) {}

    /// A step and what it found.
    record Done<P extends Record, R>(SweepStep<P> step, R value) {}
}
