package io.b24mirror.fetch.batch;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

class FetchLeasesTests extends FetchTest {
    private static final FetchOutcome SERVED = new FetchOutcome.Served();
    private static final UUID TURN_OF_OTHERS = new UUID(0, 1);

    private final UUID claim = UUID.randomUUID();

    private static List<Long> ids(List<LeasedFetch> claimed) {
        return claimed.stream().map(row -> row.record().id()).sorted().toList();
    }

    @Test
    void claimsWhatIsDueOfOnePortal() {
        request(changed(7), changed(8),
                new FetchRequest(new RecordRef(OTHER_PORTAL, EVENT, 9), NOW, Urgency.FRESH, 5L, Cause.delivery(1)));
        read(8, new FetchOutcome.Snoozed(NOW.plusSeconds(1), "not now"));
        jdbc.sql("update fetch_list.request set claim = null, due_at = :now where record_id = 7")
                .param("now", NOW.atOffset(ZoneOffset.UTC))
                .update();

        assertThat(ids(claim(claim))).containsExactly(7L);
    }

    @Test
    void handsOutWhatWasAskedFor() {
        var request = new FetchRequest(event(7), NOW.minusSeconds(3), Urgency.FRESH, 5L, Cause.delivery(1));
        request(request);
        request(request);

        assertThat(claim(claim)).containsExactly(new LeasedFetch(request, 2, 0, NOW));
    }

    @Test
    void claimsUrgentAndOldestFirst() {
        request(listed(1));
        request(changed(4));
        clock.advance(Duration.ofSeconds(1));
        request(changed(2), changed(3));

        assertThat(ids(rows.claim(PORTAL, claim, 1))).containsExactly(4L);
        assertThat(ids(rows.claim(PORTAL, claim, 2))).containsExactly(2L, 3L);
        assertThat(ids(rows.claim(PORTAL, claim, 2))).containsExactly(1L);
    }

    /// What failed before may take its whole batch with it.
    @Test
    void claimsWhatFailedBeforeApart() {
        request(changed(1), changed(2));
        read(1, new FetchOutcome.Retried(NOW, "HTTP 500"));
        rows.releaseOrphans(PORTAL);
        request(changed(3));

        assertThat(ids(claim(TURN_OF_OTHERS))).containsExactly(2L, 3L);
        assertThat(ids(claim(TURN_OF_OTHERS))).containsExactly(1L);
    }

    @Test
    void claimsUrgentThatFailedBeforeWhatIsLessUrgent() {
        request(changed(1), listed(2), step(3));
        jdbc.sql("update fetch_list.request set attempts = 1 where record_id < 3").update();
        request(listed(4));

        assertThat(ids(rows.claim(PORTAL, TURN_OF_OTHERS, 1))).containsExactly(1L);
        assertThat(ids(claim(TURN_OF_OTHERS))).containsExactly(3L, 4L);
        assertThat(ids(claim(TURN_OF_OTHERS))).containsExactly(2L);
    }

    /// There may always be something that never failed: an hour of a backfill, or of a busy day.
    @Test
    void letsWhatFailedBeforeHaveItsTurn() {
        request(changed(500));
        read(500, new FetchOutcome.Retried(NOW, "HTTP 500"));
        request(LongStream.rangeClosed(1, 499).mapToObj(this::changed).toArray(FetchRequest[]::new));

        var turns = LongStream.rangeClosed(1, 8).mapToObj(no -> ids(claim(new UUID(0, no)))).toList();

        assertThat(turns).hasSize(8).containsOnlyOnce(List.of(500L));
        assertThat(turns.indexOf(List.of(500L))).isEqualTo(FetchLeases.TURNS - 1);
    }

    @Test
    void readsFailedRecordThatChangesBeforeWhatASweepFinds() {
        request(changed(1));
        read(1, new FetchOutcome.Retried(NOW.plus(Duration.ofHours(2)), "HTTP 500"));
        request(LongStream.rangeClosed(2, 1_001).mapToObj(this::listed).toArray(FetchRequest[]::new));
        clock.advance(Duration.ofHours(1));

        request(changed(1));
        clock.advance(FetchList.RETRY_ON_REQUEST);

        assertThat(ids(claim(claim))).containsExactly(1L);
    }

    private FetchRequest step(long id) {
        return new FetchRequest(event(id), NOW, Urgency.SWEEP, null, Cause.of(Layer.SWEEP));
    }

