package io.b24mirror.report;

import java.util.List;
import java.util.Set;

/// The order of a list: that of an index, so that a page begins where the last one ended however many rows come before
/// it.
///
/// @param key
///            columns that identify a row. None is ever null
/// @param isNewestFirst
///            whether it is descending
/// @param indexPrefixes
///            sets of columns that filters may hold constant so that an index has the rest in this order, whatever the
///            values are
public record Order(List<String> key, boolean isNewestFirst, List<Set<String>> indexPrefixes) {

    /// Ascending by these columns.
    public static Order by(String... key) {
        return new Order(List.of(key), false, List.of());
    }

    /// Descending by these columns.
    public static Order newestFirst(String... key) {
        return new Order(List.of(key), true, List.of());
    }

    /// The same order, served by indexes that begin with one of these sets of columns.
    public Order withIndexPrefixes(List<Set<String>> prefixes) {
        return new Order(key, isNewestFirst, prefixes);
    }
}
