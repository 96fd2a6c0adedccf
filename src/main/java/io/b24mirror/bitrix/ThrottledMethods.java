package io.b24mirror.bitrix;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.b24mirror.bitrix.limit.MethodThrottle;
import io.b24mirror.bitrix.limit.OperatingTime;

/// The methods of a portal that are throttled now. Their calls are not sent, and are answered as the portal would.
///
/// @param until
///            the end of each throttle, by the method's name in lower case
record ThrottledMethods(Map<String, Instant> until) {
    /// Returns why no batch may be sent at all; null if one may.
    @Nullable
    BitrixFailure ofBatch() {
        var end = until.get(OperatingTime.BATCH);
        return end == null ? null : failure(OperatingTime.BATCH, end);
    }

    /// Returns the calls that may be sent.
    List<Call> without(List<Call> calls) {
        return calls.stream().filter(call -> end(call) == null).toList();
    }

    /// Returns the results of all calls, in their order.
    ///
    /// @param sent
    ///            the results of the calls that were sent
    List<CallResult> fill(List<Call> calls, List<CallResult> sent) {
        var results = sent.iterator();
        return calls.stream().map(call -> {
            var end = end(call);
            return end == null ? results.next() : new CallResult.Failed(failure(call.method(), end));
        }).toList();
    }

    private @Nullable Instant end(Call call) {
        return until.get(MethodThrottle.name(call.method()));
    }

    private static BitrixFailure failure(String method, Instant end) {
        return new BitrixFailure.MethodExhausted(method + " has used up its operating time and rests until " + end,
                end);
    }
}
