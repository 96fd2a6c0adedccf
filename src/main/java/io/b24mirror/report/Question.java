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

    /// How many columns of the key, from the first one on, are the same for all rows.
    int constants() {
        var constant = conditions.stream().map(Condition::constant).toList();
        var key = resource.key();
        int count = 0;
        while (count < key.size() - 1 && constant.contains(key.get(count))) {
            count++;
        }
        return count;
    }

    Question after(Cursor cursor) {
        return new Question(resource, fields, filters, conditions, cursor, limit);
    }
}
