package io.b24mirror.reconciliation;

import org.jspecify.annotations.Nullable;

/// A step to be added to a sweep.
///
/// @param key
///            what it is about: a second step of the same type and key is not added to the same sweep; null for one that
///            is never the same
public record NewStep(String type, @Nullable String key, Record payload) {

    /// Makes a step that is done once per sweep.
    public static <P extends Record> NewStep once(StepType<P> type, String key, P payload) {
        return new NewStep(type.name(), key, payload);
    }

    /// Makes a step that is done whatever others there are.
    public static <P extends Record> NewStep of(StepType<P> type, P payload) {
        return new NewStep(type.name(), null, payload);
    }
}
