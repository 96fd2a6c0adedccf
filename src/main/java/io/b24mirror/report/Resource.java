package io.b24mirror.report;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/// Something that can be listed: a reporting view, what narrows it, and an order in which it is paged.
///
/// @param name
///            its name in addresses
/// @param key
///            columns that tell its rows apart, in the order of an index, so that a page begins where the last one ended
///            however many rows come before it. None is ever null
/// @param inTime
///            another such key, for lists that are narrowed by what an index in time begins with; null where there is
///            none
/// @param newestFirst
///            whether the order is descending
/// @param id
///            the column that, with member_id, names one record; null where rows are no records
/// @param history
///            the view of a record's versions; null where there are none
record Resource(String name, String view, List<String> key, @Nullable List<String> inTime, boolean newestFirst,
        List<Filter> filters,
        @Nullable String id, @Nullable String history) {
    private static final Set<String> ANY_ORDER = Set.of("portal", "id", Resources.DELETED, Resources.UPDATED_SINCE);

    /// Rows that are no records.
    static Resource rows(String name, String view, List<String> key, boolean newestFirst, Filter... filters) {
        return new Resource(name, view, key, null, newestFirst, List.of(filters), null, null);
    }

    /// Records with a number within their portal and a history.
    static Resource records(String name, String view, String id, Filter... filters) {
        return new Resource(name, view, List.of("member_id", id), null, false, List.of(filters), id,
                view + "_history");
    }

    /// The same, and they have a place in time.
    Resource placedInTime() {
        return new Resource(name, view, key, List.of("member_id", "sort_at", key.getLast()), newestFirst, filters, id,
                history);
    }

    /// In the order that suits these filters. Whole lists go by id, which never changes; a record that is moved in time
    /// while somebody pages through a narrowed list may be missed by him.
    Resource orderedFor(Set<String> given) {
        return inTime == null || ANY_ORDER.containsAll(given)
                ? this
                : new Resource(name, view, inTime, null, newestFirst, filters, id, history);
    }

    /// Just these.
    Resource with(Filter... only) {
        return new Resource(name, view, key, null, newestFirst, List.of(only), id, history);
    }

    /// The versions of one record, the first one first.
    Resource versions() {
        if (history == null || id == null) {
            throw new IllegalStateException(name + " has no history");
        }
        return new Resource(name + "/history", history, List.of("valid_from"), null, false,
                List.of(new Filter.Texts("portal", "member_id"), new Filter.Numbers("id", id)), null, null);
    }
}
