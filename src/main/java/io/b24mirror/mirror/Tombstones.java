package io.b24mirror.mirror;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.intake.RecordEvents.Removal;
import io.b24mirror.portal.MemberId;

/// The records that are gone.
///
/// A removal writes nothing but tombstones: whether a copy counts as deleted follows from comparing its reading with
/// them, and so does what goes with it – a calendar's events, a meeting's copies in the calendars of its participants.
/// So a removal locks no record, and cannot miss one that is just being written. Only the copies of a deleted calendar's
/// meetings follow from a tombstone of the meeting, which is written with the calendar's.
@Component
public class Tombstones {
    private final JdbcClient jdbc;

    public Tombstones(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Remembers that records are gone, in the caller's transaction. Rows are taken in the order of their keys.
    ///
    /// Of a calendar's meetings each is gone as well, and so are its copies in other calendars; the portal
    /// announces neither.
    @Transactional(propagation = Propagation.MANDATORY)
    public void remember(Collection<Removal> removals) {
        jdbc.sql("""
                with told as (
                    select *
                    from jsonb_to_recordset(cast(:rows as jsonb))
                        as row(member_id text, kind text, record_id bigint, told_at timestamptz, layer text,
                            delivery_id bigint)
                ), gone as (
                    select *, cast(null as bigint) as section_id
                    from told
                    union all
                    select meeting.member_id, 'calendar_event', meeting.event_id, told.told_at, told.layer,
                        told.delivery_id, told.record_id
                    from told
                    join mirror.calendar_event meeting
                        on meeting.member_id = told.member_id
                        and meeting.section_id = told.record_id
                        and meeting.parent_id = meeting.event_id
                        and meeting.seen_at <= told.told_at
                    where told.kind = 'calendar_section'
                        and (meeting.is_meeting or exists (
                            select from mirror.calendar_event copy
                            where copy.member_id = meeting.member_id
                                and copy.parent_id = meeting.event_id
                                and copy.event_id <> copy.parent_id
                        ))
                )
                insert into mirror.tombstone
                    (member_id, kind, record_id, deleted_at, told_at, layer, delivery_id, section_id)
                select member_id, kind, record_id, min(told_at), max(told_at),
                    (array_agg(layer order by told_at))[1], (array_agg(delivery_id order by told_at))[1],
                    case when count(section_id) = count(*) then max(section_id) end
                from gone
                group by member_id, kind, record_id
                order by member_id, kind, record_id
                on conflict (member_id, kind, record_id) do update
                set deleted_at = least(tombstone.deleted_at, excluded.deleted_at),
                    told_at = greatest(tombstone.told_at, excluded.told_at),
                    noted_at = case when excluded.told_at > tombstone.told_at then now() else tombstone.noted_at end,
                    section_id = case when tombstone.section_id is not null then excluded.section_id end
                """).param("rows", JsonRows.of(removals.stream().map(Told::of).toList())).update();
    }

    /// Takes back what later readings have disproved, in the caller's transaction. What had gone with it is there
    /// again, too, although nobody has read it anew: that is told to those who follow the copy.
    @Transactional(propagation = Propagation.MANDATORY)
    public void disprove(Collection<Sighting> sightings) {
        jdbc.sql("""
                with seen as (
                    select *
                    from jsonb_to_recordset(cast(:rows as jsonb))
                        as row(member_id text, kind text, record_id bigint, told_at timestamptz)
                ), doubted as (
                    select member_id, kind, record_id, seen.told_at as seen_at
                    from seen
                    union all
                    select meeting.member_id, meeting.kind, meeting.record_id, seen.told_at
                    from seen
                    join mirror.tombstone meeting
                        on meeting.member_id = seen.member_id
                        and meeting.section_id = seen.record_id
                    where seen.kind = 'calendar_section' and meeting.section_id is not null
                ), disproved as (
                    select tombstone.member_id, tombstone.kind, tombstone.record_id, doubted.seen_at
                    from mirror.tombstone
                    join doubted using (member_id, kind, record_id)
                    where tombstone.told_at < doubted.seen_at
                    order by tombstone.member_id, tombstone.kind, tombstone.record_id
                    for update of tombstone
                )
                delete from mirror.tombstone
                using disproved
                where tombstone.member_id = disproved.member_id
                    and tombstone.kind = disproved.kind
                    and tombstone.record_id = disproved.record_id
                returning tombstone.member_id, tombstone.kind, tombstone.record_id, tombstone.told_at, disproved.seen_at
                """)
                .param("rows", JsonRows.of(sightings.stream().map(Row::of).toList()))
                .query(Disproved.class)
                .list()
                .forEach(this::amendWhatWentWith);
    }

    private void amendWhatWentWith(Disproved tombstone) {
        jdbc.sql("""
                with restored as (
                    select member_id, event_id
                    from mirror.calendar_event
                    where member_id = :memberId
                        and seen_at <= :toldAt
                        and (:kind = 'calendar_section' and section_id = :recordId
                            or :kind = 'calendar_event' and parent_id = :recordId and event_id <> parent_id)
                    order by member_id, event_id
                    for update
                )
                update mirror.calendar_event event
                set amended_at = greatest(event.amended_at, :seenAt)
                from restored
                where event.member_id = restored.member_id and event.event_id = restored.event_id
                """).paramSource(tombstone).update();
    }

    /// Whether one of a portal's records is gone, as far as a reading that began at an instant can tell.
    ///
    /// @param seenAt
    ///            [Instant#EPOCH] if there was no reading
    public boolean cover(Instant seenAt, Collection<RecordRef> records) {
        return jdbc.sql("""
                select exists (
                    select from mirror.tombstone
                    join jsonb_to_recordset(cast(:rows as jsonb))
                        as row(member_id text, kind text, record_id bigint, told_at timestamptz)
                        using (member_id, kind, record_id)
                    where tombstone.told_at >= row.told_at
                )
                """)
                .param("rows", JsonRows.of(records.stream().map(record -> Row.of(record, seenAt)).toList()))
                .query(Boolean.class)
                .single();
    }

    /// Whether a record is gone that we have no copy of.
    public boolean cover(RecordRef record) {
        return cover(Instant.EPOCH, List.of(record));
    }

    /// A record was found by a reading that began at an instant.
    public record Sighting(RecordRef record, Instant seenAt) {}

    private record Told(MemberId memberId, String kind, long recordId, Instant toldAt, Layer layer,
            @Nullable Long deliveryId) {
        static Told of(Removal removal) {
            var record = removal.record();
            var cause = removal.cause();
            return new Told(record.memberId(), record.kind().name(), record.id(), removal.removedAt(), cause.layer(),
                    cause.deliveryId());
        }
    }

    private record Disproved(String memberId, String kind, long recordId, OffsetDateTime toldAt,
            OffsetDateTime seenAt) {}

    private record Row(MemberId memberId, String kind, long recordId, Instant toldAt) {
        static Row of(Sighting sighting) {
            return of(sighting.record(), sighting.seenAt());
        }

        static Row of(RecordRef record, Instant at) {
            return new Row(record.memberId(), record.kind().name(), record.id(), at);
        }
    }
}
