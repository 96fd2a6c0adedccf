package io.b24mirror.reconciliation;

/// What the first steps of a sweep found has been read. Published inside the transaction that notes it, once per sweep:
/// whoever asks after something that is known only by now adds its steps by [SweepSteps].
public record SweepSurveyed(Sweep sweep) {}