    @Test
    void letsOneOfTwoClaimersWin() throws Exception {
        for (int round = 0; round < 20; round++) {
            emptyList();
            request(LongStream.rangeClosed(1, 10).mapToObj(this::changed).toArray(FetchRequest[]::new));

            var both = sideBySide(() -> claim(UUID.randomUUID()), () -> claim(UUID.randomUUID()));

            var won = new ArrayList<>(ids(both.getFirst()));
            won.addAll(ids(both.getLast()));
            assertThat(won).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        }
    }

    @Test
    void claimsAgainOnlyAfterLeaseRanOut() {
        request(changed(7));
        claim(claim);
        clock.advance(LeasedBatch.LEASE.minusMillis(1));

        assertThat(claim(UUID.randomUUID())).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(ids(claim(UUID.randomUUID()))).containsExactly(7L);
    }

    @Test
    void prolongsLeasesOfWhatIsBeingRead() {
        request(changed(7), changed(8), changed(9));
        var first = batch(claim, 2);
        var second = batch(UUID.randomUUID(), 1);
        clock.advance(LeasedBatch.LEASE.minusSeconds(1));

        rows.renew(PORTAL, List.of(first, second));

        clock.advance(LeasedBatch.LEASE.minusSeconds(1));
        assertThat(claim(UUID.randomUUID())).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(claim(UUID.randomUUID())).hasSize(3);
    }

    private LeasedBatch batch(UUID claim, int limit) {
        return new LeasedBatch(PORTAL, claim, rows.claim(PORTAL, claim, limit), new ResumeMarks());
    }

    @Test
    void neverProlongsALeaseThatAnotherDrainHas() {
        request(changed(7));
        var frozen = batch(claim, 1);
        clock.advance(LeasedBatch.LEASE);
        claim(UUID.randomUUID());
        clock.advance(Duration.ofMinutes(1));

        rows.renew(PORTAL, List.of(frozen));

        assertThat(row(7).dueAt()).isEqualTo(NOW.plus(LeasedBatch.LEASE.multipliedBy(2)));
    }

    /// The instance dies, and another one goes on.
    @Test
    void goesOnWithALongReadingWhereItGotTo() {
        request(changed(7), changed(8));
        var batch = batch(claim, 2);
        batch.marks().note(byId(batch.rows(), 7), "page 3");
        rows.renew(PORTAL, List.of(batch));
        rows.releaseOrphans(PORTAL);

        var again = claim(UUID.randomUUID());

        assertThat(byId(again, 7).mark()).isEqualTo("page 3");
        assertThat(byId(again, 8).mark()).isNull();
    }

    private static LeasedFetch byId(List<LeasedFetch> claimed, long id) {
        return claimed.stream().filter(row -> row.record().id() == id).findFirst().orElseThrow();
    }

    @Test
    void keepsWhereAnInterruptedReadingGotToUntilItEnds() {
        request(changed(7));
        read(7, new FetchOutcome.Retried(NOW, "OPERATION_TIME_LIMIT", "page 3"));
        request(listed(7));

        var claimed = claim(claim).getFirst();
        assertThat(claimed.mark()).isEqualTo("page 3");
        complete(claim, claimed, SERVED);

        request(changed(7));
        clock.advance(Duration.ofMinutes(1));
        assertThat(claim(UUID.randomUUID()).getFirst().mark()).isNull();
    }

    /// What was looked at before says nothing about what has changed since.
    @Test
    void beginsALongReadingAgainWhenTheRecordChanges() {
        request(changed(7), changed(8));
        var claimed = byId(claim(claim), 7);
        request(changed(7));
        complete(claim, claimed, new FetchOutcome.Retried(NOW, "OPERATION_TIME_LIMIT", "page 3"));
        rows.releaseOrphans(PORTAL);
        read(8, new FetchOutcome.Snoozed(NOW, "OPERATION_TIME_LIMIT", "page 4"));
        request(changed(8));
        clock.advance(Duration.ofMinutes(1));

        assertThat(
                jdbc.sql("select count(*) from fetch_list.request where mark is not null").query(Long.class).single())
                .isZero();
    }

    @Test
    void keepsLeaseOfRecordThatIsAskedForMeanwhile() {
        request(changed(7));
        claim(claim);
        request(changed(7));

        assertThat(claim(UUID.randomUUID())).isEmpty();
        assertThat(row(7).claim()).isEqualTo(claim);
    }

    @Test
    void letsFrozenDrainCompleteNothing() {
        request(changed(7));
        var frozen = claim(claim).getFirst();
        clock.advance(LeasedBatch.LEASE);
        var successor = UUID.randomUUID();
        claim(successor);

        complete(claim, frozen, new FetchOutcome.Dead("too late"));

        assertThat(row(7)).extracting(Row::state, Row::claim, Row::lastError)
                .containsExactly("WAITING", successor, null);
    }

