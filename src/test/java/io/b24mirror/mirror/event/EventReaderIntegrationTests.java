package io.b24mirror.mirror.event;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.intake.RecordEvents.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.Tombstones;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static io.b24mirror.mirror.Samples.answered;
import static org.assertj.core.api.Assertions.assertThat;

class EventReaderIntegrationTests extends MirrorDatabase {
    private static final RecordRef EVENT = new RecordRef(ACME, Kinds.CALENDAR_EVENT, 1265);
    private static final Step<EventRecord> ABSENT = new Step.Failed<>(new BitrixFailure.NotFound(
            "calendar.event.getbyid answers null: deleted, or not visible to our user"));

    private final Tombstones tombstones = new Tombstones(JDBC);
    private final EventReader reader = new EventReader(repository(CalendarEvents.class), tombstones,
            new EventStore(JDBC, tombstones));

    @Test
    void asksForTheEventByItsId() {
        assertThat(((Step.Ask<EventRecord>) begin()).calls())
                .containsExactly(Call.of("calendar.event.getbyid", "id", 1265L));
    }

    @Test
    void findsTheEvent() {
        var step = read(answered(Samples.event()));

        assertThat(step).isInstanceOfSatisfying(Step.Found.class,
                found -> assertThat(found.value()).extracting("eventId", "fetchedAt").containsExactly(1265L, NOON));
    }

    @Test
    void doesNotTakeNullForADeletion() {
        assertThat(read(nothing())).isEqualTo(ABSENT);

        keepSample();
        assertThat(read(nothing())).isEqualTo(ABSENT);
        assertThat(row("calendar_events")).containsEntry("deleted_at", null);
    }

    @Test
    void hasNothingToReadOfADeletedEvent() {
        remove(Kinds.CALENDAR_EVENT, 1265, NOON);

        assertThat(read(nothing())).isEqualTo(new Step.Nothing<>());
    }

    @Test
    void hasNothingToReadOfAnEventWhoseCalendarIsDeleted() {
        keepSample();
        remove(Kinds.CALENDAR_SECTION, 4, NOON);

        assertThat(read(nothing())).isEqualTo(new Step.Nothing<>());
    }

    @Test
    void doesNotBelieveADeletionThatALaterReadingDisproved() {
        keepSample();
        remove(Kinds.CALENDAR_EVENT, 1265, NOON.minusSeconds(1));

        assertThat(read(nothing())).isEqualTo(ABSENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "false", "\"1265\"", "{\"ID\": \"1\"}"})
    void storesNothingThatWasNotAskedFor(String answer) {
        assertThat(read(answered(Samples.json(answer)))).isInstanceOfSatisfying(Step.Failed.class,
                failed -> assertThat(failed.failure()).isInstanceOf(BitrixFailure.Rejected.class));
    }

    @Test
    void passesAFailureOn() {
        var failure = new BitrixFailure.TooManyRequests("QUERY_LIMIT_EXCEEDED");

        assertThat(read(new CallResult.Failed(failure))).isEqualTo(new Step.Failed<>(failure));
    }

    private Step<EventRecord> begin() {
        return reader.begin(new FetchRequest(EVENT, NOON, Urgency.FRESH, null, CAUSE));
    }

    private Step<EventRecord> read(CallResult result) {
        return ((Step.Ask<EventRecord>) begin()).next().apply(List.of(result));
    }

    private static CallResult nothing() {
        return answered(Samples.json("null"));
    }

    private void keepSample() {
        var event = EventRecord.of(EVENT, Samples.event(), NOON, CAUSE).orElseThrow();
        inTransaction(() -> reader.keep(List.of(event)));
    }

    private void remove(RecordKind kind, long id, Instant at) {
        inTransaction(
                () -> tombstones.remember(List.of(new Removal(new RecordRef(ACME, kind, id), at, CAUSE))));
    }
}
