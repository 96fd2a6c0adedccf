package io.b24mirror.report;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/// A piece of a `where` clause.
///
/// @param constant
///            the column that has one value because of it; null if there is none
record Condition(String sql, Map<String, Object> parameters, @Nullable String constant) {
    Condition(String sql, Map<String, Object> parameters) {
        this(sql, parameters, null);
    }
}
