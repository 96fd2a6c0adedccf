package io.b24mirror.fetch.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.b24mirror.fetch.FetchProgress;
import io.b24mirror.fetch.RecordKind;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

/// What is done every second or every ten looks at few rows, however long the list of a portal is. The statements
/// themselves are run, and PostgreSQL says how many rows they touched.
class LongListTests extends FetchTest {
    private static final int ROWS = Integer.getInteger("b24.list.rows", 30_000);
    private static final int SETTLED_ELSEWHERE = 2_000;
    /// A batch and what goes with it.
    private static final long FEW = 250;

    private final UUID claim = UUID.randomUUID();
    private final FetchProgress progress = new FetchProgress(jdbc);

    @BeforeEach
    void fillList() {
        jdbc.sql("delete from sweep.sweep").update();
        fill("WAITING", PORTAL.value(), ROWS);
        fill("SETTLED", OTHER_PORTAL.value(), SETTLED_ELSEWHERE);
        jdbc.sql("vacuum analyze fetch_list.request").update();
    }

    /// Half of it is due; every third failed before.
    private void fill(String state, String memberId, int rows) {
        jdbc.sql(
                """
                        insert into fetch_list.request
                            (member_id, record_kind, record_id, state, urgency, attempts, layer, requested_at, due_at, settled_until)
                        select :memberId, 'calendar_event', id, :state, 1, case when id % 3 = 0 then 1 else 0 end, 3,
                               cast(:now as timestamptz) - interval '1 hour',
                               cast(:now as timestamptz) + (id - :rows / 2) * interval '1 millisecond',
                               case when :state = 'SETTLED' then cast(:now as timestamptz) - interval '1 hour' end
                        from generate_series(1, :rows) id
                        """)
                .param("memberId", memberId)
                .param("state", state)
                .param("rows", rows)
                .param("now", NOW.toString())
                .update();
    }

    /// The rows of the list that the work looks at, in a transaction of its own.
    private long rowsLookedAt(String what, Runnable work) {
        return transaction.execute(_ -> {
            jdbc.sql("set local max_parallel_workers_per_gather = 0").update();
            long before = looked();
            long began = System.nanoTime();
            work.run();
            long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
            long rows = looked() - before;
            System.out.printf("%s: %d of %d rows, %.1f ms%n", what, rows, ROWS, micros / 1000.0);
            return rows;
        });
    }

    private long looked() {
        return jdbc.sql("""
                select seq_tup_read + coalesce(idx_tup_fetch, 0)
                from pg_stat_xact_user_tables
                where relid = 'fetch_list.request'::regclass
                """).query(Long.class).single();
    }

    @Test
    void claims() {
        assertThat(rowsLookedAt("claim", () -> assertThat(claim(claim)).hasSize(50))).isLessThan(FEW);
    }

    @Test
    void completes() {
        var claimed = claim(claim);
        Map<LeasedFetch, FetchOutcome> outcomes = new LinkedHashMap<>();
        claimed.forEach(row -> outcomes.put(row, new FetchOutcome.Served()));

        assertThat(rowsLookedAt("under", () -> rows.under(claim, PORTAL))).isLessThan(FEW);
        assertThat(rowsLookedAt("lock", () -> rows.lock(claim, PORTAL))).isLessThan(FEW);
        assertThat(rowsLookedAt("complete", () -> rows.complete(claim, outcomes))).isLessThan(2 * FEW);
    }

    @Test
    void beginsARun() {
        claim(claim);

        assertThat(rowsLookedAt("releaseOrphans", () -> rows.releaseOrphans(PORTAL))).isLessThan(FEW);
        assertThat(rowsLookedAt("purgeSettled", () -> rows.purgeSettled(PORTAL))).isLessThan(FEW);
    }

    @Test
    void tellsWhenNextRecordIsDue() {
        assertThat(rowsLookedAt("nextDue", () -> assertThat(list.nextDue(PORTAL))
                .isEqualTo(NOW.plus(Duration.ofMillis(1 - ROWS / 2))))).isLessThan(FEW);
    }

    @Test
    void tellsPortalsWithDueRecords() {
        assertThat(rowsLookedAt("portalsWithDueRecords",
                () -> assertThat(list.portalsWithDueRecords()).containsExactly(PORTAL))).isLessThan(FEW);
    }

    @Test
    void tellsPortalsWithDueRecordsAmongHundreds() {
        IntStream.range(0, 300).forEach(number -> fill("WAITING", "portal-%03d".formatted(number), 20));
        jdbc.sql("vacuum analyze fetch_list.request").update();

        assertThat(rowsLookedAt("portalsWithDueRecords of 301", () -> assertThat(list.portalsWithDueRecords())
                .hasSize(301))).isLessThan(301 * 12);
    }

    @Test
    void tellsWhetherASweepWaits() {
        assertThat(rowsLookedAt("isSweeping", () -> assertThat(progress.isSweeping(PORTAL)).isTrue())).isLessThan(FEW);
        jdbc.sql("update fetch_list.request set attempts = 1").update();
        jdbc.sql("vacuum analyze fetch_list.request").update();
        assertThat(rowsLookedAt("isSweeping, all failed", () -> assertThat(progress.isSweeping(PORTAL)).isFalse()))
                .isLessThan(FEW);
    }

    @Test
    void takesWhatWasGivenUp() {
        var kind = new RecordKind("calendar_event");
        assertThat(rowsLookedAt("takeGivenUp", () -> progress.takeGivenUp(PORTAL, kind))).isLessThan(FEW);
    }

    /// A count looks at each of them, but only while a sweep is under way.
    @Test
    void countsWhatASweepWaitsForInItsIndex() {
        sweep(NOW);
        sweep(null);

        var plan = jdbc.sql("explain (analyze, costs off, timing off) select * from reporting.sweeps")
                .query(String.class)
                .list();

        assertThat(plan).filteredOn(line -> line.contains("request_swept"))
                .singleElement()
                .asString()
                .contains("rows=" + ROWS)
                .contains("loops=1");
        assertThat(plan).noneMatch(line -> line.contains("Seq Scan on request"));
    }

    private void sweep(@Nullable Instant finishedAt) {
        jdbc.sql("""
                insert into sweep.sweep (member_id, kind, started_at, noted_at, finished_at, outcome)
                select :memberId, 'SWEEP', :now, :now, finished_at, case when finished_at is not null then 'DONE' end
                from (values (cast(:finishedAt as timestamptz))) as sweep (finished_at)
                """)
                .param("memberId", PORTAL.value())
                .param("now", NOW.atOffset(UTC))
                .param("finishedAt", finishedAt == null ? null : finishedAt.toString())
                .update();
    }

    @Test
    void asksForARecord() {
        assertThat(rowsLookedAt("request", () -> list.request(List.of(changed(1), changed(ROWS + 1)))))
                .isLessThan(FEW);
    }
}
