package io.b24mirror.fetch.batch;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.fetch.FakeReader;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.Step;

import static io.b24mirror.fetch.FakeReader.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class CompletionTests extends FetchTest {
    private final FakeReader events = FakeReader.of(EVENT);
    private final Completion completion = new Completion(rows, list, schedule, new RecordReaders(List.of(events)),
            transaction);
    private final UUID claim = UUID.randomUUID();

    @BeforeEach
    void emptyCopies() {
        jdbc.sql("create table if not exists fetch_list.copy_of_test (name text primary key)").update();
        jdbc.sql("truncate fetch_list.copy_of_test").update();
    }

    /// Finishes the readings of all claimed records.
    private Map<LeasedFetch, Step<?>> finished(Step<?> step) {
        var finished = new LinkedHashMap<LeasedFetch, Step<?>>();
        claim(claim).forEach(claimed -> finished.put(claimed, step));
        return finished;
    }

    private Map<LeasedFetch, Step<?>> allFound() {
        var finished = new LinkedHashMap<LeasedFetch, Step<?>>();
        claim(claim).forEach(claimed -> finished.put(claimed, found(claimed.record().id())));
        return finished;
    }

    private void write(List<String> records) {
        records.forEach(record -> jdbc.sql("insert into fetch_list.copy_of_test values (:name)")
                .param("name", record)
                .update());
    }

    private List<@Nullable String> written() {
        return jdbc.sql("select name from fetch_list.copy_of_test order by name").query(String.class).list();
    }

    @Test
    void keepsRecordsAndSettlesThem() {
        request(changed(7), changed(8));

        completion.complete(claim, allFound(), new ResumeMarks());

        assertThat(events.kept).containsExactlyInAnyOrder("record 7", "record 8");
        assertThat(allRows()).extracting(Row::state).containsExactly("SETTLED", "SETTLED");
    }

    @Test
    void doesNothingForNothing() {
        completion.complete(claim, Map.of(), new ResumeMarks());
        completion.settle(claim, Map.of());

        assertThat(allRows()).isEmpty();
    }

    @Test
    void settlesRecordWithoutKeepingAnything() {
        request(changed(7));

        completion.complete(claim, finished(new Step.Nothing<>()), new ResumeMarks());

        assertThat(events.kept).isEmpty();
        assertThat(row(7).state()).isEqualTo("SETTLED");
    }

    @Test
    void judgesFailuresByTheSchedule() {
        request(changed(7));

        completion.complete(claim, finished(new Step.Failed<>(new BitrixFailure.Forbidden("Access denied."))),
                new ResumeMarks());

        assertThat(row(7)).extracting(Row::state, Row::lastError).containsExactly("DEAD", "Access denied.");
    }

    @Test
    void listsWhatWasAlsoFound() {
        request(changed(7));

        completion.complete(claim, finished(found(7, listed(100), listed(50))), new ResumeMarks());

        assertThat(allRows()).extracting(Row::id, Row::state)
                .containsExactly(tuple(7L, "SETTLED"),
                        tuple(50L, "WAITING"),
                        tuple(100L, "WAITING"));
    }

    @Test
    void holdsUpNoRecordForOneThatCannotBeKept() {
        request(LongStream.rangeClosed(1, 50).mapToObj(this::changed).toArray(FetchRequest[]::new));
        events.keepingBy(records -> {
            write(records);
            if (records.contains("record 30")) {
                throw new IllegalStateException("value too long");
            }
        });

        completion.complete(claim, allFound(), new ResumeMarks());

        assertThat(written()).hasSize(49).doesNotContain("record 30");
        assertThat(allRows()).filteredOn(row -> row.state().equals("SETTLED")).hasSize(49);
        assertThat(row(30)).extracting(Row::state, Row::claim, Row::attempts, Row::lastError)
                .containsExactly("WAITING", null, 1, "could not be kept: IllegalStateException");
        assertThat(row(30).dueAt()).isBetween(NOW.plusSeconds(8), NOW.plusSeconds(12));
    }

    @Test
    void givesUpRecordThatCannotBeKeptInTheEnd() {
        request(changed(7));
        jdbc.sql("update fetch_list.request set attempts = 15").update();
        events.keepingBy(_ -> {
            throw new IllegalStateException("value too long");
        });

        completion.complete(claim, allFound(), new ResumeMarks());

        assertThat(row(7)).extracting(Row::state, Row::lastError)
                .containsExactly("DEAD", "given up after 16 attempts: could not be kept: IllegalStateException");
    }

    /// As if the instance died: neither the copy nor the row may know of the reading.
    @Test
    void keepsNothingOfWhatItCannotTakeOffTheList() {
        request(changed(7));
        events.keepingBy(records -> {
            write(records);
            throw new OutOfMemoryError("of the test");
        });

        assertThatThrownBy(() -> completion.complete(claim, allFound(), new ResumeMarks()))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(written()).isEmpty();
        assertThat(row(7)).extracting(Row::state, Row::claim).containsExactly("WAITING", claim);
    }

    @Test
    void takesNothingOffTheListThatAnotherDrainTookOver() {
        request(changed(7));
        var finished = allFound();
        clock.advance(LeasedBatch.LEASE.plus(Duration.ofSeconds(1)));
        var successor = UUID.randomUUID();
        claim(successor);

        completion.complete(claim, finished, new ResumeMarks());

        assertThat(row(7)).extracting(Row::state, Row::claim).containsExactly("WAITING", successor);
        assertThat(events.kept).isEmpty();
    }

    /// As if the instance had been frozen for that long.
    @Test
    void keepsNothingOfAPortalThatWasErasedMeanwhile() {
        request(changed(7));
        var finished = finished(found(7, listed(100)));
        emptyList();

        completion.complete(claim, finished, new ResumeMarks());

        assertThat(events.kept).isEmpty();
        assertThat(allRows()).isEmpty();
    }

    @Test
    void keepsThoseOfSeveralRecordsThatAreStillUnderTheClaim() {
        request(changed(7), changed(8));
        var finished = allFound();
        jdbc.sql("update fetch_list.request set claim = null where record_id = 7").update();

        completion.complete(claim, finished, new ResumeMarks());

        assertThat(events.kept).containsExactly("record 8");
        assertThat(row(7).state()).isEqualTo("WAITING");
        assertThat(row(8).state()).isEqualTo("SETTLED");
    }

    @Test
    void readsAgainWhatWasFoundWhileItIsRead() {
        request(changed(7), changed(8));
        var claimed = claim(claim);
        var finished = new LinkedHashMap<LeasedFetch, Step<?>>();
        claimed.forEach(row -> finished.put(row, found(row.record().id(), listed(7))));

        completion.complete(claim, finished, new ResumeMarks());

        assertThat(row(7).state()).isEqualTo("WAITING");
        assertThat(row(8).state()).isEqualTo("SETTLED");
    }
}
