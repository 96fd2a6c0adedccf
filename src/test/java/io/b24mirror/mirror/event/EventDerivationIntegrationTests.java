package io.b24mirror.mirror.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.deletion.Deletions;
import io.b24mirror.mirror.version.Derivations;
import io.b24mirror.mirror.version.Observation;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

/// Events of a portal at +03:00 as the first release stored them.
class EventDerivationIntegrationTests extends MirrorDatabase {
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final String RIGHT = "2026-09-21 08:00-09:00";
    private static final String WRONG = "2026-09-21 05:00-06:00";

    /// What the first release made of the same records: it took the Unix times for UTC, and knew nothing of the rest.
    private static final List<String> AS_THE_FIRST_RELEASE = List.of("""
            update mirror.calendar_event
            set starts_at = starts_at - interval '3 hours', ends_at = ends_at - interval '3 hours', local_start = null,
                local_end = null, content_hash = sha256('by the rules of then'), derivation = 0
            """, """
            update mirror.calendar_event_history
            set starts_at = starts_at - interval '3 hours', ends_at = ends_at - interval '3 hours', local_start = null,
                local_end = null, content_hash = sha256('by the rules of then'), derivation = 0
            """, """
            update mirror.calendar_occurrence
            set starts_at = starts_at - interval '3 hours', ends_at = ends_at - interval '3 hours'
            """, "delete from mirror.calendar_event_attendee");

    private final EventStore store = new EventStore(JDBC, Deletions.tombstones(JDBC), occurrences(), clocks());

    @Test
    void endsWithTheRightTimes() {
        keep(event(7, NOON, _ -> {}), event(8, NOON, _ -> {}));
        keep(event(7, LATER, event -> event.put("NAME", "Changed")));
        downgrade();
        assertThat(times("calendar_events")).containsOnly(WRONG);

        refreshAll();

        assertThat(times("calendar_events")).containsExactly(RIGHT, RIGHT);
        assertThat(times("calendar_events_history")).containsExactly(RIGHT, RIGHT, RIGHT);
        assertThat(times("calendar_occurrences")).containsExactly(RIGHT, RIGHT);
        assertThat(count("calendar_event_attendees")).isEqualTo(2);
        assertThat(count("calendar_events_history")).isEqualTo(3);
        assertThat(Derivations.countBehind(store.derived())).isZero();
    }

    @Test
    void tellsThoseWhoFollowTheCopy() {
        keep(event(7, NOON, _ -> {}));
        downgrade();

        refreshAll();

        assertThat(updates()).isEqualTo(List.of("7 AMENDED", "7 CHANGED"));
    }

    @Test
    void tellsNothingWhereTheTimesWereRight() {
        keep(event(7, NOON, _ -> {}));
        JDBC.sql("update mirror.calendar_event set derivation = 0").update();

        refreshAll();

        assertThat(updates()).isEqualTo(List.of("7 CHANGED"));
    }

    @Test
    void writesNoVersionWhenTheSameIsReadAfterwards() {
        keep(event(7, NOON, _ -> {}));
        downgrade();
        refreshAll();

        keep(event(7, LATER, _ -> {}));

        assertThat(count("calendar_events_history")).isEqualTo(1);
    }

    @Test
    void writesNoVersionWhenTheSameIsReadBefore() {
        keep(event(7, NOON, _ -> {}));
        downgrade();

        keep(event(7, LATER, _ -> {}));

        assertThat(times("calendar_events_history")).containsExactly(RIGHT);
        assertThat(times("calendar_occurrences")).containsExactly(RIGHT);
        assertThat(count("calendar_event_attendees")).isEqualTo(1);
        assertThat(Derivations.countBehind(store.derived())).isZero();
    }

    @Test
    void endsAVersionWithItsRightTimesWhenAnotherOneIsReadBefore() {
        keep(event(7, NOON, _ -> {}));
        downgrade();

        keep(event(7, LATER, event -> event.put("DATE_FROM_FORMATTED", "Mon Sep 21 2026 11:30:00")
                .put("TIMESTAMP_X", "19.09.2026 09:00:00")));

        assertThat(times("calendar_events_history")).containsExactlyInAnyOrder(RIGHT, "2026-09-21 08:30-09:00");
        assertThat(Derivations.countBehind(store.derived())).isZero();
    }

    @Test
    void goesOnAfterAnInterruption() {
        var events = LongStream.rangeClosed(1, 10).mapToObj(id -> event(id, NOON, _ -> {})).toList();
        inTransaction(() -> store.keep(events));
        downgrade();
        Integer refreshed = transaction().execute(_ -> Derivations.refreshFirst(store.derived(), 4));
        assertThat(refreshed).isEqualTo(4);
        transaction().executeWithoutResult(status -> {
            Derivations.refreshFirst(store.derived(), 4);
            status.setRollbackOnly();
        });
        assertThat(Derivations.countBehind(store.derived())).isEqualTo(6);

        refreshAll();

        assertThat(times("calendar_events")).hasSize(10).containsOnly(RIGHT);
        assertThat(updates()).hasSize(20);
    }

