package io.b24mirror.reconciliation;

import java.util.List;

import io.b24mirror.fetch.Step;

/// How one type of step is done. Implemented by the rooms that keep records; one bean per type.
///
/// A listener to [SweepStarting] adds the steps that a sweep begins with.
///
/// @param <P>
///            what a step is about
/// @param <R>
///            what its asking came to
public interface SweepPart<P extends Record, R> {

    /// The type of the steps.
    StepType<P> type();

    /// Begins a step. May look into the database, but calls no portal: it asks by the step it returns.
    ///
    /// What [Step.Found] names as also found is put on the fetch list and counted as the step's records. A refusal that
    /// lasts may be returned as [Step.Failed]: the step is done then, with its problem. Anything else that failed is
    /// tried again as for records.
    Step<R> begin(SweepStep<P> step);

    /// Keeps what steps found, in the caller's transaction, together with marking them as done. It may add steps by
    /// [SweepSteps]. Keeping the same twice must change nothing.
    ///
    /// @param found
    ///            at least one
    void keep(List<Done<P, R>> found);

    /// A step and what its asking came to.
    record Done<P extends Record, R>(SweepStep<P> step, R value) {}
}
