package io.b24mirror.subscription;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// The state of a subscription.
///
/// @param reason
///            why the portal refused it; null if it is bound
/// @param offered
///            whether `events` listed the code then
record BindingState(EventBinding binding, @Nullable String reason, boolean offered, Instant checkedAt) {
    static BindingState bound(EventBinding binding, Instant at) {
        return new BindingState(binding, null, true, at);
    }

    boolean isBound() {
        return reason == null;
    }
}
