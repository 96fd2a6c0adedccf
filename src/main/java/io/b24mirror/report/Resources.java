package io.b24mirror.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;

import io.b24mirror.report.Filter.Choice;
import io.b24mirror.report.Filter.CrmItem;
import io.b24mirror.report.Filter.Moment;
import io.b24mirror.report.Filter.Numbers;
import io.b24mirror.report.Filter.Texts;

/// What the read API lists.
@Component
class Resources {
    /// The filter whose default turns round where somebody asks for what changed: a deletion is a change.
    static final String DELETED = "deleted";
    static final String UPDATED_SINCE = "updatedSince";

    private static final Filter PORTAL = new Texts("portal", "member_id", "Only of these portals, by member_id",
            "a223c6b3710f85df22e9377d6c4f7553");
    /// Of `is null` on what is worked out by joins, PostgreSQL expects that it holds for one row in 200, and reads the
    /// whole table for a page.
    private static final String NOT_DELETED = "coalesce(deleted_at, 'infinity') >= 'infinity'";

    private static final Filter DELETED_RECORDS = new Choice(DELETED,
            Map.of("exclude", NOT_DELETED, "only", "deleted_at is not null", "include", "true"),
            "Whether deleted records are listed; exclude unless updatedSince is given, include then");
    private final Map<String, Resource> byName;

    Resources() {
        byName = List
                .of(portals(), deliveries(), sections(), events(), occurrences(), comments(), updates(),
                        pendingFetches(),
                        freshness(), completeness())
                .stream()
                .collect(Collectors.toMap(Resource::name, Function.identity()));
    }

    Optional<Resource> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    List<Resource> all() {
        return byName.values().stream().sorted(java.util.Comparator.comparing(Resource::name)).toList();
    }

    private static Filter updated(String kind, String id) {
        return new Moment(UPDATED_SINCE, """
                (listed.member_id, listed.%s) in (select news.member_id, news.record_id
                                                  from reporting.record_updates news
                                                  where news.record_kind = '%s' and news.updated_at >= :updatedSince)"""
                .formatted(id, kind),
                "Only what changed, was hidden or was deleted since then, as far as the service knows");
    }

    private static Resource portals() {
        return Resource.rows("portals", "portals", List.of("member_id"), false, PORTAL,
                new Texts("state", "state", "Only in these states", "ACTIVE"));
    }

    private static Resource deliveries() {
        return Resource.rows("deliveries", "deliveries", List.of("received_at", "delivery_id"), true, PORTAL,
                new Texts("event", "event", "Only these event codes, in upper case", "ONCALENDARENTRYADD"),
                new Texts("kind", "record_kind", "Only of these kinds of record", "calendar_event"),
                new Numbers("record", "record_id", "Only about the records with these ids"),
                new Numbers("user", "user_id", "Only caused by these users"),
                new Moment("from", "received_at >= :from", "Only received at this moment or later"),
                new Moment("to", "received_at < :to", "Only received before this moment"));
    }

    private static Resource sections() {
        return Resource.records("calendar-sections", "calendar_sections", "section_id", PORTAL,
                new Texts("type", "calendar_type", "Only calendars of these types", "user"),
                new Numbers("owner", "owner_id", "Only calendars of these users or groups"),
                updated("calendar_section", "section_id"), DELETED_RECORDS);
    }

    private static Resource events() {
        return Resource.records("calendar-events", "calendar_events", "event_id", PORTAL,
                new Numbers("section", "section_id", "Only events of these calendars"),
                new Texts("type", "calendar_type", "Only events of calendars of these types", "user"),
                new Numbers("owner", "owner_id", "Only events of calendars of these users or groups"),
                new CrmItem("entity", """
                        exists (select 1 from reporting.calendar_event_crm_links link
                                where link.member_id = listed.member_id and link.event_id = listed.event_id
                                  and link.entity_type = :entityType and link.entity_id = :entityId)""",
                        "Only events that belong to this CRM item"),
                new Moment("from", "sort_at >= :from",
                        "Only events that begin at this moment or later"),
                new Moment("to", "sort_at < :to",
                        "Only events that begin before this moment"),
                Choice.yesOrNo("meeting", "is_meeting", "Only meetings, or only what is none"),
                updated("calendar_event", "event_id"), DELETED_RECORDS).placedInTime();
    }

    private static Resource occurrences() {
        return Resource.rows("calendar-occurrences", "calendar_occurrences",
                List.of("member_id", "sort_at", "event_id", "occurrence"), false, PORTAL,
                new Numbers("section", "section_id", "Only of these calendars"),
                new Texts("type", "calendar_type", "Only of calendars of these types", "user"),
                new Numbers("owner", "owner_id", "Only of calendars of these users or groups"),
                new Numbers("event", "event_id", "Only occurrences of these events"),
                new Moment("from", "sort_at >= :from", "Only what begins at this moment or later"),
                new Moment("to", "sort_at < :to", "Only what begins before this moment"), DELETED_RECORDS);
    }

    private static Resource comments() {
        return Resource.records("timeline-comments", "timeline_comments", "comment_id", PORTAL,
                new CrmItem("entity", """
                        exists (select 1 from reporting.timeline_comment_bindings binding
                                where binding.member_id = listed.member_id and binding.comment_id = listed.comment_id
                                  and binding.entity_type = :entityType and binding.entity_id = :entityId)""",
                        "Only comments that stand on this CRM item"),
                new Numbers("author", "author_id", "Only comments of these users"),
                new Moment("from", "sort_at >= :from", "Only comments of this moment or later"),
                new Moment("to", "sort_at < :to", "Only comments from before this moment"),
                updated("timeline_comment", "comment_id"), DELETED_RECORDS).placedInTime();
    }

    private static Resource updates() {
        return Resource.rows("record-updates", "record_updates",
                List.of("member_id", "record_kind", "updated_at", "record_id", "what"), false, PORTAL,
                new Texts("kind", "record_kind", "Only of these kinds of record", "calendar_event"),
                new Texts("what", "what", "Only these happenings", "DELETED"),
                new Moment("from", "updated_at >= :from", "Only what became known at this moment or later"),
                new Moment("to", "updated_at < :to", "Only what became known before this moment"));
    }

    private static Resource pendingFetches() {
        return Resource.rows("pending-fetches", "pending_fetches", List.of("member_id", "record_kind", "record_id"),
                false, PORTAL, new Texts("state", "state", "Only in these states", "DEAD"),
                new Texts("kind", "record_kind", "Only of these kinds of record", "calendar_event"));
    }

    private static Resource freshness() {
        return Resource.rows("freshness", "freshness", List.of("member_id", "record_kind"), false, PORTAL);
    }

    private static Resource completeness() {
        return Resource.rows("completeness", "completeness", List.of("member_id", "day", "record_kind", "layer"), false,
                PORTAL,
                new Texts("kind", "record_kind", "Only of these kinds of record", "calendar_event"),
                new Texts("layer", "layer", "Only by these layers", "SWEEP"),
                new Moment("from", "day >= (:from at time zone 'UTC')::date", "Only this day, in UTC, or later"),
                new Moment("to", "day < (:to at time zone 'UTC')::date", "Only before this day, in UTC"));
    }
}
