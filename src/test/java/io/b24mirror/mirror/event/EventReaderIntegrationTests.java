package io.b24mirror.mirror.event;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.AlternateReaders;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.deletion.Deletions;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.store.FetchResult;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.mirror.version.RecordKey;
import io.b24mirror.portal.token.SealedTokens;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static io.b24mirror.mirror.Samples.answered;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

class EventReaderIntegrationTests extends MirrorDatabase {
    private static final RecordRef EVENT = new RecordRef(ACME, Kinds.CALENDAR_EVENT, 1265);
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Step<FetchResult<EventFields>> ABSENT = new Step.Failed<>(new BitrixFailure.NotFound(
            "calendar.event.getbyid answers null: deleted, or not visible to our user"));

    private final Tombstones tombstones = Deletions.tombstones(JDBC);
    private final EventStore store = new EventStore(JDBC, tombstones, occurrences(), clocks());
    private final EventReader reader = new EventReader(new KnownEvents(repository(CalendarEvents.class), tombstones,
            store, new AlternateReaders(SealedTokens.in(DATABASE, Clock.fixed(NOON, UTC)))), store);

    @Test
    void asksForTheEventByItsId() {
        assertThat(((Step.Ask<FetchResult<EventFields>>) begin()).calls())
                .containsExactly(Call.of("calendar.event.getbyid", "id", 1265L));
    }

    @Test
    void findsTheEvent() {
        var step = read(answered(Samples.event()));

        assertThat(step).isInstanceOfSatisfying(Step.Found.class,
                found -> assertThat(found.value()).extracting("observations")
                        .asInstanceOf(LIST)
                        .singleElement()
                        .extracting("ref.id", "fetchedAt")
                        .containsExactly(1265L, NOON));
    }

