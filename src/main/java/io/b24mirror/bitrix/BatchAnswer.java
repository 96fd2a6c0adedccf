package io.b24mirror.bitrix;

import java.util.List;

/// What became of a whole batch.
public sealed interface BatchAnswer {

    /// The batch ran; every call has a result of its own, in the order of the calls.
    record Results(List<CallResult> results) implements BatchAnswer {}

    /// The batch did not run, or nothing is known of it: no call has a result.
    record Failed(BitrixFailure failure) implements BatchAnswer {}
}
