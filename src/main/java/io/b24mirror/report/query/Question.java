package io.b24mirror.report.query;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.b24mirror.report.Resource;

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
public record Question(ListSource source, List<Column> fields, Map<String, String> filters, List<Condition> conditions,
        @Nullable Cursor after, long limit) {

    /// What is listed.
    public Resource resource() {
        return source.resource();
    }

    /// How many columns of the key, from the first one on, are the same for all rows.
    int constants() {
        var constant = constantColumns();
        var key = source.order().key();
        int count = 0;
        while (count < key.size() - 1 && constant.contains(key.get(count))) {
            count++;
        }
        return count;
    }

    /// Whether the database finds the rows in the same way whatever the values are, so that it need not plan anew.
    boolean isSteady() {
        var constant = constantColumns();
        return source.order().indexPrefixes().contains(constant)
                && conditions.stream().allMatch(condition -> switch (condition.kind()) {
                    case CONSTANT, FIXED -> true;
                    case RANGE -> !constant.isEmpty();
                    case OTHER -> false;
                });
    }

    private Set<String> constantColumns() {
        return conditions.stream().map(Condition::constant).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    public Question after(Cursor cursor) {
        return new Question(source, fields, filters, conditions, cursor, limit);
    }
}
