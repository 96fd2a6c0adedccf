package io.b24mirror.report.query;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/// A condition of a `where` clause.
///
/// @param constant
///            the column that it holds to one value; null if there is none
record SqlCondition(String sql, Map<String, Object> parameters, Kind kind, @Nullable String constant) {

    /// What it tells the planner of PostgreSQL.
    enum Kind {
        /// A column equals one value.
        CONSTANT,
        /// A column is above or below a value.
        RANGE,
        /// The condition depends on no value.
        FIXED,
        /// Anything else.
        OTHER
    }

    static SqlCondition constant(String sql, Map<String, Object> parameters, String column) {
        return new SqlCondition(sql, parameters, Kind.CONSTANT, column);
    }

    static SqlCondition of(Kind kind, String sql, Map<String, Object> parameters) {
        return new SqlCondition(sql, parameters, kind, null);
    }
}
