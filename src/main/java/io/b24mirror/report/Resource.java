package io.b24mirror.report;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/// Something that can be listed: a reporting view, what narrows it, and an order in which it is paged.
///
/// @param name
///            its name in addresses
/// @param inTime
///            the order of lists that are narrowed by what an index in time begins with; null where there is none
/// @param id
///            the column that, with member_id, names one record; null where rows are no records
/// @param history
///            the view of a record's versions; null where there are none
/// @param byUpdate
///            whether records are listed in the order in which they changed last
record Resource(String name, String view, Order order, @Nullable Order inTime, List<Filter> filters,
        @Nullable String id, @Nullable String history, boolean byUpdate) {
    private static final String MEMBER_ID = "member_id";
    private static final Set<String> SELDOM_SELECTIVE = Set.of("portal", "id", "type", "meeting", Resources.DELETED,
            Resources.UPDATED_SINCE);
    private static final Set<String> ANY_ORDER = Set.of("portal", "id", Resources.DELETED);

    /// Rows that are no records.
    static Resource rows(String name, String view, Order order, Filter... filters) {
        return new Resource(name, view, order, null, List.of(filters), null, null, false);
    }

    /// Records with a number within their portal and a history.
    static Resource records(String name, String view, String id, Filter... filters) {
        var order = Order.by(MEMBER_ID, id).ledBy(List.of(Set.of(), Set.of(MEMBER_ID), Set.of(MEMBER_ID, id)));
        return new Resource(name, view, order, null, List.of(filters), id, view + "_history", false);
    }

    /// The same, and they have a place in time.
    ///
    /// @param leads
    ///            as an order has them
    Resource placedInTime(List<Set<String>> leads) {
        return new Resource(name, view, order, Order.by(MEMBER_ID, "sort_at", order.key().getLast()).ledBy(leads),
                filters, id, history, false);
    }

    /// In the order that suits these filters. Whole lists go by id, which never changes, and what changed since goes by
    /// when it did; a record that is moved in time while somebody pages through another list may be missed by him.
    Resource orderedFor(Set<String> given) {
        if (given.contains(Resources.UPDATED_SINCE) && (inTime == null || SELDOM_SELECTIVE.containsAll(given))) {
            return new Resource(name, view, Order.by(MEMBER_ID, "updated_at", order.key().getLast()), null,
                    filters.stream().map(Resource::ofNews).toList(), id, history, true);
        }
        return inTime == null || ANY_ORDER.containsAll(given)
                ? this
                : new Resource(name, view, inTime, null, filters, id, history, false);
    }

    /// PostgreSQL does not conclude from what holds for a record that it holds for its news.
    private static Filter ofNews(Filter filter) {
        return filter instanceof Filter.Moment(var name, var meaning, var sql) && name.equals(Resources.UPDATED_SINCE)
                ? new Filter.Moment(name, meaning, sql.replace("listed.", "news."))
                : filter;
    }

    /// What comes after `from`, the view being called `listed`.
    ///
    /// When a record changed last is worked out by joins, so no index knows it; `record_updates` has all changes of all
    /// records in order. The last one of each is what is wanted, whose time is the record's: none is later. Of an
    /// equation PostgreSQL would expect that it hardly ever holds, and then find all rows before it gives the first.
    String source() {
        return byUpdate
                ? """
                        (select distinct on (member_id, updated_at, record_id) member_id, updated_at, record_id
                         from reporting.record_updates
                         where record_kind = '%s'
                         order by member_id, updated_at, record_id) news
                        join reporting.%s listed
                            on listed.member_id = news.member_id and listed.%s = news.record_id
                            and listed.updated_at <= news.updated_at""".formatted(kind(), view, id)
                : "reporting.%s listed".formatted(view);
    }

    private String kind() {
        return view.substring(0, view.length() - 1);
    }

    /// By what a column of the key is to be compared and ordered.
    String place(String column) {
        if (!byUpdate) {
            return "listed." + column;
        }
        return column.equals(id) ? "news.record_id" : "news." + column;
    }

    /// Just these.
    Resource with(Filter... only) {
        return new Resource(name, view, order, null, List.of(only), id, history, false);
    }

    /// The versions of one record, the first one first.
    Resource versions() {
        if (history == null || id == null) {
            throw new IllegalStateException(name + " has no history");
        }
        return rows(name + "/history", history, Order.by("valid_from").ledBy(List.of(Set.of(MEMBER_ID, id))),
                new Filter.Texts("portal", MEMBER_ID), new Filter.Numbers("id", id));
    }
}
