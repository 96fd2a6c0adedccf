package io.b24mirror.report.query;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.b24mirror.report.Resource;

/// A checked query for rows of a list.
///
/// @param fields
///            the columns, in the order asked for
/// @param filters
///            the filters as they were given
/// @param after
///            the key of the row before the first one; null to begin with the first row
/// @param limit
///            how many rows at most
public record ListQuery(ListSource source, List<Column> fields, Map<String, String> filters,
        List<SqlCondition> conditions,
        @Nullable PageCursor after, long limit) {

    /// What is listed.
    public Resource resource() {
        return source.resource();
    }

    /// How many leading columns of the key have the same value in all rows.
    int constants() {
        var constant = constantColumns();
        var key = source.order().key();
        int count = 0;
        while (count < key.size() - 1 && constant.contains(key.get(count))) {
            count++;
        }
        return count;
    }

    /// Whether one plan is good for all values, so that PostgreSQL can reuse it.
    boolean hasReusablePlan() {
        var constant = constantColumns();
        return source.order().indexPrefixes().contains(constant)
                && conditions.stream().allMatch(condition -> switch (condition.kind()) {
                    case CONSTANT, FIXED -> true;
                    case RANGE -> !constant.isEmpty();
                    case OTHER -> false;
                });
    }

    private Set<String> constantColumns() {
        return conditions.stream().map(SqlCondition::constant).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /// The same query, from the row after this one on.
    public ListQuery after(PageCursor cursor) {
        return new ListQuery(source, fields, filters, conditions, cursor, limit);
    }
}
