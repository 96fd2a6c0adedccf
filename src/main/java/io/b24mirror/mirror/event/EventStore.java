package io.b24mirror.mirror.event;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.JsonRows;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Tombstones;
import io.b24mirror.mirror.Tombstones.Sighting;
import io.b24mirror.portal.MemberId;

import static java.util.Comparator.comparing;
import static java.util.function.BinaryOperator.maxBy;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

/// Writes the events with their participants and CRM links.
@Component
class EventStore {
    private final JdbcClient jdbc;
    private final Tombstones tombstones;

    EventStore(JdbcClient jdbc, Tombstones tombstones) {
        this.jdbc = jdbc;
        this.tombstones = tombstones;
    }

    /// Keeps the best reading of each event: a full one before a masked one, then the newest; none that began before
    /// the event, its meeting or its calendar was deleted.
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(Collection<EventRecord> records) {
        var best = best(records);
        var kept = upsert(best);
        var changed = best.stream().filter(record -> kept.contains(record.ref())).toList();
        if (!changed.isEmpty()) {
            replaceAttendees(changed);
            replaceCrmLinks(changed);
        }
        noteSeen(records);
    }

    /// One statement must not name a row twice.
    private static Collection<EventRecord> best(Collection<EventRecord> records) {
        return records.stream()
                .collect(toMap(EventRecord::ref, identity(),
                        maxBy(comparing((EventRecord record) -> !record.isMasked())
                                .thenComparing(EventRecord::fetchedAt))))
                .values();
    }

    /// @return the events whose copy was written
    private Set<RecordRef> upsert(Collection<EventRecord> records) {
        return jdbc.sql("""
                insert into mirror.calendar_event as event
                    (member_id, event_id, parent_id, section_id, calendar_type, owner_id, name, description, location,
                    starts_at, ends_at, all_day, start_date, end_date, time_zone, duration_seconds, created_by,
                    is_meeting, meeting_status, meeting_host_id, importance, accessibility, is_private, rrule,
                    recurrence_id, version, is_masked, raw, fetched_at, seen_at)
                select
                    member_id, event_id, parent_id, section_id, calendar_type, owner_id, name, description, location,
                    starts_at, ends_at, all_day, start_date, end_date, time_zone, duration_seconds, created_by,
                    is_meeting, meeting_status, meeting_host_id, importance, accessibility, is_private, rrule,
                    recurrence_id, version, is_masked, raw, fetched_at, fetched_at
                from jsonb_to_recordset(cast(:rows as jsonb))
                    as row(member_id text, event_id bigint, parent_id bigint, section_id bigint, calendar_type text,
                        owner_id bigint, name text, description text, location text, starts_at timestamptz,
                        ends_at timestamptz, all_day boolean, start_date date, end_date date, time_zone text,
                        duration_seconds bigint, created_by bigint, is_meeting boolean, meeting_status text,
                        meeting_host_id bigint, importance text, accessibility text, is_private boolean, rrule jsonb,
                        recurrence_id bigint, version bigint, is_masked boolean, raw jsonb, fetched_at timestamptz)
                where not exists (
                    select from mirror.tombstone
                    where tombstone.member_id = row.member_id
                        and tombstone.told_at >= row.fetched_at
                        and (tombstone.kind = 'calendar_event' and tombstone.record_id in (row.event_id, row.parent_id)
                            or tombstone.kind = 'calendar_section' and tombstone.record_id = row.section_id)
                )
                order by member_id, event_id
                on conflict (member_id, event_id) do update
                set parent_id = excluded.parent_id,
                    section_id = excluded.section_id,
                    calendar_type = excluded.calendar_type,
                    owner_id = excluded.owner_id,
                    name = excluded.name,
                    description = excluded.description,
                    location = excluded.location,
                    starts_at = excluded.starts_at,
                    ends_at = excluded.ends_at,
                    all_day = excluded.all_day,
                    start_date = excluded.start_date,
                    end_date = excluded.end_date,
                    time_zone = excluded.time_zone,
                    duration_seconds = excluded.duration_seconds,
                    created_by = excluded.created_by,
                    is_meeting = excluded.is_meeting,
                    meeting_status = excluded.meeting_status,
                    meeting_host_id = excluded.meeting_host_id,
                    importance = excluded.importance,
                    accessibility = excluded.accessibility,
                    is_private = excluded.is_private,
                    rrule = excluded.rrule,
                    recurrence_id = excluded.recurrence_id,
                    version = excluded.version,
                    is_masked = excluded.is_masked,
                    raw = excluded.raw,
                    fetched_at = excluded.fetched_at,
                    seen_at = greatest(event.seen_at, excluded.seen_at)
                where (not event.is_masked, event.fetched_at) <= (not excluded.is_masked, excluded.fetched_at)
                returning member_id, event_id
                """)
                .param("rows", JsonRows.of(records))
                .query((row, _) -> new RecordRef(new MemberId(row.getString("member_id")), Kinds.CALENDAR_EVENT,
                        row.getLong("event_id")))
                .set();
    }

    /// Notes that events were there, also where a reading was not kept because our copy says more.
    private void noteSeen(Collection<EventRecord> records) {
        jdbc.sql("""
                update mirror.calendar_event
                set seen_at = reading.seen_at
                from (
                    select member_id, event_id, max(fetched_at) as seen_at
                    from jsonb_to_recordset(cast(:rows as jsonb))
                        as row(member_id text, event_id bigint, fetched_at timestamptz)
                    group by member_id, event_id
                ) reading
                where calendar_event.member_id = reading.member_id
                    and calendar_event.event_id = reading.event_id
                    and calendar_event.seen_at < reading.seen_at
                """).param("rows", JsonRows.of(records.stream().map(Seen::of).toList())).update();
        tombstones.disprove(records.stream().map(record -> new Sighting(record.ref(), record.fetchedAt())).toList());
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
                """.formatted(table)).param("rows", JsonRows.of(records.stream().map(Seen::of).toList())).update();
    }

    private record Seen(MemberId memberId, long eventId, Instant fetchedAt) {
        static Seen of(EventRecord record) {
            return new Seen(record.memberId(), record.eventId(), record.fetchedAt());
        }
    }

    private record Parts(MemberId memberId, long eventId, List<Attendee> attendees, List<CrmLink> crmLinks) {
        static Parts of(EventRecord record) {
            return new Parts(record.memberId(), record.eventId(), record.attendees(), record.crmLinks());
        }
    }
}
