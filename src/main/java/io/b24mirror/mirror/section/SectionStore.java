package io.b24mirror.mirror.section;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.deletion.Tombstones.Sighting;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.version.Derivation;
import io.b24mirror.mirror.version.DerivedKind;
import io.b24mirror.mirror.version.DerivedTable;
import io.b24mirror.mirror.version.VersionedTable;
import io.b24mirror.mirror.version.VersionedTable.Shape;
import io.b24mirror.mirror.version.VersionedTable.Unseen;
import io.b24mirror.portal.MemberId;

import static java.util.Comparator.comparing;
import static java.util.function.BinaryOperator.maxBy;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

/// Writes the calendars.
@Component
class SectionStore implements DerivedKind {
    private static final Shape SHAPE = new Shape(Kinds.CALENDAR_SECTION, "section_id", """
            calendar_type text, owner_id bigint, name text, description text, color text, text_color text,
            created_by bigint, external_type text, is_collab boolean""",
            "tombstone.kind = 'calendar_section' and tombstone.record_id = {}.section_id", "{}.raw", false);

    /// Goes up whenever calendars are translated otherwise.
    private static final int DERIVATION = 1;

    private final JdbcClient jdbc;
    private final VersionedTable table;
    private final Tombstones tombstones;

    SectionStore(JdbcClient jdbc, Tombstones tombstones) {
        this.jdbc = jdbc;
        this.table = new VersionedTable(jdbc, SHAPE, new SectionDerivation());
        this.tombstones = tombstones;
    }

    /// Keeps what was read, in the caller's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void keepReadings(Collection<SectionReading> readings) {
        var present = new ArrayList<SectionRecord>();
        var hidden = new ArrayList<Unseen>();
        for (var reading : readings) {
            switch (reading) {
                case SectionReading.Present(var sections) -> present.addAll(sections);
                case SectionReading.Hidden(var unseen) -> hidden.add(unseen);
            }
        }
        hide(hidden);
        if (!present.isEmpty()) {
            keep(present);
        }
    }

    /// Notes that calendars were not shown any more; what we hold of them stays.
    @Transactional(propagation = Propagation.MANDATORY)
    public void hide(Collection<Unseen> unseen) {
        table.hide(unseen);
    }

    /// Keeps the newest reading of each calendar, unless it began before the calendar was deleted.
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(Collection<SectionRecord> sections) {
        var newest = newest(sections);
        table.keep(newest);
        tombstones.disprove(newest.stream().map(section -> new Sighting(section.ref(), section.fetchedAt())).toList());
    }

    @Override
    public DerivedTable<?> derived() {
        return table.derived();
    }

    private static final class SectionDerivation implements Derivation<SectionRecord> {
        @Override
        public int number() {
            return DERIVATION;
        }

        /// A record that does not say whose it is was taken to be the owner's who was asked for.
        @Override
        public Optional<SectionRecord> derive(Stored stored) {
            var type = BitrixFields.text(stored.columns(), "calendar_type");
            var ownerId = BitrixFields.number(stored.columns(), "owner_id");
            return SectionRecord.of(stored.ref().memberId(),
                    new CalendarOwner(type == null ? "" : type, ownerId == null ? 0 : ownerId), stored.raw(),
                    stored.fetchedAt(), Cause.of(Layer.OPERATOR));
        }

        @Override
        public void keepParts(Collection<SectionRecord> sections) {
            // has none
        }
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

    /// One statement must not name a row twice.
    private static Collection<SectionRecord> newest(Collection<SectionRecord> sections) {
        return sections.stream()
                .collect(toMap(SectionRecord::ref, identity(), maxBy(comparing(SectionRecord::fetchedAt))))
                .values();
    }
}
