package io.b24mirror.mirror.section;

import java.util.Collection;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.mirror.JsonRows;
import io.b24mirror.mirror.Tombstones;
import io.b24mirror.mirror.Tombstones.Sighting;
import io.b24mirror.portal.MemberId;

import static java.util.Comparator.comparing;
import static java.util.function.BinaryOperator.maxBy;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

/// Writes the calendars.
@Component
class SectionStore {
    private final JdbcClient jdbc;
    private final Tombstones tombstones;

    SectionStore(JdbcClient jdbc, Tombstones tombstones) {
        this.jdbc = jdbc;
        this.tombstones = tombstones;
    }

    /// Keeps the newest reading of each calendar, unless it began before the calendar was deleted.
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(Collection<SectionRecord> sections) {
        var newest = newest(sections);
        jdbc.sql("""
                insert into mirror.calendar_section as section
                    (member_id, section_id, calendar_type, owner_id, name, description, color, text_color, created_by,
                    external_type, is_collab, raw, fetched_at)
                select
                    member_id, section_id, calendar_type, owner_id, name, description, color, text_color, created_by,
                    external_type, is_collab, raw, fetched_at
                from jsonb_to_recordset(cast(:rows as jsonb))
                    as row(member_id text, section_id bigint, calendar_type text, owner_id bigint, name text,
                        description text, color text, text_color text, created_by bigint, external_type text,
                        is_collab boolean, raw jsonb, fetched_at timestamptz)
                where not exists (
                    select from mirror.tombstone
                    where tombstone.member_id = row.member_id
                        and tombstone.kind = 'calendar_section'
                        and tombstone.record_id = row.section_id
                        and tombstone.told_at >= row.fetched_at
                )
                order by member_id, section_id
                on conflict (member_id, section_id) do update
                set calendar_type = excluded.calendar_type,
                    owner_id = excluded.owner_id,
                    name = excluded.name,
                    description = excluded.description,
                    color = excluded.color,
                    text_color = excluded.text_color,
                    created_by = excluded.created_by,
                    external_type = excluded.external_type,
                    is_collab = excluded.is_collab,
                    raw = excluded.raw,
                    fetched_at = excluded.fetched_at
                where section.fetched_at <= excluded.fetched_at
                """).param("rows", JsonRows.of(newest)).update();
        tombstones.disprove(newest.stream().map(section -> new Sighting(section.ref(), section.fetchedAt())).toList());
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
