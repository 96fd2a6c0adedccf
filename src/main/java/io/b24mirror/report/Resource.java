package io.b24mirror.report;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// Something that the read API lists: a reporting view, what narrows it, and an order in which it is paged.
///
/// Every bean of this type is served, with its records and their histories where it has any. The view has the
/// resource's name, with underscores; its columns and their meaning come from the database. Every list has the filter
/// `portal`.
///
/// @param name
///            its name in addresses
/// @param inTime
///            the order of lists that are narrowed by what an index in time begins with; null where there is none
/// @param records
///            what the rows are; null where they are no records
public record Resource(String name, String view, Order order, @Nullable Order inTime, List<Filter> filters,
        @Nullable Records records) {
    /// The filter by portal, which every resource has.
    public static final String PORTAL = "portal";

    /// The filter by number, which single records and their histories have.
    public static final String ID = "id";

    private static final String MEMBER_ID = "member_id";
    private static final Filter BY_PORTAL = Filter.category(PORTAL, MEMBER_ID);

    /// Rows that are records.
    ///
    /// @param kind
    ///            the name of their kind, as `record_kind` in the reporting views has it
    /// @param id
    ///            the column that, with member_id, identifies one record
    public record Records(String kind, String id) {}

    /// Rows that are no records.
    public static Resource rows(String name, Order order, Filter... filters) {
        return new Resource(name, name.replace('-', '_'), order, null, narrowed(Stream.of(filters)), null);
    }

    /// Records with a number within their portal, which `updatedSince` and `deleted` narrow, too. The view of their
    /// versions is called as the resource's, with `_history` behind it.
    ///
    /// @param kind
    ///            the name of their kind, as `record_kind` in the reporting views has it
    /// @param id
    ///            the column that, with member_id, identifies one record
    public static Resource records(String name, String kind, String id, Filter... filters) {
        var order = Order.by(MEMBER_ID, id)
                .withIndexPrefixes(List.of(Set.of(), Set.of(MEMBER_ID), Set.of(MEMBER_ID, id)));
        var all = Stream.concat(Stream.of(filters), Stream.of(new Filter.UpdatedSince(), Filter.deleted()));
        return new Resource(name, name.replace('-', '_'), order, null, narrowed(all), new Records(kind, id));
    }

    private static List<Filter> narrowed(Stream<Filter> filters) {
        return Stream.concat(Stream.of(BY_PORTAL), filters).toList();
    }

    /// The same records, which have a place in time, the column `sort_at`.
    ///
    /// @param indexPrefixes
    ///            as [Order] has them
    public Resource placedInTime(List<Set<String>> indexPrefixes) {
        var time = Order.by(MEMBER_ID, "sort_at", order.key().getLast()).withIndexPrefixes(indexPrefixes);
        return new Resource(name, view, order, time, filters, records);
    }

    /// One record, named by portal and number.
    public Resource single() {
        return new Resource(name, view, order, null, List.of(BY_PORTAL, Filter.numbers(ID, identity().id())), records);
    }

    /// The versions of one record, the first one first.
    public Resource versions() {
        var id = identity().id();
        var order = Order.by("valid_from").withIndexPrefixes(List.of(Set.of(MEMBER_ID, id)));
        return new Resource(name + "/history", view + "_history", order, null,
                List.of(BY_PORTAL, Filter.numbers(ID, id)), null);
    }

    private Records identity() {
        if (records == null) {
            throw new IllegalStateException(name + " lists no records");
        }
        return records;
    }
}
