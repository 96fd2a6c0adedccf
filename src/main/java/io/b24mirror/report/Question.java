package io.b24mirror.report;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// What somebody wants to have listed, checked.
///
/// @param fields
///            the columns, in the order asked for
/// @param filters
///            the filters as they were given
/// @param after
///            where to begin; null for the first row
/// @param limit
///            how many rows at most
record Question(Resource resource, List<Column> fields, Map<String, String> filters, List<Condition> conditions,
        @Nullable Cursor after, long limit) {

    Question after(Cursor cursor) {
        return new Question(resource, fields, filters, conditions, cursor, limit);
    }
}
