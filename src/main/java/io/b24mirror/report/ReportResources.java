package io.b24mirror.report;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The resources of the views that no single kind of record owns.
@Configuration(proxyBeanMethods = false)
class ReportResources {
    private static final Filter KIND = Filter.texts("kind", "record_kind");

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
