package io.b24mirror.report;

import java.util.List;
import java.util.Set;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The resources of the views that no single kind of record owns.
@Configuration(proxyBeanMethods = false)
class ReportResources {
    private static final Set<String> PORTAL_ALONE = Set.of("member_id");
    private static final Filter KIND = Filter.texts("kind", "record_kind");
    private static final Filter TYPE = Filter.category("type", "calendar_type");
    private static final Filter SECTION = Filter.numbers("section", "section_id");
    private static final Filter OWNER = Filter.numbers("owner", "owner_id");

    /// A day stands for the moment at which it begins in UTC; the first day that does so at a moment or later is `%s`.
    private static final String FIRST_DAY = "cast(%s at time zone 'UTC' + interval '1 day - 1 microsecond' as date)";

    @Bean
    Resource portalsResource() {
        return Resource.rows("portals", Order.by("member_id"), Filter.texts("state", "state"));
    }

    @Bean
    Resource deliveriesResource() {
        return Resource.rows("deliveries", Order.newestFirst("received_at", "delivery_id"),
                Filter.texts("event", "event"), KIND, Filter.numbers("record", "record_id"),
                Filter.numbers("user", "user_id"), Filter.from("received_at"), Filter.to("received_at"));
    }

    @Bean
    Resource calendarSectionsResource() {
        return Resource.records("calendar-sections", "calendar_section", "section_id", TYPE, OWNER);
    }

    @Bean
    Resource calendarEventsResource() {
        return Resource
                .records("calendar-events", "calendar_event", "event_id", SECTION, TYPE, OWNER,
                        Filter.crmItems("entity", "calendar_event_crm_links", "event_id"), Filter.from("sort_at"),
                        Filter.to("sort_at"), Filter.yesOrNo("meeting", "is_meeting"))
                .placedInTime(List.of(PORTAL_ALONE, Set.of("member_id", "section_id"),
                        Set.of("member_id", "calendar_type", "owner_id")));
    }

    @Bean
    Resource calendarOccurrencesResource() {
        return Resource.rows("calendar-occurrences",
                Order.by("member_id", "sort_at", "event_id", "occurrence").withIndexPrefixes(List.of(PORTAL_ALONE)),
                SECTION, TYPE, OWNER, Filter.numbers("event", "event_id"), Filter.from("sort_at"), Filter.to("sort_at"),
                Filter.deleted());
    }

    @Bean
    Resource timelineCommentsResource() {
        return Resource
                .records("timeline-comments", "timeline_comment", "comment_id",
                        Filter.crmItems("entity", "timeline_comment_bindings", "comment_id"),
                        Filter.numbers("author", "author_id"), Filter.from("sort_at"), Filter.to("sort_at"))
                .placedInTime(List.of(PORTAL_ALONE));
    }

    @Bean
    Resource recordUpdatesResource() {
        return Resource.rows("record-updates",
                Order.by("member_id", "record_kind", "updated_at", "record_id", "what"), KIND,
                Filter.texts("what", "what"), Filter.from("updated_at"), Filter.to("updated_at"));
    }

    @Bean
    Resource pendingFetchesResource() {
        return Resource.rows("pending-fetches", Order.by("member_id", "record_kind", "record_id"),
                Filter.texts("state", "state"), KIND);
    }

    @Bean
    Resource freshnessResource() {
        return Resource.rows("freshness", Order.by("member_id", "record_kind"));
    }

    @Bean
    Resource completenessResource() {
        return Resource.rows("completeness", Order.by("member_id", "day", "record_kind", "layer"), KIND,
                Filter.texts("layer", "layer"), Filter.from("day", "day >= " + FIRST_DAY.formatted(":from")),
                Filter.to("day", "day < " + FIRST_DAY.formatted(":to")));
    }

    @Bean
    Resource operatorActionsResource() {
        return Resource.rows("operator-actions", Order.newestFirst("acted_at", "action_id"),
                Filter.texts("what", "what"),
                KIND, Filter.numbers("record", "record_id"), Filter.from("acted_at"), Filter.to("acted_at"));
    }
}
