package io.b24mirror.fetch.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;

import static org.assertj.core.api.Assertions.assertThat;

class FetchListTests extends FetchTest {
    private static final FetchOutcome SERVED = new FetchOutcome.Served();

    private static FetchOutcome retriedAfter(Duration wait) {
        return new FetchOutcome.Retried(NOW.plus(wait), "HTTP 500");
    }

    @Test
    void listsRecordOnceHoweverOftenItIsAskedFor() {
        request(changed(7), changed(7), changed(8));
        request(changed(7));

        assertThat(allRows()).extracting(Row::id).containsExactly(7L, 8L);
    }

    @Test
    void foldsWishesOfOneBatch() {
        var earlier = NOW.minusSeconds(5);

        request(new FetchRequest(event(7), NOW, Urgency.BACKGROUND, 3L, Cause.delivery(1)),
                new FetchRequest(event(7), earlier, Urgency.FRESH, 4L, Cause.delivery(1)),
                new FetchRequest(event(7), NOW, Urgency.BACKGROUND, null, Cause.delivery(1)));

        assertThat(row(7)).extracting(Row::urgency, Row::requestedAt, Row::actingUserId, Row::revision)
                .containsExactly(0, earlier, 4L, 1L);
    }

    @Test
    void keepsRecordsOfSameIdApart() {
        request(changed(7),
                new FetchRequest(new RecordRef(PORTAL, COMMENT, 7), NOW, Urgency.FRESH, null, Cause.delivery(1)),
                new FetchRequest(new RecordRef(OTHER_PORTAL, EVENT, 7), NOW, Urgency.FRESH, null, Cause.delivery(1)));

        assertThat(allRows()).hasSize(3);
    }

    @Test
    void creditsTheEarliestLayerAndItsNewestDelivery() {
        request(caused(7, Cause.of(Layer.SWEEP)), caused(8, Cause.delivery(1)));
        request(caused(7, Cause.delivery(3)), caused(8, Cause.delivery(2)));
        request(caused(7, Cause.of(Layer.OFFLINE)), caused(8, Cause.of(Layer.BACKFILL)));

        assertThat(causesOfClaimed()).containsExactly(Cause.delivery(3), Cause.delivery(2));
    }

    @Test
    void creditsAnewWhatWasReadMeanwhile() {
        request(caused(7, Cause.delivery(1)));
        read(7, new FetchOutcome.Served());
        clock.advance(Duration.ofSeconds(10));

        request(caused(7, Cause.of(Layer.SWEEP)));

        assertThat(causesOfClaimed()).containsExactly(Cause.of(Layer.SWEEP));
    }

    private static FetchRequest caused(long id, Cause cause) {
        return new FetchRequest(event(id), NOW.plusSeconds(10), Urgency.FRESH, null, cause);
    }

    private List<Cause> causesOfClaimed() {
        return claim(UUID.randomUUID()).stream()
                .map(LeasedFetch::request)
                .sorted(Comparator.comparing(FetchRequest::record))
                .map(FetchRequest::cause)
                .toList();
    }

    @Test
    void takesNothingForNoRequest() {
        request();

        assertThat(allRows()).isEmpty();
    }

    @Test
    void raisesRevisionWithEveryBatch() {
        request(changed(7));
        request(changed(7));
        request(changed(7));

        assertThat(row(7).revision()).isEqualTo(3);
    }

    @Test
    void keepsWhenRecordWasFirstAskedFor() {
        request(changed(7));
        clock.advance(Duration.ofSeconds(20));
        request(changed(7));

        assertThat(row(7)).extracting(Row::requestedAt, Row::dueAt).containsExactly(NOW, NOW);
    }

    @Test
    void letsUrgencyWinInEitherOrder() {
        request(changed(7), listed(8));
        request(listed(7), changed(8));

        assertThat(allRows()).extracting(Row::urgency).containsExactly(0, 0);
    }

    @Test
    void forgetsUrgencyOfWhatWasServed() {
        request(changed(7));
        read(7, SERVED);
        clock.advance(Duration.ofSeconds(1));
        request(listed(7));

        assertThat(row(7)).extracting(Row::state, Row::urgency).containsExactly("WAITING", 1);
    }

