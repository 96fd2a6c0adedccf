package io.b24mirror.mirror.event;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.occurrence.Occurrences;
import io.b24mirror.mirror.occurrence.ScheduledEvent;
import io.b24mirror.mirror.store.RecordStore;
import io.b24mirror.mirror.time.PortalClocks;
import io.b24mirror.mirror.version.Derivation.Stored;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;
import static java.util.function.BinaryOperator.maxBy;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

/// Writes the events with their participants, CRM links and occurrences.
@Component
public class EventStore extends RecordStore<EventFields> {
    private final JdbcClient jdbc;
    private final Occurrences occurrences;
    private final PortalClocks clocks;

    EventStore(JdbcClient jdbc, Tombstones tombstones, Occurrences occurrences, PortalClocks clocks) {
        super(jdbc, EventKind.TYPE, tombstones);
        this.jdbc = jdbc;
        this.occurrences = occurrences;
        this.clocks = clocks;
    }

    /// Keeps the best reading of each event: a fuller one before a masked one, then the newest; none that began before
    /// the event, its meeting or its calendar was deleted. That an event was seen is noted even if its reading is not
    /// kept because our copy says more.
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(Collection<Observation<EventFields>> read) {
        if (read.isEmpty()) {
            return;
        }
        var records = timed(read);
        var best = best(records);
        keepOneOfEach(best.values());
        keepOneOfEach(best(records.stream()
                .filter(record -> record.fetchedAt().isAfter(requireNonNull(best.get(record.ref())).fetchedAt()))
                .toList()).values());
        disproveDeletions(records);
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
    private List<Observation<EventFields>> timed(Collection<Observation<EventFields>> records) {
        clocks.learn(records.stream()
                .map(record -> new PortalClocks.Sighting(record.ref(), record.raw(), record.fetchedAt()))
                .toList());
        return records.stream().map(record -> EventAnswer.by(clocks.of(record.ref().memberId()), record)).toList();
    }

    @Override
    protected void keepParts(Collection<Observation<EventFields>> changed) {
        if (!changed.isEmpty()) {
            replaceAttendees(changed);
            replaceCrmLinks(changed);
            occurrences.replace(changed.stream().map(this::scheduled).toList());
        }
    }

    @Override
    protected String isUnsettled() {
        return "held.time_doubt ~ 'NO_TIME|SERVER_OFFSET|DATE_ORDER'";
    }

    @Override
    protected Optional<Observation<EventFields>> derive(Stored stored) {
        return EventAnswer.translate(stored.ref(), stored.raw(), stored.fetchedAt(), Cause.of(Layer.OPERATOR))
                .map(event -> timed(List.of(event.readAs(stored.readAs()))).getFirst());
    }

    private ScheduledEvent scheduled(Observation<EventFields> event) {
        var fields = event.fields();
        var memberId = event.ref().memberId();
        return new ScheduledEvent(memberId, event.ref().id(), fields.startsAt(), fields.endsAt(), fields.allDay(),
                fields.startDate(), fields.endDate(), fields.localStart(), fields.durationSeconds(), fields.rrule(),
                fields.recurrenceId(), event.raw(), clocks.of(memberId).order());
    }

    /// One statement must not name a row twice.
    private static Map<RecordRef, Observation<EventFields>> best(Collection<Observation<EventFields>> records) {
        return records.stream()
                .collect(toMap(Observation::ref, identity(),
                        maxBy(comparing(EventStore::visibility).thenComparing(Observation::fetchedAt))));
    }

    private static Visibility visibility(Observation<EventFields> event) {
        return Visibility.of(event.raw());
    }

    private void replaceAttendees(Collection<Observation<EventFields>> records) {
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

    private void replaceCrmLinks(Collection<Observation<EventFields>> records) {
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

    private void delete(String table, Collection<Observation<EventFields>> records) {
        jdbc.sql("""
                delete from %s as part
                using jsonb_to_recordset(cast(:rows as jsonb)) as row(member_id text, event_id bigint)
                where part.member_id = row.member_id
                    and part.event_id = row.event_id
                """.formatted(table)).param("rows", JsonRecordset.of(records.stream().map(Key::of).toList())).update();
    }

    private record Key(MemberId memberId, long eventId) {
        static Key of(Observation<EventFields> record) {
            return new Key(record.ref().memberId(), record.ref().id());
        }
    }

    private record Parts(MemberId memberId, long eventId, List<Attendee> attendees, List<CrmLink> crmLinks) {
        static Parts of(Observation<EventFields> record) {
            return new Parts(record.ref().memberId(), record.ref().id(), Attendee.of(record.raw()),
                    CrmLink.of(record.raw()));
        }
    }
}
