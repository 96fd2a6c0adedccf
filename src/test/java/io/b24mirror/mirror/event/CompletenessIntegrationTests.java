package io.b24mirror.mirror.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.deletion.Deletions;
import io.b24mirror.mirror.deletion.Tombstones;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class CompletenessIntegrationTests extends MirrorDatabase {
    private static final Instant SECOND_DAY = NOON.plus(Duration.ofDays(1));
    private static final Instant THIRD_DAY = NOON.plus(Duration.ofDays(2));
    private static final Cause SWEEP = Cause.of(Layer.SWEEP);

    private final Tombstones tombstones = Deletions.tombstones(JDBC);
    private final EventStore store = new EventStore(JDBC, tombstones, occurrences(), clocks());

    @Test
    void countsWhatEachLayerFoundOnEachDay() {
        keep(1, "one", NOON, Cause.delivery(1));
        keep(2, "two", NOON, Cause.delivery(2));
        keep(1, "one", NOON.plusSeconds(1), SWEEP);
        keep(1, "uno", NOON.plusSeconds(2), SWEEP);
        remove(Kinds.CALENDAR_SECTION, 4, SECOND_DAY, SWEEP);
        remove(Kinds.CALENDAR_EVENT, 2, SECOND_DAY.plusSeconds(1), Cause.delivery(3));
        keep(1, "uno", THIRD_DAY, Cause.of(Layer.BACKFILL));

        assertThat(completeness()).containsExactly("2026-06-01 ONLINE 2 0 0", "2026-06-01 SWEEP 0 1 0",
                "2026-06-02 SWEEP 0 0 2", "2026-06-03 BACKFILL 1 0 0");
    }

    @Test
    void countsADeletedMeetingWithItsCopies() {
        keep(1265, "main", NOON, Cause.delivery(1));
        keep(1266, "copy", NOON, Cause.delivery(2));
        remove(Kinds.CALENDAR_EVENT, 1265, SECOND_DAY, Cause.of(Layer.OFFLINE));

        assertThat(completeness()).containsExactly("2026-06-01 ONLINE 2 0 0", "2026-06-02 OFFLINE 0 0 2");
    }

    @Test
    void agreesWithTheHistory() {
        keep(1, "one", NOON, Cause.delivery(1));
        keep(1, "uno", SECOND_DAY, SWEEP);
        remove(Kinds.CALENDAR_EVENT, 1, THIRD_DAY, SWEEP);
        keep(1, "one again", THIRD_DAY.plusSeconds(1), SWEEP);
        remove(Kinds.CALENDAR_SECTION, 4, THIRD_DAY.plusSeconds(2), SWEEP);

        assertThat(JDBC.sql("""
                select (select sum(added + changed) from reporting.completeness)
                        = (select count(*) from reporting.calendar_events_history)
                    and (select sum(added) - sum(deleted) from reporting.completeness)
                        = (select count(*) from reporting.calendar_events where deleted_at is null)
                """).query(Boolean.class).single()).isTrue();
    }

    @Test
    void looksAtADayByItsIndexes() {
        JDBC.sql(
                """
                        insert into mirror.calendar_event
                            (member_id, event_id, all_day, is_meeting, is_private, is_masked, raw, content_hash, fetched_at, seen_at, valid_from,
                            is_addition, layer)
                        select 'acme', id, false, false, false, false, '{}', '\\x00', at, at, at, true, 'ONLINE'
                        from (
                            select id, timestamptz '2026-01-01Z' + id * interval '1 hour' as at from generate_series(1, 20000) id
                        ) events
                        """)
                .update();
        JDBC.sql("analyze mirror.calendar_event").update();

        assertThat(JDBC.sql("""
                explain select * from reporting.completeness where member_id = 'acme' and day = '2026-06-01'
                """).query(String.class).list()).noneMatch(line -> line.contains("Seq Scan on calendar_event "))
                .anyMatch(line -> line.contains("calendar_event_began"));
    }

    private void keep(long id, String name, Instant fetchedAt, Cause cause) {
        var event = Samples.event().put("ID", Long.toString(id)).put("NAME", name);
        var record = EventAnswer.translate(new RecordRef(ACME, Kinds.CALENDAR_EVENT, id), event, fetchedAt, cause)
                .orElseThrow();
        inTransaction(() -> store.keep(List.of(record)));
    }

    private void remove(RecordKind kind, long id, Instant at, Cause cause) {
        inTransaction(() -> tombstones.remember(List.of(new Removal(new RecordRef(ACME, kind, id), at, cause))));
    }

    private static List<@Nullable String> completeness() {
        return JDBC.sql("""
                select concat_ws(' ', day, layer, added, changed, deleted)
                from reporting.completeness
                where record_kind = 'calendar_event'
                order by day, layer
                """).query(String.class).list();
    }
}
