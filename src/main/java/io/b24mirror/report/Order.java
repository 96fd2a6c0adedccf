package io.b24mirror.report;

import java.util.List;
import java.util.Set;

/// In what order a list comes: that of an index, so that a page begins where the last one ended however many rows come
/// before it.
///
/// @param key
///            columns that tell the rows apart. None is ever null
/// @param isNewestFirst
///            whether it is descending
/// @param leads
///            what filters may hold constant so that an index has the rest in this order, whatever the values are: each
///            one a set of columns
record Order(List<String> key, boolean isNewestFirst, List<Set<String>> leads) {
    static Order by(String... key) {
        return new Order(List.of(key), false, List.of());
    }

    static Order newestFirst(String... key) {
        return new Order(List.of(key), true, List.of());
    }

    Order ledBy(List<Set<String>> columns) {
        return new Order(key, isNewestFirst, columns);
    }
}
