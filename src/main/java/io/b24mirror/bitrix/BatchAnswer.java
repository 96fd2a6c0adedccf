package io.b24mirror.bitrix;

import java.util.List;

/// The answer to a batch.
public sealed interface BatchAnswer {

    /// The batch ran: every call has a result of its own, in the order of the calls.
    record Results(List<CallResult> results) implements BatchAnswer {}

    /// The batch did not run, or its fate is unknown: no call has a result.
    record Failed(BitrixFailure failure) implements BatchAnswer {}
}