    @Test
    void letsFrozenDrainCompleteNothingAfterItsSuccessorHasFinished() {
        request(changed(7));
        var frozen = claim(claim).getFirst();
        rows.releaseOrphans(PORTAL);
        read(7, SERVED);

        complete(claim, frozen, new FetchOutcome.Retried(NOW, "too late"));

        assertThat(row(7)).extracting(Row::state, Row::attempts).containsExactly("SETTLED", 0);
    }

    @Test
    void releasesWhatDeadDrainLeft() {
        request(changed(7),
                new FetchRequest(new RecordRef(OTHER_PORTAL, EVENT, 8), NOW, Urgency.FRESH, null, Cause.delivery(1)));
        claim(claim);
        rows.claim(OTHER_PORTAL, claim, 50);
        clock.advance(Duration.ofSeconds(1));

        rows.releaseOrphans(PORTAL);

        assertThat(row(7)).extracting(Row::claim, Row::dueAt).containsExactly(null, clock.instant());
        assertThat(row(8).claim()).isEqualTo(claim);
    }

    @Test
    void settlesWhatWasServed() {
        request(changed(7));
        jdbc.sql("update fetch_list.request set attempts = 3, last_error = 'HTTP 500'").update();

        read(7, SERVED);

        assertThat(row(7)).extracting(Row::state, Row::claim, Row::attempts, Row::lastError, Row::fetchedAt)
                .containsExactly("SETTLED", null, 0, null, NOW);
    }

    @Test
    void keepsAttemptsOfWhatWasSnoozed() {
        request(changed(7));
        jdbc.sql("update fetch_list.request set attempts = 3").update();

        read(7, new FetchOutcome.Snoozed(NOW.plusSeconds(15), "QUERY_LIMIT_EXCEEDED"));

        assertThat(row(7)).extracting(Row::state, Row::claim, Row::attempts, Row::lastError, Row::dueAt)
                .containsExactly("WAITING", null, 3, "QUERY_LIMIT_EXCEEDED", NOW.plusSeconds(15));
    }

    @Test
    void countsAttemptThatFailed() {
        request(changed(7));
        jdbc.sql("update fetch_list.request set attempts = 3").update();

        read(7, new FetchOutcome.Retried(NOW.plusSeconds(10), "HTTP 500"));

        assertThat(row(7)).extracting(Row::state, Row::claim, Row::attempts, Row::lastError, Row::dueAt)
                .containsExactly("WAITING", null, 4, "HTTP 500", NOW.plusSeconds(10));
    }

    @Test
    void keepsErrorOfDeadRecord() {
        request(changed(7));

        read(7, new FetchOutcome.Dead("Access denied."));

        assertThat(row(7)).extracting(Row::state, Row::claim, Row::attempts, Row::lastError)
                .containsExactly("DEAD", null, 1, "Access denied.");
    }

    @Test
    void keepsTimeOfLastReadingWhenNextOneFails() {
        request(changed(7));
        read(7, SERVED);
        clock.advance(Duration.ofMinutes(1));
        request(changed(7));

        read(7, new FetchOutcome.Retried(NOW.plusSeconds(90), "HTTP 500"));

        assertThat(row(7).fetchedAt()).isEqualTo(NOW);
    }

    @Test
    void readsAgainWhatWasAskedForWhileItWasRead() {
        request(changed(7));
        var claimed = claim(claim).getFirst();
        clock.advance(Duration.ofMillis(100));
        request(changed(7));
        complete(claim, claimed, SERVED);

        assertThat(row(7)).extracting(Row::state, Row::claim, Row::dueAt)
                .containsExactly("WAITING", null, clock.instant().plusMillis(1500));
    }

    /// Else a record that changes all the time would look as if it had never been read.
    @Test
    void tellsSinceWhenRecordIsAskedForAgain() {
        request(changed(7));
        clock.advance(Duration.ofMinutes(1));
        var claimed = claim(claim).getFirst();
        request(changed(7));
        complete(claim, claimed, SERVED);

        assertThat(row(7).requestedAt()).isEqualTo(clock.instant());
    }

    @Test
    void doesNotLetRecordDieThatWasAskedForWhileItWasRead() {
        request(changed(7));
        jdbc.sql("update fetch_list.request set attempts = 15").update();
        var claimed = claim(claim).getFirst();
        request(changed(7));
        complete(claim, claimed, new FetchOutcome.Dead("given up after 16 attempts"));

        assertThat(row(7)).extracting(Row::state, Row::attempts, Row::dueAt)
                .containsExactly("WAITING", 0, NOW.plusMillis(1500));
    }

