package io.b24mirror.report.query;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/// A piece of a `where` clause.
///
/// @param constant
///            the column that has one value because of it; null if there is none
record Condition(String sql, Map<String, Object> parameters, Kind kind, @Nullable String constant) {

    /// What the database can make of it.
    enum Kind {
        /// A column has one value.
        CONSTANT,
        /// A column is on one side of a value.
        RANGE,
        /// Depends on no value.
        FIXED,
        /// Anything else.
        OTHER
    }

    static Condition constant(String sql, Map<String, Object> parameters, String column) {
        return new Condition(sql, parameters, Kind.CONSTANT, column);
    }

    static Condition of(Kind kind, String sql, Map<String, Object> parameters) {
        return new Condition(sql, parameters, kind, null);
    }
}
