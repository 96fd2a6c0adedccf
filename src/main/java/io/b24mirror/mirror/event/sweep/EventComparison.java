package io.b24mirror.mirror.event.sweep;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.mirror.difference.PersistentDifferences;
import io.b24mirror.mirror.difference.PersistentDifferences.Difference;
import io.b24mirror.mirror.event.EventKind;
import io.b24mirror.portal.MemberId;

/// Compares listed events with our copies.
@Component
class EventComparison {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final PersistentDifferences differences;

    EventComparison(JdbcClient jdbc, PersistentDifferences differences) {
        this.jdbc = jdbc;
        this.differences = differences;
    }

    /// The listed events that we have no copy of, or none that counts, or one that says something else.
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Long> toRead(MemberId memberId, ListedEvents listing) {
        var copies = copies(memberId, listing);
        var toRead = new ArrayList<Long>();
        var different = new ArrayList<Difference>();
        listing.events().values().forEach(listed -> {
            var copy = copies.get(listed.id());
            if (copy == null || (copy.isGone() && copy.seenAt().isBefore(listing.askedAt()))) {
                toRead.add(listed.id());
            } else if (copy.seenAt().isBefore(listing.askedAt()) && copy.differsFrom(listed)) {
                different.add(new Difference(listed.whole(), copy.event().whole(), copy.seenAt(), listing.askedAt()));
            }
        });
        toRead.addAll(differences.open(memberId, EventKind.TYPE.kind(), different));
        return toRead;
    }

    /// @param isGone
    ///            whether it counts as deleted
    /// @param isHidden
    ///            whether the portal did not show it, or not fully, when it was read last
    private record Copy(ListedEvent event, Instant seenAt, boolean isGone, boolean isHidden) {
        boolean differsFrom(ListedEvent listed) {
            return listed.differsFrom(event) || (isHidden && listed.showsAllOf(event));
        }
    }

    private Map<Long, Copy> copies(MemberId memberId, ListedEvents listing) {
        return jdbc.sql("""
                select event.event_id, event.seen_at, shown.deleted_at is not null as is_gone,
                    event.hidden_since is not null as is_hidden,
                    (select jsonb_object_agg(field.key, field.value)
                     from jsonb_each(event.raw) field
                     where field.key = any(:fields)) as fields
                from mirror.calendar_event event
                join reporting.calendar_events shown using (member_id, event_id)
                where event.member_id = :memberId and event.event_id = any(:ids)
                """)
                .param("memberId", memberId.value())
                .param("ids", listing.events().keySet().toArray(Long[]::new))
                .param("fields", ListedEvent.FIELDS.toArray(String[]::new))
                .query((row, _) -> Map.entry(row.getLong("event_id"),
                        new Copy(copy(row.getLong("event_id"), row.getString("fields")),
                                row.getObject("seen_at", OffsetDateTime.class).toInstant(), row.getBoolean("is_gone"),
                                row.getBoolean("is_hidden"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static ListedEvent copy(long id, @Nullable String fields) {
        return ListedEvent.copy(id, MAPPER.readTree(fields == null ? "{}" : fields));
    }

    /// An event that the listing should show and does not.
    ///
    /// @param readByOther
    ///            whether only another user's token was shown it last: then it is missing in every list of ours
    record Missing(long eventId, boolean readByOther) {}

    /// The events that the listing should show and does not: in calendars that are visible, at a time well within the
    /// window.
    ///
    /// Days are those that the clock in an event's own time zone shows. Bitrix24 goes by days of UTC, except for whole
    /// days; the margin of a window is more than the two differ.
    ///
    /// Whether a series that began before falls into the window cannot be told without working its rule out, so it is
    /// only asked after if it is missing in the window of today.
    List<Missing> missing(MemberId memberId, EventWindow window, ListedEvents listing) {
        return jdbc
                .sql("""
                        with event as (
                            select event_id, rrule,
                                coalesce(start_date, cast(local_start as date), date(starts_at at time zone 'UTC'))
                                    as first_day,
                                coalesce(end_date, cast(local_end as date), date(ends_at at time zone 'UTC'),
                                    start_date, cast(local_start as date), date(starts_at at time zone 'UTC'))
                                    as last_day,
                                case when rrule ->> 'UNTIL_TS' ~ '^[0-9]{1,11}$'
                                    then date(to_timestamp(cast(rrule ->> 'UNTIL_TS' as bigint)) at time zone 'UTC')
                                    end as until_day
                            from reporting.calendar_events
                            where member_id = :memberId
                                and section_id in (
                                    select section_id
                                    from reporting.calendar_sections
                                    where member_id = :memberId and calendar_type = :type and owner_id = :ownerId
                                        and deleted_at is null and fetched_at >= cast(:listedAt as timestamptz)
                                )
                                and deleted_at is null
                                and fetched_at < cast(:askedAt as timestamptz)
                                and event_id <> all(:listed)
                        )
                        select event_id, exists (
                                select from mirror.calendar_event held
                                where held.member_id = :memberId and held.event_id = event.event_id
                                    and held.seen_as is not null
                            ) as read_by_other
                        from event
                        where case when rrule is null
                                then first_day <= cast(:to as date) and last_day >= cast(:from as date)
                            else first_day between cast(:from as date) and cast(:to as date)
                                or :isCurrent and first_day < cast(:from as date)
                                    and (until_day is null or until_day >= cast(:from as date)) end
                        """)
                .param("memberId", memberId.value())
                .param("type", window.type())
                .param("ownerId", window.ownerId())
                .param("listedAt", window.listedAt().toString())
                .param("askedAt", listing.askedAt().toString())
                .param("listed", listing.events().keySet().toArray(Long[]::new))
                .param("from", window.innerFrom().toString())
                .param("to", window.innerTo().toString())
                .param("isCurrent", window.isCurrent())
                .query((row, _) -> new Missing(row.getLong("event_id"), row.getBoolean("read_by_other")))
                .list();
    }
}
