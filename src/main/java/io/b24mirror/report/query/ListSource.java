package io.b24mirror.report.query;

import java.util.Set;

import io.b24mirror.report.Filter;
import io.b24mirror.report.Order;
import io.b24mirror.report.Resource;

import static java.util.Objects.requireNonNull;

/// What a list is read from, and in which order.
///
/// @param byUpdate
///            whether records are listed in the order in which they changed last
record ListSource(Resource resource, Order order, boolean byUpdate) {
    private static final Set<String> ANY_ORDER = Set.of(Resource.PORTAL, Resource.ID, Filter.Choice.DELETED);

    /// In the order that suits these filters. Whole lists go by id, which never changes, and what changed since goes by
    /// when it did; a reader who pages through another list may miss a record that is moved in time meanwhile.
    ///
    /// @param given
    ///            the names of the filters
    static ListSource of(Resource resource, Set<String> given) {
        if (given.contains(Filter.UpdatedSince.NAME) && (resource.inTime() == null || !isSelective(resource, given))) {
            var key = resource.order().key();
            return new ListSource(resource, Order.by("member_id", "updated_at", key.getLast()), true);
        }
        return resource.inTime() == null || ANY_ORDER.containsAll(given)
                ? new ListSource(resource, resource.order(), false)
                : new ListSource(resource, resource.inTime(), false);
    }

    private static boolean isSelective(Resource resource, Set<String> given) {
        return resource.filters().stream().anyMatch(filter -> filter.isSelective() && given.contains(filter.name()));
    }

    /// What comes after `from`, the view being called `listed`.
    ///
    /// When a record changed last is worked out by joins, so no index knows it; `record_updates` has all changes of all
    /// records in order. The last one of each is what is wanted, whose time is the record's: none is later. Of an
    /// equation PostgreSQL would expect that it hardly ever holds, and then find all rows before it gives the first.
    String sql() {
        if (!byUpdate) {
            return "reporting.%s listed".formatted(resource.view());
        }
        var records = requireNonNull(resource.records());
        return """
                (select distinct on (member_id, updated_at, record_id) member_id, updated_at, record_id
                 from reporting.record_updates
                 where record_kind = '%s'
                 order by member_id, updated_at, record_id) news
                join reporting.%s listed
                    on listed.member_id = news.member_id and listed.%s = news.record_id
                    and listed.updated_at <= news.updated_at"""
                .formatted(records.kind(), resource.view(), records.id());
    }

    /// A column of the key, as it is to be compared and ordered. PostgreSQL does not conclude from what holds for a
    /// record that it holds for its news.
    String column(String name) {
        if (!byUpdate) {
            return "listed." + name;
        }
        return name.equals(requireNonNull(resource.records()).id()) ? "news.record_id" : "news." + name;
    }
}
