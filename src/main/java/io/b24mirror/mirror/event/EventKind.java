package io.b24mirror.mirror.event;

import java.util.List;
import java.util.Set;

import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.kind.DeletedWith;
import io.b24mirror.mirror.kind.MirroredKind;
import io.b24mirror.mirror.kind.RecordType;
import io.b24mirror.portal.MemberId;
import io.b24mirror.report.Filter;
import io.b24mirror.report.Order;
import io.b24mirror.report.Resource;

/// An event in a calendar; a recurring series is one.
///
/// A meeting has a main entry, and a copy in the calendar of each participant and room, whose parent it is. MeetingCopies are
/// deleted with their main entry and entries with their calendar, so the main entry of a meeting passes the deletion of
/// its calendar on to copies in other calendars.
@Component
public class EventKind implements MirroredKind {
    private static final RecordKind KIND = new RecordKind("calendar_event");
    static final RecordKind CALENDAR = new RecordKind("calendar_section");

    private static final String IS_MAIN_ENTRY_OF_MEETING = """
            {}.parent_id = {}.event_id
                and ({}.is_meeting or exists (
                    select from mirror.calendar_event copy
                    where copy.member_id = {}.member_id
                        and copy.parent_id = {}.event_id
                        and copy.event_id <> copy.parent_id
                ))""";

    public static final RecordType<EventFields> TYPE = new RecordType<>(KIND, "event_id", EventFields.class, 1)
            .deletedWith(new DeletedWith(KIND, "parent_id"),
                    new DeletedWith(CALENDAR, "section_id", IS_MAIN_ENTRY_OF_MEETING))
            .shownInViews("""
                    case when not {}.is_masked then 2 when jsonb_exists({}.raw, 'IS_ACCESSIBLE_TO_USER') then 0
                        else 1 end""");

    private static final Filter SECTION_FILTER = Filter.numbers("section", "section_id");
    private static final Filter TYPE_FILTER = Filter.category("type", "calendar_type");
    private static final Filter OWNER_FILTER = Filter.numbers("owner", "owner_id");

    /// An event.
    public static RecordRef ref(MemberId memberId, long eventId) {
        return new RecordRef(memberId, KIND, eventId);
    }

    @Override
    public RecordType<?> type() {
        return TYPE;
    }

    @Override
    public Set<String> changes() {
        return Set.of("ONCALENDARENTRYADD", "ONCALENDARENTRYUPDATE");
    }

    @Override
    public Set<String> removals() {
        return Set.of("ONCALENDARENTRYDELETE");
    }

    @Bean
    Resource calendarEventsResource() {
        return Resource
                .records("calendar-events", KIND.name(), TYPE.key(), SECTION_FILTER, TYPE_FILTER, OWNER_FILTER,
                        Filter.crmItems("entity", "calendar_event_crm_links", TYPE.key()), Filter.from("sort_at"),
                        Filter.to("sort_at"), Filter.yesOrNo("meeting", "is_meeting"))
                .placedInTime(List.of(Set.of("member_id"), Set.of("member_id", "section_id"),
                        Set.of("member_id", "calendar_type", "owner_id")));
    }

    @Bean
    Resource calendarOccurrencesResource() {
        return Resource.rows("calendar-occurrences",
                Order.by("member_id", "sort_at", TYPE.key(), "occurrence")
                        .withIndexPrefixes(List.of(Set.of("member_id"))),
                SECTION_FILTER, TYPE_FILTER, OWNER_FILTER, Filter.numbers("event", TYPE.key()), Filter.from("sort_at"),
                Filter.to("sort_at"), Filter.deleted());
    }
}
