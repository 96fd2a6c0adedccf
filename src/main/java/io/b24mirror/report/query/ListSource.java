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

    /// Chooses the order that suits these filters. Whole lists go by id, which never changes, and lists of changes by
    /// the time of the change. Other lists go by time; they may skip a record that is moved while they are paged
    /// through.
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

    /// The `from` clause, in which the view is called `listed`.
    ///
    /// No index knows when a record last changed, since joins work it out; `record_updates` has all changes of all
    /// records in order. Only the last change of each record is wanted, whose time is the record's: no change is later.
    /// PostgreSQL would expect an equation to hold hardly ever, and then find all rows before it returns the first.
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

    /// A column, as comparisons and the order name it. PostgreSQL does not transfer a condition on `listed` to the
    /// equal columns of `news`.
    String column(String name) {
        if (!byUpdate) {
            return "listed." + name;
        }
        return name.equals(requireNonNull(resource.records()).id()) ? "news.record_id" : "news." + name;
    }
}