    @Test
    void retriesSoonWhatWasAskedForWhileItFailed() {
        request(changed(7));
        var claimed = claim(claim).getFirst();
        request(changed(7));
        complete(claim, claimed, new FetchOutcome.Retried(NOW.plus(Duration.ofHours(2)), "HTTP 500"));

        assertThat(row(7).dueAt()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void readsRecordThatChangesAllTheTimeLessAndLessOften() {
        request(changed(7));
        var waits = new ArrayList<Duration>();
        for (int repeat = 0; repeat < 8; repeat++) {
            read(7, SERVED);
            var before = clock.instant();
            request(changed(7));
            waits.add(Duration.between(before, row(7).dueAt()));
            clock.set(row(7).dueAt());
        }

        assertThat(waits).extracting(Duration::toMillis)
                .containsExactly(1500L, 3000L, 6000L, 12000L, 24000L, 48000L, 48000L, 48000L);
    }

    @Test
    void readsRecordThatChangesAllTheTimeEveryTwoSecondsWhileThePortalHasRoom() {
        hasRoom = true;
        request(changed(7));
        var reads = new ArrayList<Duration>();
        while (clock.instant().isBefore(NOW.plusSeconds(60))) {
            var claimed = claim(UUID.randomUUID());
            if (!claimed.isEmpty()) {
                reads.add(Duration.between(NOW, clock.instant()));
                clock.advance(Duration.ofMillis(120));
                complete(requireNonNull(row(7).claim()), claimed.getFirst(), SERVED);
            }
            clock.advance(Duration.ofMillis(60));
            request(changed(7));
        }

        assertThat(reads).hasSizeBetween(25, 30);
        for (int i = 1; i < reads.size(); i++) {
            assertThat(reads.get(i).minus(reads.get(i - 1))).isLessThan(Duration.ofMillis(2_300));
        }
    }

    /// A reading of three seconds has kept it waiting long enough.
    @Test
    void readsRecordAtOnceThatChangedDuringALongReading() {
        hasRoom = true;
        request(changed(7));
        var claimed = claim(claim).getFirst();
        clock.advance(Duration.ofSeconds(3));
        request(changed(7));
        complete(claim, claimed, SERVED);

        assertThat(claim(UUID.randomUUID())).hasSize(1);
    }

    @Test
    void readsRecordSoonAgainThatWasQuietForAWhile() {
        request(changed(7));
        read(7, SERVED);
        request(changed(7));
        clock.set(row(7).dueAt());
        read(7, SERVED);
        clock.advance(Duration.ofSeconds(13));

        request(changed(7));
        read(7, SERVED);

        assertThat(row(7).quickRepeats()).isZero();
    }

    /// Not the record changed often, the portal was away.
    @Test
    void doesNotTakeSnoozesAndFailuresForQuickRepeats() {
        request(changed(7));
        for (int attempt = 0; attempt < 5; attempt++) {
            read(7, new FetchOutcome.Snoozed(clock.instant(), "the connection was refused"));
            read(7, new FetchOutcome.Retried(clock.instant(), "HTTP 500"));
        }
        read(7, SERVED);
        request(changed(7));

        assertThat(row(7)).extracting(Row::quickRepeats, Row::dueAt).containsExactly(0, NOW.plusMillis(1500));
    }

    @Test
    void sweepsSettledRowsThatServedTheirTime() {
        request(changed(7), changed(8));
        read(7, SERVED);
        rows.releaseOrphans(PORTAL);
        clock.advance(Duration.ofSeconds(61));
        rows.purgeSettled(PORTAL);
        assertThat(allRows()).hasSize(2);

        clock.advance(Duration.ofSeconds(1));
        rows.purgeSettled(PORTAL);

        assertThat(allRows()).extracting(Row::id).containsExactly(8L);
    }

    @Test
    void neverSweepsDeadRows() {
        request(changed(7));
        read(7, new FetchOutcome.Dead("Access denied."));
        clock.advance(Duration.ofDays(100));

        rows.purgeSettled(PORTAL);

        assertThat(row(7).state()).isEqualTo("DEAD");
    }

    /// Bitrix24 may say any number; PostgreSQL must be able to take it.
    @Test
    void storesFarFuture() {
        request(changed(7));

        var claimed = claim(claim).getFirst();
        complete(claim, claimed, schedule.after(
                new BitrixFailure.MethodExhausted("x", Instant.ofEpochSecond(1_734_609_600_000L)),
                0));

        assertThat(row(7).dueAt()).isBefore(NOW.plus(Duration.ofDays(1)));
    }
}
