package io.b24mirror.mirror.deletion;

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
import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// Remembers the records that are deleted.
///
/// A removal writes nothing but tombstones: whether a copy counts as deleted follows from comparing its reading with
/// them, and so does what goes with it, such as a calendar's events, or a meeting's copies in the calendars of its
/// participants. So a removal locks no record, and cannot miss one that is just being written. Only records that pass a
/// deletion on, as the meetings of a deleted calendar do to their copies, get tombstones of their own, with
/// the calendar's.
@Component
public class Tombstones {
    private static final int PAGE = TombstoneSql.PAGE;

    private final JdbcClient jdbc;
    private final Companions companions;
    private final TombstoneSql sql;
    private final String leaveDeleted;
    private final String remember;
    private final String leaveReturned;

    Tombstones(JdbcClient jdbc, Companions companions) {
        this.jdbc = jdbc;
        this.companions = companions;
        this.sql = new TombstoneSql(companions);
        this.leaveDeleted = sql.leaveDeleted();
        this.remember = sql.remember();
        this.leaveReturned = sql.leaveReturned();
    }

    /// Remembers that records are deleted, in the caller's transaction. Locks rows in the order of their keys.
    ///
    /// What passes a deletion on, as a calendar's meetings do, is deleted as well; the portal does not announce that.
    /// Where there is very much of it, [UnfinishedDeletions] writes the rest.
    @Transactional(propagation = Propagation.MANDATORY)
    public void remember(Collection<Removal> removals) {
        var rows = JsonRecordset.of(removals.stream().map(Told::of).toList());
        jdbc.sql(leaveDeleted).param("rows", rows).param("page", PAGE).update();
        jdbc.sql(remember).param("rows", rows).param("page", PAGE).update();
    }

    /// Takes back what later readings have disproved, in the caller's transaction. What had gone with it is there
    /// again, too, although it was not read again: that is told to those who follow the copy.
    @Transactional(propagation = Propagation.MANDATORY)
    public void disprove(Collection<Sighting> sightings) {
        var rows = JsonRecordset.of(sightings.stream().map(Row::of).toList());
        jdbc.sql(leaveReturned).param("rows", rows).param("page", PAGE).update();
        jdbc.sql(TombstoneSql.DISPROVE)
                .param("rows", rows)
                .param("page", PAGE)
                .query(Disproved.class)
                .list()
                .forEach(this::amendCompanions);
    }

    private void amendCompanions(Disproved tombstone) {
        companions.of(tombstone.kind())
                .forEach(companion -> jdbc.sql(sql.amend(companion)).paramSource(tombstone).update());
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
                .param("rows", JsonRecordset.of(records.stream().map(record -> Row.of(record, seenAt)).toList()))
                .query(Boolean.class)
                .single();
    }

    /// Whether a record is gone that we have no copy of.
    public boolean cover(RecordRef record) {
        return cover(Instant.EPOCH, List.of(record));
    }

    /// A record was found by a reading that began at an instant.
    public record Sighting(RecordRef record, Instant seenAt) {

        /// By what was read of it.
        public static Sighting of(Observation<?> observation) {
            return new Sighting(observation.ref(), observation.fetchedAt());
        }
    }

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
