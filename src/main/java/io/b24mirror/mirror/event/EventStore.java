package io.b24mirror.mirror.event;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.mirror.JsonRows;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Tombstones;
import io.b24mirror.mirror.Tombstones.Sighting;
import io.b24mirror.mirror.VersionedTable;
import io.b24mirror.mirror.VersionedTable.Shape;
import io.b24mirror.portal.MemberId;

import static java.util.Comparator.comparing;
import static java.util.function.BinaryOperator.maxBy;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

/// Writes the events with their participants and CRM links.
@Component
class EventStore {
    private static final Shape SHAPE = new Shape(Kinds.CALENDAR_EVENT, "event_id", """
            parent_id bigint, section_id bigint, calendar_type text, owner_id bigint, name text, description text,
            location text, starts_at timestamptz, ends_at timestamptz, all_day boolean, start_date date, end_date date,
            time_zone text, duration_seconds bigint, created_by bigint, is_meeting boolean, meeting_status text,
            meeting_host_id bigint, importance text, accessibility text, is_private boolean, rrule jsonb,
            recurrence_id bigint, version bigint, is_masked boolean, read_as bigint""", """
            tombstone.kind = 'calendar_event' and tombstone.record_id in ({}.event_id, {}.parent_id)
                or tombstone.kind = 'calendar_section' and tombstone.record_id = {}.section_id""", "{}.raw", true);

    private final JdbcClient jdbc;
    private final VersionedTable events;
    private final Tombstones tombstones;

    EventStore(JdbcClient jdbc, Tombstones tombstones) {
        this.jdbc = jdbc;
        this.events = new VersionedTable(jdbc, SHAPE);
        this.tombstones = tombstones;
    }

    /// Keeps the best reading of each event: a full one before a masked one, then the newest; none that began before
    /// the event, its meeting or its calendar was deleted. That an event was seen is noted also where its reading is not
    /// kept because our copy says more.
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(Collection<EventRecord> records) {
        keepOfSort(records, record -> !record.isMasked());
        keepOfSort(records, EventRecord::isMasked);
        tombstones.disprove(records.stream().map(record -> new Sighting(record.ref(), record.fetchedAt())).toList());
    }

    private void keepOfSort(Collection<EventRecord> records, Predicate<EventRecord> sort) {
        var newest = newest(records.stream().filter(sort).toList());
        var written = events.keep(newest);
        var changed = newest.stream().filter(record -> written.contains(record.ref())).toList();
        if (!changed.isEmpty()) {
            replaceAttendees(changed);
            replaceCrmLinks(changed);
        }
    }

    /// One statement must not name a row twice.
    private static Collection<EventRecord> newest(Collection<EventRecord> records) {
        return records.stream()
                .collect(toMap(EventRecord::ref, identity(), maxBy(comparing(EventRecord::fetchedAt))))
                .values();
    }

    private void replaceAttendees(Collection<EventRecord> records) {
        delete("mirror.calendar_event_attendee", records);
        jdbc.sql("""
                insert into mirror.calendar_event_attendee (member_id, event_id, user_id, entry_id, status)
                select row.member_id, row.event_id, attendee.user_id, attendee.entry_id, attendee.status
                from jsonb_to_recordset(cast(:rows as jsonb))
                        as row(member_id text, event_id bigint, attendees jsonb),
                    jsonb_to_recordset(row.attendees)
                        as attendee(user_id bigint, entry_id bigint, status text)
                """).param("rows", JsonRows.of(records.stream().map(Parts::of).toList())).update();
    }

    private void replaceCrmLinks(Collection<EventRecord> records) {
        delete("mirror.calendar_event_crm_link", records);
        jdbc.sql("""
                insert into mirror.calendar_event_crm_link (member_id, event_id, entity_type, entity_id)
                select row.member_id, row.event_id, link.entity_type, link.entity_id
                from jsonb_to_recordset(cast(:rows as jsonb))
                        as row(member_id text, event_id bigint, crm_links jsonb),
                    jsonb_to_recordset(row.crm_links)
                        as link(entity_type text, entity_id bigint)
                """).param("rows", JsonRows.of(records.stream().map(Parts::of).toList())).update();
    }

    private void delete(String table, Collection<EventRecord> records) {
        jdbc.sql("""
                delete from %s as part
                using jsonb_to_recordset(cast(:rows as jsonb)) as row(member_id text, event_id bigint)
                where part.member_id = row.member_id
                    and part.event_id = row.event_id
                """.formatted(table)).param("rows", JsonRows.of(records.stream().map(Key::of).toList())).update();
    }

    private record Key(MemberId memberId, long eventId) {
        static Key of(EventRecord record) {
            return new Key(record.memberId(), record.eventId());
        }
    }

    private record Parts(MemberId memberId, long eventId, List<Attendee> attendees, List<CrmLink> crmLinks) {
        static Parts of(EventRecord record) {
            return new Parts(record.memberId(), record.eventId(), record.attendees(), record.crmLinks());
        }
    }
}
