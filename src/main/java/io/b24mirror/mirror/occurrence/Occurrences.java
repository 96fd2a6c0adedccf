package io.b24mirror.mirror.occurrence;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.mirror.CalendarWindow;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

import static java.util.stream.Collectors.toSet;

/// When events take place, kept as rows so that reports need no rules and a month of everybody is one piece of an
/// index: one row for an event that does not repeat, one per occurrence within the calendar window for a series.
///
/// They follow from the event's own record alone: Bitrix24 leaves a changed or deleted occurrence out of its series by
/// `EXDATE`. Whether an event counts as deleted is none of their business; the views derive that.
@Component
public class Occurrences {
    private static final Logger log = LoggerFactory.getLogger(Occurrences.class);

    private final JdbcClient jdbc;
    private final CalendarWindow window;
    private final Clock clock;

    public Occurrences(JdbcClient jdbc, CalendarWindow window, Clock clock) {
        this.jdbc = jdbc;
        this.window = window;
        this.clock = clock;
    }

    /// Replaces the occurrences of events that were just written, in the transaction that wrote them and that holds
    /// their rows. Rows that stay the same are not touched.
    @Transactional(propagation = Propagation.MANDATORY)
    public void replace(Collection<ScheduledEvent> events) {
        var now = clock.instant();
        var from = window.from(now);
        var to = window.to(now);
        var expansions = events.stream().map(event -> Expansion.of(event, from, to)).toList();
        explain(expansions);
        forgetOthers(expansions);
        write(expansions);
        writeSeries(expansions, from, to);
    }

    /// A series that cannot be expanded is named when that is found out, not every time it is tried again.
    private void explain(List<Expansion> expansions) {
        var series = expansions.stream()
                .filter(expansion -> expansion.problem() != null)
                .map(Problem::of)
                .toList();
        if (series.isEmpty()) {
            return;
        }
        var known = known(series);
        series.stream()
                .filter(one -> !known.contains(one))
                .forEach(one -> log.info("Series {} of portal {} is shown once, since {}", one.eventId(),
                        one.memberId().value(), one.problem()));
    }

    private Set<Problem> known(List<Problem> series) {
        return jdbc.sql("""
                select held.member_id, held.event_id, held.problem
                from mirror.calendar_series held
                join jsonb_to_recordset(cast(:rows as jsonb)) as row(member_id text, event_id bigint)
                    using (member_id, event_id)
                """)
                .param("rows", JsonRecordset.of(series))
                .query((row, _) -> new Problem(new MemberId(row.getString("member_id")), row.getLong("event_id"),
                        row.getString("problem")))
                .stream()
                .collect(toSet());
    }

    private void forgetOthers(List<Expansion> expansions) {
        jdbc.sql("""
                delete from mirror.calendar_occurrence held
                using jsonb_to_recordset(cast(:events as jsonb)) as event(member_id text, event_id bigint)
                where held.member_id = event.member_id
                    and held.event_id = event.event_id
                    and (held.member_id, held.event_id, held.number) not in (
                        select member_id, event_id, number
                        from jsonb_to_recordset(cast(:rows as jsonb))
                            as fresh(member_id text, event_id bigint, number integer)
                    )
                """)
                .param("events", JsonRecordset.of(expansions.stream().map(Key::of).toList()))
                .param("rows", occurrences(expansions))
                .update();
        jdbc.sql("""
                delete from mirror.calendar_series held
                using jsonb_to_recordset(cast(:events as jsonb)) as event(member_id text, event_id bigint)
                where held.member_id = event.member_id and held.event_id = event.event_id
                """)
                .param("events", JsonRecordset.of(expansions.stream()
                        .filter(expansion -> !expansion.event().isRecurring())
                        .map(Key::of)
                        .toList()))
                .update();
    }

    private void write(List<Expansion> expansions) {
        jdbc.sql("""
                insert into mirror.calendar_occurrence as held
                    (member_id, event_id, number, starts_at, ends_at, start_date, end_date, original_starts_at,
                    original_start_date)
                select member_id, event_id, number, starts_at, ends_at, start_date, end_date, original_starts_at,
                    original_start_date
                from jsonb_to_recordset(cast(:rows as jsonb))
                    as row(member_id text, event_id bigint, number integer, starts_at timestamptz,
                        ends_at timestamptz, start_date date, end_date date, original_starts_at timestamptz,
                        original_start_date date)
                on conflict (member_id, event_id, number) do update
                set starts_at = excluded.starts_at,
                    ends_at = excluded.ends_at,
                    start_date = excluded.start_date,
                    end_date = excluded.end_date,
                    original_starts_at = excluded.original_starts_at,
                    original_start_date = excluded.original_start_date
                where (held.starts_at, held.ends_at, held.start_date, held.end_date, held.original_starts_at,
                        held.original_start_date)
                    is distinct from (excluded.starts_at, excluded.ends_at, excluded.start_date, excluded.end_date,
                        excluded.original_starts_at, excluded.original_start_date)
                """).param("rows", occurrences(expansions)).update();
    }

    private static String occurrences(List<Expansion> expansions) {
        return JsonRecordset.of(expansions.stream().flatMap(expansion -> expansion.occurrences().stream()).toList());
    }

    private void writeSeries(List<Expansion> expansions, LocalDate from, LocalDate to) {
        jdbc.sql("""
                insert into mirror.calendar_series
                    (member_id, event_id, window_from, window_to, rule, first_day, left_out, problem)
                select member_id, event_id, window_from, window_to, rule, first_day, left_out, problem
                from jsonb_to_recordset(cast(:rows as jsonb))
                    as row(member_id text, event_id bigint, window_from date, window_to date, rule text,
                        first_day date, left_out date[], problem text)
                on conflict (member_id, event_id) do update
                set window_from = excluded.window_from,
                    window_to = excluded.window_to,
                    rule = excluded.rule,
                    first_day = excluded.first_day,
                    left_out = excluded.left_out,
                    problem = excluded.problem
                """)
                .param("rows", JsonRecordset.of(expansions.stream()
                        .filter(expansion -> expansion.event().isRecurring())
                        .map(expansion -> Series.of(expansion, from, to))
                        .toList()))
                .update();
    }

    private record Key(MemberId memberId, long eventId) {
        static Key of(Expansion expansion) {
            return new Key(expansion.event().memberId(), expansion.event().eventId());
        }
    }

    private record Problem(MemberId memberId, long eventId, @Nullable String problem) {
        static Problem of(Expansion expansion) {
            return new Problem(expansion.event().memberId(), expansion.event().eventId(), expansion.problem());
        }
    }

    private record Series(MemberId memberId, long eventId, LocalDate windowFrom, LocalDate windowTo,
            @Nullable String rule, @Nullable LocalDate firstDay, Set<LocalDate> leftOut, @Nullable String problem) {
        static Series of(Expansion expansion, LocalDate from, LocalDate to) {
            var event = expansion.event();
            return new Series(event.memberId(), event.eventId(), from, to, expansion.rule(), expansion.firstDay(),
                    expansion.leftOut(),
                    expansion.problem());
        }
    }
}
