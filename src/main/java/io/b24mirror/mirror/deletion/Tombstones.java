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
import io.b24mirror.mirror.Kinds;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// The records that are gone.
///
/// A removal writes nothing but tombstones: whether a copy counts as deleted follows from comparing its reading with
/// them, and so does what goes with it – a calendar's events, a meeting's copies in the calendars of its participants.
/// So a removal locks no record, and cannot miss one that is just being written. Only the copies of a deleted calendar's
/// meetings follow from a tombstone of the meeting, which is written with the calendar's.
@Component
public class Tombstones {
    /// So much of what goes with a calendar is written in one transaction. It takes some ten milliseconds, for which
    /// others wait who have to do with the calendar.
    static final int PAGE = 500;

    /// Meetings of calendars that were told to be gone.
    static final String MEETING_OF_TOLD = """
            meeting.member_id = told.member_id
                and meeting.section_id = told.record_id
                and meeting.parent_id = meeting.event_id
                and meeting.seen_at <= told.told_at
                and (meeting.is_meeting or exists (
                    select from mirror.calendar_event copy
                    where copy.member_id = meeting.member_id
                        and copy.parent_id = meeting.event_id
                        and copy.event_id <> copy.parent_id
                ))
            """;

    /// A calendar that comes back while its return is not written for all meetings yet was there in between: such a
    /// meeting is gone since now.
    static final String WRITE = """
            insert into mirror.tombstone
                (member_id, kind, record_id, deleted_at, told_at, layer, delivery_id, section_id)
            select member_id, kind, record_id, min(told_at), max(told_at),
                (array_agg(layer order by told_at))[1], (array_agg(delivery_id order by told_at))[1],
                case when count(section_id) = count(*) then max(section_id) end
            from gone
            group by member_id, kind, record_id
            order by member_id, kind, record_id
            on conflict (member_id, kind, record_id) do update
            set deleted_at = case when exists (
                        select from mirror.unfinished_calendar back
                        where back.member_id = tombstone.member_id and back.section_id = tombstone.section_id
                            and back.is_back and back.seen_at > tombstone.told_at
                            and back.seen_at <= excluded.told_at
                    ) then excluded.deleted_at
                    else least(tombstone.deleted_at, excluded.deleted_at) end,
                told_at = greatest(tombstone.told_at, excluded.told_at),
                noted_at = case when excluded.told_at > tombstone.told_at then now() else tombstone.noted_at end,
                section_id = case when tombstone.section_id is not null then excluded.section_id end
            """;

    private static final String TOLD = """
            told as (
                select *
                from jsonb_to_recordset(cast(:rows as jsonb))
                    as row(member_id text, kind text, record_id bigint, told_at timestamptz, layer text,
                        delivery_id bigint)
            )""";

    private static final String REMEMBER = """
            with %s, gone as (
                select *, cast(null as bigint) as section_id
                from told
                union all
                select told.member_id, 'calendar_event', meeting.event_id, told.told_at, told.layer,
                    told.delivery_id, told.record_id
                from told
                cross join lateral (
                    select event_id
                    from mirror.calendar_event meeting
                    where %s
                    order by event_id
                    limit :page
                ) meeting
                where told.kind = 'calendar_section'
            )
            """.formatted(TOLD, MEETING_OF_TOLD) + WRITE;

    private static final String LEAVE_REMOVED = """
            with %s
            insert into mirror.unfinished_calendar as known
                (member_id, section_id, is_back, told_at, layer, delivery_id)
            select member_id, record_id, false, told_at, layer, delivery_id
            from told
            where kind = 'calendar_section' and exists (
                select from mirror.calendar_event meeting
                where %s
                order by event_id
                offset :page
            )
            order by member_id, record_id
            on conflict (member_id, section_id, is_back) do update
            set told_at = greatest(known.told_at, excluded.told_at), done_until = 0
            """.formatted(TOLD, MEETING_OF_TOLD);

