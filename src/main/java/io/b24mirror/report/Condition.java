package io.b24mirror.report;

import java.util.Map;

/// A piece of a `where` clause.
record Condition(String sql, Map<String, Object> parameters) {}