    @Test
    void remembersWhoChangedRecordLast() {
        request(new FetchRequest(event(7), NOW, Urgency.FRESH, 3L, Cause.delivery(1)));
        request(changed(7));

        assertThat(row(7).actingUserId()).isEqualTo(3);
    }

    @Test
    void revivesDeadRecord() {
        request(changed(7));
        read(7, new FetchOutcome.Dead("Access denied."));
        clock.advance(Duration.ofMinutes(1));
        request(changed(7));

        assertThat(row(7)).extracting(Row::state, Row::attempts, Row::dueAt, Row::requestedAt)
                .containsExactly("WAITING", 0, clock.instant(), clock.instant());
    }

    @Test
    void readsDeadRecordThatChangesAllTheTimeLessAndLessOften() {
        request(changed(7));
        read(7, new FetchOutcome.Dead("Access denied."));
        request(changed(7));

        assertThat(row(7)).extracting(Row::state, Row::dueAt)
                .containsExactly("WAITING", NOW.plus(Duration.ofMillis(1500)));
    }

    @Test
    void shortensBackOffOfFailedRecord() {
        request(changed(7));
        read(7, retriedAfter(Duration.ofHours(2)));
        request(changed(7));

        assertThat(row(7).dueAt()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void keepsBackOffThatIsShorterAnyway() {
        request(changed(7));
        read(7, retriedAfter(Duration.ofSeconds(3)));
        request(changed(7));
        clock.advance(Duration.ofSeconds(2));
        request(changed(7));

        assertThat(row(7).dueAt()).isEqualTo(NOW.plusSeconds(3));
    }

    @Test
    void keepsRecordWaitingThatWasSnoozed() {
        request(changed(7));
        read(7, new FetchOutcome.Snoozed(NOW.plusSeconds(60), "OPERATION_TIME_LIMIT"));
        request(changed(7));

        assertThat(row(7).dueAt()).isEqualTo(NOW.plusSeconds(60));
    }

    /// Otherwise the last of many events on a record would have to do with the few attempts that the others left.
    @Test
    void givesFailedRecordNewAttemptsWhenItChanges() {
        request(changed(7));
        jdbc.sql("update fetch_list.request set attempts = 15, last_error = 'HTTP 500'").update();
        request(changed(7));

        assertThat(row(7).attempts()).isEqualTo(1);
    }

    @Test
    void givesFailedRecordNoNewAttemptsForBeingListed() {
        request(changed(7));
        jdbc.sql("update fetch_list.request set attempts = 15, last_error = 'HTTP 500'").update();
        request(listed(7));

        assertThat(row(7).attempts()).isEqualTo(15);
    }

    @Test
    void doesNotReadAgainWhatWasReadAfterListing() {
        var listed = listed(7);
        request(changed(7));
        clock.advance(Duration.ofSeconds(1));
        read(7, SERVED);
        request(listed);

        assertThat(row(7)).extracting(Row::state, Row::revision).containsExactly("SETTLED", 1L);
    }

    @Test
    void readsAgainWhatChangedAfterItWasRead() {
        request(changed(7));
        read(7, SERVED);
        clock.advance(Duration.ofMinutes(1));
        request(listed(7));

        assertThat(row(7)).extracting(Row::state, Row::dueAt).containsExactly("WAITING", clock.instant());
    }

    /// A reading says what was true when it began, not when it was written down.
    @Test
    void readsAgainWhatWasListedWhileItWasRead() {
        var claim = UUID.randomUUID();
        request(changed(7));
        var claimed = claim(claim).getFirst();
        clock.advance(Duration.ofSeconds(1));
        var listed = listed(7);
        clock.advance(Duration.ofSeconds(1));
        complete(claim, claimed, SERVED);
        request(listed);

        assertThat(row(7)).extracting(Row::state, Row::fetchedAt).containsExactly("WAITING", NOW);
    }

    @Test
    void readsAgainWhatChangedEvenIfTheEventIsOlder() {
        var event = changed(7);
        request(event);
        clock.advance(Duration.ofSeconds(1));
        read(7, SERVED);
        request(event);

        assertThat(row(7).state()).isEqualTo("WAITING");
    }

    @Test
    void tellsWhenNextRecordIsDue() {
        request(changed(7), changed(8));
        read(7, SERVED);
        jdbc.sql("update fetch_list.request set claim = null, due_at = due_at + interval '9 minutes'").update();

        assertThat(list.nextDue(PORTAL)).isEqualTo(row(8).dueAt());
        assertThat(list.nextDue(OTHER_PORTAL)).isNull();
    }

    @Test
    void tellsPortalsWithDueRecords() {
        request(changed(7),
                new FetchRequest(new RecordRef(OTHER_PORTAL, EVENT, 7), NOW, Urgency.FRESH, null, Cause.delivery(1)));
        read(7, retriedAfter(Duration.ofSeconds(10)));

        assertThat(list.portalsWithDueRecords()).containsExactly(OTHER_PORTAL);
    }

    @Test
    void neverLocksInCircleWithAnotherBatch() throws Exception {
        var ids = LongStream.rangeClosed(1, 60).boxed().toList();
        var upwards = ids.stream().map(this::changed).toArray(FetchRequest[]::new);
        var downwards = ids.reversed().stream().map(this::changed).toArray(FetchRequest[]::new);
        request(downwards);

        sideBySide(() -> requestAt(upwards), () -> requestAt(downwards));

        assertThat(allRows()).hasSize(60).allMatch(row -> row.revision() == 3);
    }

    @Test
    void neverLocksInCircleWithNewRecords() throws Exception {
        var some = new ArrayList<FetchRequest>();
        var others = new ArrayList<FetchRequest>();
        LongStream.rangeClosed(1, 300).forEach(id -> {
            some.add(changed(id));
            others.addFirst(changed(id));
        });

        sideBySide(() -> requestAt(some.toArray(FetchRequest[]::new)),
                () -> requestAt(others.toArray(FetchRequest[]::new)));

        assertThat(allRows()).hasSize(300).allMatch(row -> row.revision() == 2);
    }

    @Test
    void neverLocksInCircleWithDrain() throws Exception {
        var ids = LongStream.rangeClosed(1, 40).boxed().toList();
        ids.reversed().forEach(id -> request(changed(id)));
        var claim = UUID.randomUUID();
        var claimed = claim(claim);
        var wishes = ids.stream().map(this::changed).toArray(FetchRequest[]::new);
        var completion = new Completion(rows, list, schedule, new RecordReaders(List.of()), transaction);

        sideBySide(() -> requestAt(wishes), () -> {
            var outcomes = new LinkedHashMap<LeasedFetch, FetchOutcome>();
            claimed.reversed().forEach(row -> outcomes.put(row, SERVED));
            completion.settle(claim, outcomes);
            return NOW;
        });

        assertThat(allRows()).hasSize(40).allMatch(row -> row.state().equals("WAITING") && row.claim() == null);
    }

    @Test
    void neverLocksInCircleWithDrainThatReleasesLeftovers() throws Exception {
        var ids = LongStream.rangeClosed(1, 40).boxed().toList();
        ids.reversed().forEach(id -> request(changed(id)));
        claim(UUID.randomUUID());
        var wishes = ids.stream().map(this::changed).toArray(FetchRequest[]::new);

        sideBySide(() -> requestAt(wishes), () -> {
            rows.releaseOrphans(PORTAL);
            return NOW;
        });

        assertThat(allRows()).allMatch(row -> row.claim() == null && row.revision() == 2);
    }

    @Test
    void neverLocksInCircleWithDrainThatSweeps() throws Exception {
        var ids = LongStream.rangeClosed(1, 40).boxed().toList();
        ids.reversed().forEach(id -> request(changed(id)));
        var claim = UUID.randomUUID();
        claim(claim).forEach(claimed -> complete(claim, claimed, SERVED));
        clock.advance(Duration.ofMinutes(2));
        var wishes = ids.stream().map(this::changed).toArray(FetchRequest[]::new);

        sideBySide(() -> requestAt(wishes), () -> {
            rows.purgeSettled(PORTAL);
            return NOW;
        });

        assertThat(allRows()).hasSize(40).allMatch(row -> row.state().equals("WAITING"));
    }

    private Instant requestAt(FetchRequest[] requests) {
        request(requests);
        return clock.instant();
    }
}
