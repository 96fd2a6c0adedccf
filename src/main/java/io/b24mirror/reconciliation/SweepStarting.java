package io.b24mirror.reconciliation;

/// A sweep begins. Published inside the transaction that makes it so: whoever has something to ask in every sweep adds
/// its first steps by [SweepSteps] now.
public record SweepStarting(Sweep sweep) {}