    @Test
    void doesNotTakeNullForADeletion() {
        assertThat(read(nothing())).isEqualTo(ABSENT);

        keepSample();
        keep(read(nothing(LATER)));
        assertThat(row("calendar_events")).containsEntry("deleted_at", null)
                .containsEntry("name", "Event Name")
                .containsEntry("hidden_since", Timestamp.from(LATER));
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

        assertThat(read(nothing())).isInstanceOfSatisfying(Step.Found.class,
                found -> assertThat(found.value()).isInstanceOf(FetchResult.Hidden.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"ATTENDEE_LIST\": [{\"id\": 1, \"entryId\": \"9\"}]}",
            "{\"IS_MEETING\": false, \"ATTENDEE_LIST\": false}",
            "{\"ATTENDEE_LIST\": [], \"MEETING\": {\"HIDE_GUESTS\": true}}",
            "{\"ATTENDEE_LIST\": {\"1\": {\"id\": 1, \"entryId\": 9}}, \"MEETING\": {\"HIDE_GUESTS\": \"Y\"}}"})
    void takesACopyThatItsMeetingDoesWithoutForDeletedWhereItIsNotShown(String meeting) {
        var main = Samples.event().put("ID", "9").put("PARENT_ID", "9");
        Samples.object(meeting).properties().forEach(field -> main.set(field.getKey(), field.getValue()));
        keepCopyOf(main);

        keep(read(nothing(LATER)));

        assertThat(JDBC.sql("""
                select valid_until, ended_by_layer, ended_by_delivery_id
                from reporting.calendar_events_history
                where event_id = 1265
                """).query().singleRow()).containsEntry("valid_until", Timestamp.from(LATER))
                .containsEntry("ended_by_layer", "ONLINE")
                .containsEntry("ended_by_delivery_id", 1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"ATTENDEE_LIST\": [{\"id\": 1, \"entryId\": \"9\"}, {\"id\": 2, \"entryId\": \"1265\"}]}",
            "{\"ATTENDEE_LIST\": [], \"LOCATION\": \"calendar_3_1265\"}", "{\"ATTENDEE_LIST\": false}",
            "{\"ATTENDEE_LIST\": null}", "{\"ATTENDEE_LIST\": \"\"}",
            "{\"ATTENDEE_LIST\": [], \"IS_ACCESSIBLE_TO_USER\": false}"})
    void hidesACopyThatIsNotShownWhereItsMeetingDoesNotProveThatItIsGone(String meeting) {
        var main = Samples.event().put("ID", "9").put("PARENT_ID", "9");
        Samples.object(meeting).properties().forEach(field -> main.set(field.getKey(), field.getValue()));
        keepCopyOf(main);

        assertThat(read(nothing(LATER))).isInstanceOfSatisfying(Step.Found.class,
                found -> assertThat(found.value()).isInstanceOf(FetchResult.Hidden.class));
    }

    @Test
    void readsCopiesAgainThatTheMeetingDoesNotNameAnyMore() {
        keep(at(NOON, Samples.event().put("ID", "7").put("PARENT_ID", "1265")));
        keep(at(NOON, Samples.event().put("ID", "8").put("PARENT_ID", "1265")));
        keep(at(NOON, Samples.event().put("ID", "9").put("PARENT_ID", "1265")));
        remove(Kinds.CALENDAR_EVENT, 9, LATER);
        var meeting = Samples.event();
        meeting.withArray("ATTENDEE_LIST").addObject().put("id", 2).put("entryId", "8");

        var step = (Step.Found<FetchResult<EventFields>>) read(new CallResult.Answered(meeting, null, LATER));

        assertThat(step.alsoFound()).containsExactly(new FetchRequest(new RecordRef(ACME, Kinds.CALENDAR_EVENT, 7),
                LATER, Urgency.FRESH, null, CAUSE));
    }

    @Test
    void hidesACopyThatIsNotShownWhereItsMeetingIsShownByItsTitleAlone() {
        keepCopyOf(RestrictedAnswers.titleOnly().put("ID", "9").put("PARENT_ID", "9"));

        assertThat(read(nothing(LATER))).isInstanceOfSatisfying(Step.Found.class,
                found -> assertThat(found.value()).isInstanceOf(FetchResult.Hidden.class));
    }

    @Test
    void knowsWhoMaySeeAnEvent() {
        keep(at(NOON, meetingOfThree()));

        assertThat(held().witnesses(9L)).containsExactly(9L, 8L, 10L, 7L, 6L);
    }

    @Test
    void countsOnNobodyButThoseWhoTakePartInAPrivateEvent() {
        keep(at(NOON, meetingOfThree().put("PRIVATE_EVENT", "1")));

        assertThat(held().witnesses(9L)).containsExactly(8L, 10L, 7L, 6L, 9L);
    }

    private static ObjectNode meetingOfThree() {
        var meeting = Samples.event().put("OWNER_ID", "8").put("CREATED_BY", "10").put("MEETING_HOST", "8");
        meeting.set("ATTENDEE_LIST", Samples.json("[{\"id\": 8}, {\"id\": 7}, {\"id\": \"6\"}, {\"id\": 0}]"));
        return meeting;
    }

    private static CalendarEvent held() {
        return repository(CalendarEvents.class).findByKey(RecordKey.of(EVENT)).orElseThrow();
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

    private Step<FetchResult<EventFields>> begin() {
        return reader.begin(new FetchRequest(EVENT, NOON, Urgency.FRESH, null, CAUSE));
    }

    private Step<FetchResult<EventFields>> read(CallResult result) {
        return ((Step.Ask<FetchResult<EventFields>>) begin()).next().apply(List.of(result));
    }

    private static CallResult nothing() {
        return nothing(NOON);
    }

    private static CallResult nothing(Instant askedAt) {
        return new CallResult.Answered(Samples.json("null"), null, askedAt);
    }

    private void keep(Step<FetchResult<EventFields>> step) {
        var reading = ((Step.Found<FetchResult<EventFields>>) step).value();
        inTransaction(() -> reader.keep(List.of(reading)));
    }

    private void keepCopyOf(ObjectNode meeting) {
        keep(at(NOON, Samples.event().put("PARENT_ID", "9")));
        keep(at(NOON.plusSeconds(1), meeting));
    }

    private static Observation<EventFields> at(Instant fetchedAt, ObjectNode event) {
        var asked = new RecordRef(ACME, Kinds.CALENDAR_EVENT, event.path("ID").asLong());
        return EventAnswer.translate(asked, event, fetchedAt, CAUSE).orElseThrow();
    }

    private void keep(Observation<EventFields> event) {
        inTransaction(() -> store.keep(List.of(event)));
    }

    private void keepSample() {
        var event = EventAnswer.translate(EVENT, Samples.event(), NOON, CAUSE).orElseThrow();
        inTransaction(() -> store.keep(List.of(event)));
    }

    private void remove(RecordKind kind, long id, Instant at) {
        inTransaction(
                () -> tombstones.remember(List.of(new Removal(new RecordRef(ACME, kind, id), at, CAUSE))));
    }
}
