package io.b24mirror.mirror.section;

import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.store.RecordStore;
import io.b24mirror.mirror.version.Derivation.Stored;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.portal.MemberId;

/// Writes the calendars.
@Component
public class SectionStore extends RecordStore<SectionFields> {
    private final JdbcClient jdbc;

    SectionStore(JdbcClient jdbc, Tombstones tombstones) {
        super(jdbc, SectionKind.TYPE, tombstones);
        this.jdbc = jdbc;
    }

    /// A record that does not say whose it is was taken to be the owner's who was asked for.
    @Override
    protected Optional<Observation<SectionFields>> derive(Stored stored) {
        var fields = stored.fields(SectionFields.class);
        var asked = new CalendarOwner(fields.calendarType() == null ? "" : fields.calendarType(),
                fields.ownerId() == null ? 0 : fields.ownerId());
        return SectionAnswer.translate(stored.ref().memberId(), asked, stored.raw(), stored.fetchedAt(),
                Cause.of(Layer.OPERATOR));
    }

    /// Whose calendar it is, by an event that stands in it.
    Optional<CalendarOwner> ownerByEvents(MemberId memberId, long sectionId) {
        return jdbc.sql("""
                select calendar_type as type, owner_id as id
                from mirror.calendar_event
                where member_id = :memberId
                    and section_id = :sectionId
                    and calendar_type is not null
                    and owner_id is not null
                order by fetched_at desc
                limit 1
                """)
                .param("memberId", memberId.value())
                .param("sectionId", sectionId)
                .query(CalendarOwner.class)
                .optional();
    }
}
