package io.b24mirror.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;

import io.b24mirror.report.Filter.Choice;
import io.b24mirror.report.Filter.CrmItems;
import io.b24mirror.report.Filter.Moment;
import io.b24mirror.report.Filter.Numbers;
import io.b24mirror.report.Filter.Texts;

/// What the read API lists.
@Component
class Resources {
    /// The filter whose default turns round where somebody asks for what changed: a deletion is a change.
    static final String DELETED = "deleted";
    static final String UPDATED_SINCE = "updatedSince";

    private static final Set<String> PORTAL_ALONE = Set.of("member_id");

    private static final Filter PORTAL = new Texts("portal", "member_id");
    private static final Filter KIND = new Texts("kind", "record_kind");
    private static final Filter TYPE = new Texts("type", "calendar_type");
    private static final Filter SECTION = new Numbers("section", "section_id");
    private static final Filter OWNER = new Numbers("owner", "owner_id");

    /// Of `is null` on what is worked out by joins, PostgreSQL expects that it holds for one row in 200, and reads the
    /// whole table for a page.
    private static final String NOT_DELETED = "coalesce(deleted_at, 'infinity') >= 'infinity'";

    private static final Filter DELETED_RECORDS = new Choice(DELETED,
            "Whether deleted records are left out, listed too, or listed alone. By default they are left out, except where "
                    + "`updatedSince` asks what changed",
            Map.of("exclude", NOT_DELETED, "only", "deleted_at is not null", "include", "true"));

    private static final Filter UPDATED = new Moment(UPDATED_SINCE,
            "Only records that changed, were hidden, shown again or deleted since that moment; portal by portal in the order of "
                    + "`updated_at`, or, where other filters than `type` and `meeting` narrow the list, in theirs. Note when you "
                    + "begin, and ask the next time from ten minutes before that: what is read at the same time is not stored "
                    + "at the same time",
            "listed.updated_at >= :updatedSince");

    /// A day stands for the moment at which it begins in UTC; the first day that does so at a moment or later is `%s`.
    private static final String FIRST_DAY = "cast(%s at time zone 'UTC' + interval '1 day - 1 microsecond' as date)";

    private static final String FROM = "Only rows whose `%s` is that moment or later";
    private static final String TO = "Only rows whose `%s` is earlier than that moment";

    private final Map<String, Resource> byName;

    Resources() {
        byName = List
                .of(portals(), deliveries(), sections(), events(), occurrences(), comments(), updates(),
                        pendingFetches(),
                        freshness(), completeness(), operatorActions())
                .stream()
                .collect(Collectors.toMap(Resource::name, Function.identity()));
    }

    Optional<Resource> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    List<Resource> all() {
        return byName.values().stream().sorted(java.util.Comparator.comparing(Resource::name)).toList();
    }

    /// From that moment on.
    private static Filter from(String column) {
        return new Moment("from", FROM.formatted(column), column + " >= :from");
    }

    /// Before that moment.
    private static Filter to(String column) {
        return new Moment("to", TO.formatted(column), column + " < :to");
    }

    private static Resource portals() {
        return Resource.rows("portals", "portals", Order.by("member_id"), PORTAL, new Texts("state", "state"));
    }

    private static Resource deliveries() {
        return Resource.rows("deliveries", "deliveries", Order.newestFirst("received_at", "delivery_id"), PORTAL,
                new Texts("event", "event"), KIND, new Numbers("record", "record_id"),
                new Numbers("user", "user_id"), from("received_at"), to("received_at"));
    }

    private static Resource sections() {
        return Resource.records("calendar-sections", "calendar_sections", "section_id", PORTAL, TYPE, OWNER,
                UPDATED, DELETED_RECORDS);
    }

    private static Resource events() {
        return Resource.records("calendar-events", "calendar_events", "event_id", PORTAL, SECTION, TYPE, OWNER,
                new CrmItems("entity", "calendar_event_crm_links", "event_id"), from("sort_at"), to("sort_at"),
                Choice.yesOrNo("meeting", "is_meeting"), UPDATED, DELETED_RECORDS)
                .placedInTime(List.of(PORTAL_ALONE, Set.of("member_id", "section_id"),
                        Set.of("member_id", "calendar_type", "owner_id")));
    }

    private static Resource occurrences() {
        return Resource.rows("calendar-occurrences", "calendar_occurrences",
                Order.by("member_id", "sort_at", "event_id", "occurrence").ledBy(List.of(PORTAL_ALONE)), PORTAL,
                SECTION, TYPE, OWNER,
                new Numbers("event", "event_id"), from("sort_at"), to("sort_at"), DELETED_RECORDS);
    }

    private static Resource comments() {
        return Resource.records("timeline-comments", "timeline_comments", "comment_id", PORTAL,
                new CrmItems("entity", "timeline_comment_bindings", "comment_id"), new Numbers("author", "author_id"),
                from("sort_at"), to("sort_at"), UPDATED, DELETED_RECORDS)
                .placedInTime(List.of(PORTAL_ALONE));
    }

    private static Resource updates() {
        return Resource.rows("record-updates", "record_updates",
                Order.by("member_id", "record_kind", "updated_at", "record_id", "what"), PORTAL, KIND,
                new Texts("what", "what"), from("updated_at"), to("updated_at"));
    }

    private static Resource pendingFetches() {
        return Resource.rows("pending-fetches", "pending_fetches", Order.by("member_id", "record_kind", "record_id"),
                PORTAL, new Texts("state", "state"), KIND);
    }

    private static Resource freshness() {
        return Resource.rows("freshness", "freshness", Order.by("member_id", "record_kind"), PORTAL);
    }

    private static Resource completeness() {
        return Resource.rows("completeness", "completeness", Order.by("member_id", "day", "record_kind", "layer"),
                PORTAL, KIND, new Texts("layer", "layer"),
                new Moment("from", FROM.formatted("day"), "day >= " + FIRST_DAY.formatted(":from")),
                new Moment("to", TO.formatted("day"), "day < " + FIRST_DAY.formatted(":to")));
    }

    private static Resource operatorActions() {
        return Resource.rows("operator-actions", "operator_actions", Order.newestFirst("acted_at", "action_id"), PORTAL,
                new Texts("what", "what"), KIND, new Numbers("record", "record_id"), from("acted_at"), to("acted_at"));
    }
}