    private static final String LEAVE_BACK = """
            with seen as (
                select row.member_id, row.record_id, row.told_at as seen_at, tombstone.told_at, tombstone.layer
                from jsonb_to_recordset(cast(:rows as jsonb))
                    as row(member_id text, kind text, record_id bigint, told_at timestamptz)
                join mirror.tombstone using (member_id, kind, record_id)
                where kind = 'calendar_section' and tombstone.told_at < row.told_at
            ), overtaken as (
                delete from mirror.unfinished_calendar removed
                using seen
                where removed.member_id = seen.member_id and removed.section_id = seen.record_id
                    and not removed.is_back and removed.told_at < seen.seen_at
            )
            insert into mirror.unfinished_calendar as known
                (member_id, section_id, is_back, told_at, seen_at, layer)
            select member_id, record_id, true, told_at, seen_at, layer
            from seen
            where exists (
                    select from mirror.calendar_event event
                    where event.member_id = seen.member_id and event.section_id = seen.record_id
                        and event.seen_at <= seen.told_at
                    offset :page
                )
                or exists (
                    select from mirror.tombstone meeting
                    where meeting.member_id = seen.member_id and meeting.section_id = seen.record_id
                    offset :page
                )
            order by member_id, record_id
            on conflict (member_id, section_id, is_back) do update
            set told_at = greatest(known.told_at, excluded.told_at), seen_at = greatest(known.seen_at, excluded.seen_at),
                done_until = 0
            """;

    private final JdbcClient jdbc;

    public Tombstones(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Remembers that records are gone, in the caller's transaction. Rows are taken in the order of their keys.
    ///
    /// Of a calendar's meetings each is gone as well, and so are its copies in other calendars; the portal announces
    /// neither. Where there are very many, [UnfinishedCalendars] go on with them.
    @Transactional(propagation = Propagation.MANDATORY)
    public void remember(Collection<Removal> removals) {
        var rows = JsonRecordset.of(removals.stream().map(Told::of).toList());
        jdbc.sql(LEAVE_REMOVED).param("rows", rows).param("page", PAGE).update();
        jdbc.sql(REMEMBER).param("rows", rows).param("page", PAGE).update();
    }

    /// Takes back what later readings have disproved, in the caller's transaction. What had gone with it is there
    /// again, too, although nobody has read it anew: that is told to those who follow the copy.
    @Transactional(propagation = Propagation.MANDATORY)
    public void disprove(Collection<Sighting> sightings) {
        var rows = JsonRecordset.of(sightings.stream().map(Row::of).toList());
        jdbc.sql(LEAVE_BACK).param("rows", rows).param("page", PAGE).update();
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
                    cross join lateral (
                        select member_id, kind, record_id
                        from mirror.tombstone
                        where tombstone.member_id = seen.member_id
                            and tombstone.section_id = seen.record_id
                        order by record_id
                        limit :page
                    ) meeting
                    where seen.kind = 'calendar_section'
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
                .param("rows", rows)
                .param("page", PAGE)
                .query(Disproved.class)
                .list()
                .forEach(this::amendWhatWentWith);
    }

    /// A meeting has no more copies than participants.
    private void amendWhatWentWith(Disproved tombstone) {
        var isSection = tombstone.kind().equals(Kinds.CALENDAR_SECTION.name());
        jdbc.sql("""
                with restored as (
                    select member_id, event_id
                    from mirror.calendar_event
                    where member_id = :memberId and seen_at <= :toldAt and %s
                    order by member_id, event_id
                    limit %d
                    for update
                )
                update mirror.calendar_event event
                set amended_at = greatest(event.amended_at, :seenAt)
                from restored
                where event.member_id = restored.member_id and event.event_id = restored.event_id
                """.formatted(isSection ? "section_id = :recordId" : "parent_id = :recordId and event_id <> parent_id",
                isSection ? PAGE : Integer.MAX_VALUE)).paramSource(tombstone).update();
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
