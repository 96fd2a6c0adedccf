package io.b24mirror.mirror.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.deletion.Tombstones.Sighting;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.occurrence.Occurrences;
import io.b24mirror.mirror.occurrence.ScheduledEvent;
import io.b24mirror.mirror.time.PortalClocks;
import io.b24mirror.mirror.version.Derivation;
import io.b24mirror.mirror.version.DerivedKind;
import io.b24mirror.mirror.version.DerivedTable;
import io.b24mirror.mirror.version.VersionedTable.Shape;
import io.b24mirror.mirror.version.VersionedTable.Unseen;
import io.b24mirror.mirror.version.VersionedTable;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;
import static java.util.function.BinaryOperator.maxBy;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

/// Writes the events with their participants, CRM links and occurrences.
@Component
class EventStore implements DerivedKind {
    private static final Shape SHAPE = new Shape(Kinds.CALENDAR_EVENT, "event_id", """
            parent_id bigint, section_id bigint, calendar_type text, owner_id bigint, name text, description text,
            location text, starts_at timestamptz, ends_at timestamptz, all_day boolean, start_date date, end_date date,
            time_zone text, duration_seconds bigint, created_by bigint, is_meeting boolean, meeting_status text,
            meeting_host_id bigint, importance text, accessibility text, is_private boolean, rrule jsonb,
            recurrence_id bigint, version bigint, is_masked boolean, read_as bigint,
            local_start timestamp, local_end timestamp, time_doubt text, description_text text""", """
            tombstone.kind = 'calendar_event' and tombstone.record_id in ({}.event_id, {}.parent_id)
                or tombstone.kind = 'calendar_section' and tombstone.record_id = {}.section_id""", """
            ({}.raw - array['VERSION', 'TIMESTAMP_X', '~DESCRIPTION', 'IS_DAYLIGHT_SAVING_TZ', 'DATE_FROM_TS_UTC',
                            'DATE_TO_TS_UTC'])""", true, """
            case when not {}.is_masked then 2 when jsonb_exists({}.raw, 'IS_ACCESSIBLE_TO_USER') then 0 else 1 end""");

    /// Goes up whenever events are translated otherwise.
    private static final int DERIVATION = 1;

    private final JdbcClient jdbc;
    private final VersionedTable events;
    private final Tombstones tombstones;
    private final Occurrences occurrences;
    private final PortalClocks clocks;

    EventStore(JdbcClient jdbc, Tombstones tombstones, Occurrences occurrences, PortalClocks clocks) {
        this.jdbc = jdbc;
        this.events = new VersionedTable(jdbc, SHAPE, new EventDerivation());
        this.tombstones = tombstones;
        this.occurrences = occurrences;
        this.clocks = clocks;
    }