    @Test
    void leavesAnEventThatAnotherTransactionHolds() {
        keep(event(7, NOON, _ -> {}), event(8, NOON, _ -> {}));
        downgrade();

        try (var threads = Executors.newSingleThreadExecutor()) {
            inTransaction(() -> {
                JDBC.sql("select event_id from mirror.calendar_event where event_id = 7 for update")
                        .query()
                        .listOfRows();
                assertThat(threads.submit(() -> refreshAll())).succeedsWithin(Duration.ofSeconds(30));
            });
        }

        assertThat(Derivations.countBehind(store.derived())).isEqualTo(1);
    }

    /// During an upgrade, an instance of the first release writes beside us, and after a return to it, for long.
    @Test
    void noticesWhatAnOlderReleaseWroteAfterwards() {
        keep(event(7, NOON, _ -> {}));
        JDBC.sql("""
                update mirror.calendar_event
                set starts_at = starts_at - interval '3 hours', ends_at = ends_at - interval '3 hours', derivation = 0,
                    fetched_at = fetched_at + interval '1 minute', seen_at = seen_at + interval '1 minute'
                """).update();
        assertThat(Derivations.countBehind(store.derived())).isEqualTo(1);

        refreshAll();

        assertThat(times("calendar_events")).containsExactly(RIGHT);
        assertThat(Derivations.countBehind(store.derived())).isZero();
    }

    @Test
    void leavesWhatIsNoEventAsItIs() {
        keep(event(7, NOON, _ -> {}));
        downgrade();
        JDBC.sql("update mirror.calendar_event set raw = '[]'").update();

        refreshAll();

        assertThat(times("calendar_events")).containsExactly(WRONG);
        assertThat(Derivations.countBehind(store.derived())).isZero();
    }

    /// An event came without texts before any other event showed where the portal's server is.
    @Test
    void findsATimeOnceAnotherEventShowsTheServersClock() {
        keep(event(7, NOON, event -> event.remove(List.of("DATE_FROM", "DATE_TO", "DATE_FROM_FORMATTED",
                "DATE_TO_FORMATTED"))));
        assertThat(row("calendar_events")).containsEntry("starts_at", null).containsEntry("time_doubt", "NO_TIME");
        keep(event(8, LATER, _ -> {}));

        Derivations.settleAll(store.derived(), 3, transaction());
        Derivations.settleAll(store.derived(), 3, transaction());

        assertThat(times("calendar_events")).containsExactly(RIGHT, RIGHT);
        assertThat(times("calendar_occurrences")).containsExactly(RIGHT, RIGHT);
        assertThat(updates()).containsExactly("7 AMENDED", "7 CHANGED", "8 CHANGED");
        assertThat(JDBC.sql("select time_doubt from reporting.calendar_events where event_id = 7")
                .query(String.class)
                .single()).isEqualTo("SERVER_OFFSET");
    }

    private void refreshAll() {
        Derivations.refreshAll(store.derived(), 3, transaction());
    }

    private static void downgrade() {
        AS_THE_FIRST_RELEASE.forEach(sql -> JDBC.sql(sql).update());
    }

    private static List<String> times(String view) {
        return JDBC.sql("""
                select to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI-')
                    || to_char(ends_at at time zone 'UTC', 'HH24:MI')
                from reporting.%s
                """.formatted(view)).query((row, _) -> row.getString(1)).list();
    }

    private static List<String> updates() {
        return JDBC.sql("select record_id || ' ' || what from reporting.record_updates order by 1")
                .query((row, _) -> row.getString(1))
                .list();
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    private final void keep(Observation<EventFields>... events) {
        inTransaction(() -> store.keep(Arrays.asList(events)));
    }

    private static Observation<EventFields> event(long id, Instant fetchedAt, Consumer<ObjectNode> change) {
        var event = Samples.event()
                .put("ID", Long.toString(id))
                .put("RRULE", "")
                .put("RECURRENCE_ID", "")
                .put("EXDATE", "")
                .put("DATE_FROM", "21.09.2026 11:00:00")
                .put("DATE_TO", "21.09.2026 12:00:00")
                .put("DATE_FROM_FORMATTED", "Mon Sep 21 2026 11:00:00")
                .put("DATE_TO_FORMATTED", "Mon Sep 21 2026 12:00:00")
                .put("TZ_FROM", "Europe/Minsk")
                .put("TZ_TO", "Europe/Minsk")
                .put("TZ_OFFSET_FROM", "10800")
                .put("TZ_OFFSET_TO", "10800")
                .put("DATE_FROM_TS_UTC", "1789966800")
                .put("DATE_TO_TS_UTC", "1789970400");
        change.accept(event);
        return EventAnswer.translate(new RecordRef(ACME, Kinds.CALENDAR_EVENT, id), event, fetchedAt, CAUSE)
                .orElseThrow();
    }
}
