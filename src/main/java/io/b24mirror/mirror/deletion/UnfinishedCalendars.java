package io.b24mirror.mirror.deletion;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static java.time.ZoneOffset.UTC;

/// Goes on with what [Tombstones] left of very large calendars: tombstones of the meetings that a deleted one took
/// along, or, where it is there after all, the end of these tombstones and the news of its events.
///
/// Each page is a transaction that says how far it came, so it goes on wherever it died. A page follows what is known by
/// then: the return of a calendar ends what is left of its deletion.
@Component
public class UnfinishedCalendars {
    private static final String NEXT = """
            select member_id, section_id, is_back, told_at, seen_at, done_until
            from mirror.unfinished_calendar
            order by member_id, section_id, is_back
            limit 1
            for update skip locked
            """;

    private static final String TAKE_ALONG = """
            with told as (
                select member_id, section_id as record_id, told_at, layer, delivery_id, done_until
                from mirror.unfinished_calendar
                where member_id = :memberId and section_id = :sectionId and not is_back
            ), gone as (
                select told.member_id, 'calendar_event' as kind, meeting.event_id as record_id, told.told_at, told.layer,
                    told.delivery_id, told.record_id as section_id
                from told
                cross join lateral (
                    select event_id
                    from mirror.calendar_event meeting
                    where %s and meeting.event_id > told.done_until
                    order by event_id
                    limit :page
                ) meeting
            )
            """
            .formatted(Tombstones.MEETING_OF_TOLD) + Tombstones.WRITE + "returning tombstone.record_id";

    private static final String BRING_BACK = """
            with taken_along as (
                select record_id, told_at
                from mirror.tombstone
                where member_id = :memberId and section_id = :sectionId and told_at < :seenAt
                order by record_id
                limit :page
                for update
            ), back as (
                delete from mirror.tombstone
                using taken_along
                where tombstone.member_id = :memberId and tombstone.kind = 'calendar_event'
                    and tombstone.record_id = taken_along.record_id
            ), restored as (
                select copy.member_id, copy.event_id
                from mirror.calendar_event copy
                join taken_along on taken_along.record_id = copy.parent_id
                where copy.member_id = :memberId and copy.event_id <> copy.parent_id
                    and copy.seen_at <= taken_along.told_at
                order by copy.event_id
                for update of copy
            ), amended as (
                update mirror.calendar_event event
                set amended_at = greatest(event.amended_at, :now)
                from restored
                where event.member_id = restored.member_id and event.event_id = restored.event_id
            )
            select record_id from taken_along
            """;

    /// An event that was read in between says nothing of its own by that: it looks the same as before the deletion.
    private static final String TELL = """
            with page as (
                select event_id
                from mirror.calendar_event
                where member_id = :memberId and section_id = :sectionId and event_id > :doneUntil
                order by event_id
                limit :page
                for update
            ), amended as (
                update mirror.calendar_event event
                set amended_at = :now
                from page
                where event.member_id = :memberId and event.event_id = page.event_id
                    and event.valid_from <= :toldAt
                    and (event.amended_at is null or event.amended_at < :seenAt)
            )
            select event_id from page
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    UnfinishedCalendars(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    private record Calendar(String memberId, long sectionId, boolean isBack, OffsetDateTime toldAt,
            Optional<OffsetDateTime> seenAt, long doneUntil) {
        static Calendar of(ResultSet row, int number) throws SQLException {
            return new Calendar(row.getString("member_id"), row.getLong("section_id"), row.getBoolean("is_back"),
                    row.getObject("told_at", OffsetDateTime.class),
                    Optional.ofNullable(row.getObject("seen_at", OffsetDateTime.class)), row.getLong("done_until"));
        }
    }

    /// Goes on until nothing is left to do.
    public void finish() {
        while (nextPage()) {
            // each is a transaction
        }
    }

    /// Writes one page.
    ///
    /// @return whether there was one
    boolean nextPage() {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            var next = jdbc.sql(NEXT).query(Calendar::of).optional();
            next.ifPresent(calendar -> {
                if (calendar.isBack()) {
                    bringBack(calendar);
                } else {
                    advance(calendar, ids(page(TAKE_ALONG, calendar)));
                }
            });
            return next.isPresent();
        }));
    }

    private void bringBack(Calendar calendar) {
        if (ids(back(BRING_BACK, calendar)).isEmpty()) {
            advance(calendar, ids(back(TELL, calendar)
                    .param("doneUntil", calendar.doneUntil())
                    .param("toldAt", calendar.toldAt())));
        }
    }

    private static List<Long> ids(StatementSpec statement) {
        return statement.query((row, _) -> row.getLong(1)).list();
    }

    private void advance(Calendar calendar, List<Long> done) {
        var statement = done.size() < Tombstones.PAGE
                ? of(calendar, "delete from mirror.unfinished_calendar\n")
                : of(calendar, "update mirror.unfinished_calendar set done_until = :last\n")
                        .param("last", done.stream().mapToLong(id -> id).max().orElseThrow());
        statement.update();
    }

    private StatementSpec back(String sql, Calendar calendar) {
        return page(sql, calendar).param("seenAt", calendar.seenAt().orElseThrow())
                .param("now", clock.instant().atOffset(UTC));
    }

    private StatementSpec page(String sql, Calendar calendar) {
        return jdbc.sql(sql)
                .param("memberId", calendar.memberId())
                .param("sectionId", calendar.sectionId())
                .param("page", Tombstones.PAGE);
    }

    private StatementSpec of(Calendar calendar, String statement) {
        return jdbc.sql(statement + "where member_id = :memberId and section_id = :sectionId and is_back = :isBack")
                .param("memberId", calendar.memberId())
                .param("sectionId", calendar.sectionId())
                .param("isBack", calendar.isBack());
    }
}