    /// Keeps what was read, in the caller's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void keepReadings(Collection<EventReading> readings) {
        var present = new ArrayList<EventRecord>();
        var hidden = new ArrayList<Unseen>();
        var gone = new ArrayList<Removal>();
        for (var reading : readings) {
            switch (reading) {
                case EventReading.Present(var event) -> present.add(event);
                case EventReading.Hidden(var unseen) -> hidden.add(unseen);
                case EventReading.Gone(var removal) -> gone.add(removal);
            }
        }
        hide(hidden);
        keep(present);
        if (!gone.isEmpty()) {
            tombstones.remember(gone);
        }
    }

    /// Keeps the best reading of each event: a fuller one before a masked one, then the newest; none that began before
    /// the event, its meeting or its calendar was deleted. That an event was seen is noted also where its reading is not
    /// kept because our copy says more.
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(Collection<EventRecord> read) {
        if (read.isEmpty()) {
            return;
        }
        var records = timed(read);
        var best = best(records);
        keepOnePerEvent(best.values());
        keepOnePerEvent(best(records.stream()
                .filter(record -> record.fetchedAt().isAfter(requireNonNull(best.get(record.ref())).fetchedAt()))
                .toList()).values());
        tombstones.disprove(records.stream().map(record -> new Sighting(record.ref(), record.fetchedAt())).toList());
    }

    /// Notes that events were not shown any more; what we hold of them stays.
    @Transactional(propagation = Propagation.MANDATORY)
    public void hide(Collection<Unseen> unseen) {
        events.hide(unseen);
    }

    /// The entries beside a meeting's main one that we hold and that are not gone.
    List<Long> copiesOf(RecordRef main) {
        return jdbc.sql("""
                select copy.event_id
                from mirror.calendar_event copy
                where copy.member_id = :memberId
                    and copy.parent_id = :eventId
                    and copy.event_id <> copy.parent_id
                    and not exists (
                        select from mirror.tombstone
                        where tombstone.member_id = copy.member_id
                            and tombstone.told_at >= copy.seen_at
                            and (tombstone.kind = 'calendar_event' and tombstone.record_id = copy.event_id
                                or tombstone.kind = 'calendar_section' and tombstone.record_id = copy.section_id)
                    )
                order by copy.event_id
                """)
                .param("memberId", main.memberId().value())
                .param("eventId", main.id())
                .query((row, _) -> row.getLong(1))
                .list();
    }

    /// What they show of their portals' clocks counts for themselves, too.
    private List<EventRecord> timed(Collection<EventRecord> records) {
        clocks.learn(records.stream()
                .map(record -> new PortalClocks.Sighting(record.ref(), record.raw(), record.fetchedAt()))
                .toList());
        return records.stream().map(record -> record.by(clocks.of(record.memberId()))).toList();
    }

    private void keepOnePerEvent(Collection<EventRecord> records) {
        var written = events.keep(records);
        keepParts(records.stream().filter(record -> written.contains(record.ref())).toList());
    }

    private void keepParts(Collection<EventRecord> changed) {
        if (!changed.isEmpty()) {
            replaceAttendees(changed);
            replaceCrmLinks(changed);
            occurrences.replace(changed.stream().map(this::scheduled).toList());
        }
    }

    @Override
    public DerivedTable<?> derived() {
        return events.derived();
    }

    private final class EventDerivation implements Derivation<EventRecord> {
        @Override
        public int number() {
            return DERIVATION;
        }

        @Override
        public String isUnsettled() {
            return "held.time_doubt ~ 'NO_TIME|SERVER_OFFSET|DATE_ORDER'";
        }

        @Override
        public Optional<EventRecord> derive(Stored stored) {
            var readAs = BitrixFields.id(stored.columns(), "read_as");
            return EventRecord.of(stored.ref(), stored.raw(), stored.fetchedAt(), Cause.of(Layer.OPERATOR))
                    .map(record -> readAs == null ? record : record.readAs(readAs))
                    .map(record -> timed(List.of(record)).getFirst());
        }

        @Override
        public void keepParts(Collection<EventRecord> records) {
            EventStore.this.keepParts(records);
        }
    }

    private ScheduledEvent scheduled(EventRecord event) {
        return new ScheduledEvent(event.memberId(), event.eventId(), event.startsAt(), event.endsAt(), event.allDay(),
                event.startDate(), event.endDate(), event.localStart(), event.durationSeconds(), event.rrule(),
                event.recurrenceId(), event.raw(), clocks.of(event.memberId()).order());
    }

    /// One statement must not name a row twice.
    private static Map<RecordRef, EventRecord> best(Collection<EventRecord> records) {
        return records.stream()
                .collect(toMap(EventRecord::ref, identity(),
                        maxBy(comparing(EventRecord::visibility).thenComparing(EventRecord::fetchedAt))));
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
                """).param("rows", JsonRecordset.of(records.stream().map(Parts::of).toList())).update();
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
                """).param("rows", JsonRecordset.of(records.stream().map(Parts::of).toList())).update();
    }

    private void delete(String table, Collection<EventRecord> records) {
        jdbc.sql("""
                delete from %s as part
                using jsonb_to_recordset(cast(:rows as jsonb)) as row(member_id text, event_id bigint)
                where part.member_id = row.member_id
                    and part.event_id = row.event_id
                """.formatted(table)).param("rows", JsonRecordset.of(records.stream().map(Key::of).toList())).update();
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
