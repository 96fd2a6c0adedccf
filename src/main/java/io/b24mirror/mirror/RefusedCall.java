package io.b24mirror.mirror;

import io.b24mirror.bitrix.BitrixFailure;

/// Tells a refusal of one call from trouble that concerns all of them.
public final class RefusedCall {
    private RefusedCall() {}

    /// Whether the portal said no to just this call, so that others may still be answered and this one never will.
    public static boolean isLasting(BitrixFailure failure) {
        return switch (failure) {
            case BitrixFailure.Forbidden _,BitrixFailure.NotFound _,BitrixFailure.Rejected _ -> true;
            case BitrixFailure.TooManyRequests _,BitrixFailure.MethodExhausted _,BitrixFailure.Overloaded _,BitrixFailure.Closed _,BitrixFailure.AppMissing _,BitrixFailure.TokenExpired _,BitrixFailure.Unauthorized _,BitrixFailure.Suspended _,BitrixFailure.Unrecognized _,BitrixFailure.Unavailable _ ->
                false;
        };
    }
}
