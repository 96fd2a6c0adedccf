package io.b24mirror.mirror.event;

import java.util.Set;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.kind.DeletedWith;
import io.b24mirror.mirror.kind.MirroredKind;
import io.b24mirror.mirror.kind.RecordType;
import io.b24mirror.portal.MemberId;

/// An event in a calendar; a recurring series is one.
///
/// A meeting has a main entry, and a copy in the calendar of each participant and room, whose parent it is. Copies are
/// deleted with their main entry and entries with their calendar, so the main entry of a meeting passes the deletion of its
/// calendar on to copies in other calendars.
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

    static final RecordType<EventFields> TYPE = new RecordType<>(KIND, "event_id", EventFields.class, 1)
            .deletedWith(new DeletedWith(KIND, "parent_id"),
                    new DeletedWith(CALENDAR, "section_id", IS_MAIN_ENTRY_OF_MEETING))
            .shownInViews("""
                    case when not {}.is_masked then 2 when jsonb_exists({}.raw, 'IS_ACCESSIBLE_TO_USER') then 0
                        else 1 end""");

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
}
