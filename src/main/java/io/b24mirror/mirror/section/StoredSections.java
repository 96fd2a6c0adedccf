package io.b24mirror.mirror.section;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// Which calendars we hold, for comparing them with a listing.
@Component
public class StoredSections {
    private static final int SAMPLE = 3;
    private static final int MOST_READ_AGAIN = 1_000;

    private final JdbcClient jdbc;

    StoredSections(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The calendars of an owner that the list should show and does not, those included of which we only know events.
    public List<Long> missing(MemberId memberId, CalendarOwner owner, Collection<Long> listed, Instant askedAt) {
        return jdbc.sql("""
                select section_id
                from reporting.calendar_sections
                where member_id = :memberId and calendar_type = :type and owner_id = :ownerId
                    and deleted_at is null and fetched_at < cast(:askedAt as timestamptz)
                    and section_id <> all(:listed)
                union
                select section_id
                from reporting.calendar_events event
                where member_id = :memberId and calendar_type = :type and owner_id = :ownerId
                    and deleted_at is null and hidden_since is null and fetched_at < cast(:askedAt as timestamptz)
                    and section_id <> all(:listed)
                    and not exists (
                        select from mirror.calendar_section held
                        where held.member_id = event.member_id and held.section_id = event.section_id
                    )
                order by section_id
                """)
                .param("memberId", memberId.value())
                .param("type", owner.type())
                .param("ownerId", owner.id())
                .param("askedAt", askedAt.toString())
                .param("listed", listed.toArray(Long[]::new))
                .query((row, _) -> row.getLong("section_id"))
                .list();
    }

    /// The events of a calendar that were shown to a user when they were read last, longest ago first: where the
    /// calendar is not listed, nothing else says whether they still are.
    public List<Long> shownEvents(MemberId memberId, long sectionId) {
        return jdbc.sql("""
                select event_id
                from reporting.calendar_events
                where member_id = :memberId and section_id = :sectionId and deleted_at is null and hidden_since is null
                order by fetched_at, event_id
                limit :most
                """)
                .param("memberId", memberId.value())
                .param("sectionId", sectionId)
                .param("most", MOST_READ_AGAIN)
                .query((row, _) -> row.getLong("event_id"))
                .list();
    }

    /// The events that name a meeting room as their place: by a code of the room and, mostly, the booking.
    public List<Long> eventsInRoom(MemberId memberId, long room) {
        return jdbc.sql("""
                select event_id
                from reporting.calendar_events
                where member_id = :memberId
                    and location ~ '^calendar_[0-9]+(_[0-9]+)?$'
                    and split_part(location, '_', 2) = :room
                    and deleted_at is null
                order by event_id
                """)
                .param("memberId", memberId.value())
                .param("room", Long.toString(room))
                .query((row, _) -> row.getLong("event_id"))
                .list();
    }

    /// An event of which we have a copy.
    ///
    /// @param readAs
    ///            whose token read it; absent for the service's own identity
    public record HeldEvent(long eventId, @Nullable Long readAs) {}

    /// Some events of a calendar that are there, as far as we know: those seen last.
    public List<HeldEvent> someEvents(MemberId memberId, long sectionId) {
        return jdbc.sql("""
                select event_id, read_as
                from reporting.calendar_events
                where member_id = :memberId and section_id = :sectionId and deleted_at is null
                order by fetched_at desc, event_id
                limit :sample
                """)
                .param("memberId", memberId.value())
                .param("sectionId", sectionId)
                .param("sample", SAMPLE)
                .query((row, _) -> new HeldEvent(row.getLong("event_id"), row.getObject("read_as", Long.class)))
                .list();
    }
}
