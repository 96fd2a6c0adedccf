package io.b24mirror.mirror.event;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.deletion.Deletions;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.version.Observation;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class EventStoreIntegrationTests extends MirrorDatabase {
    private static final Instant LATER = NOON.plusSeconds(60);

    private final Tombstones tombstones = Deletions.tombstones(JDBC);
    private final EventStore store = new EventStore(JDBC, tombstones, occurrences(), clocks());

    @Test
    void storesEveryColumn() {
        keep(event(1265, NOON, _ -> {}));

        assertThat(row("calendar_events")).containsEntry("member_id", ACME.value())
                .containsEntry("event_id", 1265L)
                .containsEntry("parent_id", 1265L)
                .containsEntry("section_id", 4L)
                .containsEntry("calendar_type", "user")
                .containsEntry("owner_id", 1L)
                .containsEntry("name", "Event Name")
                .containsEntry("description", "Description for event")
                .containsEntry("location", "test location")
                .containsEntry("starts_at", Timestamp.from(Instant.parse("2024-12-11T15:59:00Z")))
                .containsEntry("ends_at", Timestamp.from(Instant.parse("2024-12-11T16:59:00Z")))
                .containsEntry("all_day", false)
                .containsEntry("start_date", null)
                .containsEntry("end_date", null)
                .containsEntry("time_zone", "Europe/Riga")
                .containsEntry("duration_seconds", 3600L)
                .containsEntry("created_by", 1L)
                .containsEntry("is_meeting", true)
                .containsEntry("meeting_status", "H")
                .containsEntry("meeting_host_id", 1L)
                .containsEntry("importance", "normal")
                .containsEntry("accessibility", "free")
                .containsEntry("is_private", false)
                .containsEntry("recurrence_id", 1272L)
                .containsEntry("version", 1L)
                .containsEntry("is_masked", false)
                .containsEntry("fetched_at", Timestamp.from(NOON))
                .containsEntry("deleted_at", null);
        assertThat(row("calendar_event_attendees")).containsEntry("user_id", 1L)
                .containsEntry("entry_id", 1265L)
                .containsEntry("status", "H");
        assertThat(count("calendar_event_crm_links")).isEqualTo(2);
    }

    @Test
    void storesTheRecordWhole() {
        keep(event(1265, NOON, _ -> {}));

        assertThat(
                Samples.json(JDBC.sql("select raw::text from reporting.calendar_events").query(String.class).single()))
                .isEqualTo(Samples.event());
        assertThat(Samples
                .json(JDBC.sql("select rrule::text from reporting.calendar_events").query(String.class).single()))
                .isEqualTo(Samples.event().path("RRULE"));
    }

    @Test
    void storesAllDayEventsAsDays() {
        keep(event(1265, NOON, event -> event.put("DT_SKIP_TIME", "Y").put("RRULE", "")));

        assertThat(row("calendar_events")).containsEntry("all_day", true)
                .containsEntry("start_date", Date.valueOf("2024-12-11"))
                .containsEntry("starts_at", null)
                .containsEntry("rrule", null);
    }

    @Test
    void storesWhatPostgresRefuses() {
        keep(event(1265, NOON, event -> event.put("NAME", "a\0b\uD83D").put("x\0", "\uDC00")));

        assertThat(name()).isEqualTo("a\uFFFDb\uFFFD");
    }

    @Test
    void letsTheNewestReadingWin() {
        keep(named("newer", LATER));
        keep(named("older", NOON));

        assertThat(name()).isEqualTo("newer");

        keep(named("newest", LATER.plusSeconds(1)));

        assertThat(name()).isEqualTo("newest");
    }

    @Test
    void keepsOneOfSeveralReadingsInOneBatch() {
        keep(named("older", NOON), named("newer", LATER), event(7, NOON, _ -> {}));

        assertThat(count("calendar_events")).isEqualTo(2);
        assertThat(JDBC.sql("select name from reporting.calendar_events where event_id = 1265")
                .query(String.class)
                .single()).isEqualTo("newer");
    }

    @Test
    void changesNothingWhenTheSameReadingIsKeptAgain() {
        keep(event(1265, NOON, _ -> {}));
        var before = row("calendar_events").toString();

        keep(event(1265, NOON, _ -> {}));

        assertThat(row("calendar_events").toString()).isEqualTo(before);
        assertThat(count("calendar_event_attendees")).isEqualTo(1);
        assertThat(count("calendar_event_crm_links")).isEqualTo(2);
    }

    @Test
    void keepsTheFullerRecord() {
        keep(named("Board meeting", NOON));
        keep(masked(LATER));

        assertThat(name()).isEqualTo("Board meeting");
        assertThat(count("calendar_event_attendees")).isEqualTo(1);
        assertThat(count("calendar_event_crm_links")).isEqualTo(2);
    }

    @Test
    void keepsTheFullerRecordInWhateverOrderTheyCome() {
        keep(masked(LATER));
        keep(named("Board meeting", NOON));

        assertThat(name()).isEqualTo("Board meeting");
        assertThat(row("calendar_events")).containsEntry("is_masked", false)
                .containsEntry("fetched_at", Timestamp.from(NOON));
    }

    @Test
    void renewsAMaskedRecordByAMaskedOne() {
        keep(masked(NOON));
        keep(masked(LATER));

        assertThat(row("calendar_events")).containsEntry("is_masked", true)
                .containsEntry("fetched_at", Timestamp.from(LATER));
    }

    @Test
    void replacesAttendeesAndLinksByThoseOfTheNewestReading() {
        keep(event(1265, NOON, _ -> {}), event(7, NOON, _ -> {}));
        keep(event(1265, LATER, event -> {
            event.put("UF_CRM_CAL_EVENT", false);
            event.putArray("ATTENDEE_LIST").addObject().put("id", 5).put("status", "Q");
        }));

        assertThat(JDBC.sql("select event_id, user_id from reporting.calendar_event_attendees order by 1")
                .query((row, _) -> row.getLong(1) + ":" + row.getLong(2))
                .list()).containsExactly("7:1", "1265:5");
        assertThat(JDBC.sql("select distinct event_id from reporting.calendar_event_crm_links")
                .query(Long.class)
                .list()).containsExactly(7L);
    }

    @Test
    void leavesAttendeesAndLinksWhenAnOlderReadingComesLate() {
        keep(event(1265, LATER, _ -> {}));
        keep(event(1265, NOON, event -> event.put("UF_CRM_CAL_EVENT", false).put("ATTENDEE_LIST", false)));

        assertThat(count("calendar_event_attendees")).isEqualTo(1);
        assertThat(count("calendar_event_crm_links")).isEqualTo(2);
    }

    @Test
    void marksADeletedEventAtOnce() {
        keep(named("gone", NOON));
        remove(Kinds.CALENDAR_EVENT, 1265, LATER);

        assertThat(deletedAt(1265)).isEqualTo(LATER);
        assertThat(name()).isEqualTo("gone");
    }

    @Test
    void marksTheChildrenOfADeletedMeeting() {
        keep(event(1265, NOON, _ -> {}), event(1266, NOON, event -> event.put("PARENT_ID", "1265")),
                event(7, NOON, event -> event.put("PARENT_ID", "7")));
        remove(Kinds.CALENDAR_EVENT, 1265, LATER);

        assertThat(deletedAt(1265)).isEqualTo(LATER);
        assertThat(deletedAt(1266)).isEqualTo(LATER);
        assertThat(deletedAt(7)).isNull();
    }

    @Test
    void marksTheEventsOfADeletedCalendar() {
        keep(event(1265, NOON, _ -> {}),
                event(7, NOON, event -> event.put("PARENT_ID", "7").put("SECTION_ID", "5")));
        remove(Kinds.CALENDAR_SECTION, 4, LATER);

        assertThat(deletedAt(1265)).isEqualTo(LATER);
        assertThat(deletedAt(7)).isNull();
    }

    @Test
    void createsNothingFromAReadingThatBeganBeforeTheDeletion() {
        remove(Kinds.CALENDAR_EVENT, 1265, LATER);
        remove(Kinds.CALENDAR_EVENT, 70, LATER);
        remove(Kinds.CALENDAR_SECTION, 5, LATER);

        keep(event(1265, NOON, _ -> {}), event(71, NOON, event -> event.put("PARENT_ID", "70")),
                event(72, NOON, event -> event.put("SECTION_ID", "5")));

        assertThat(count("calendar_events")).isZero();
    }

    @Test
    void staysDeletedWhenAnOlderReadingComesLate() {
        keep(named("gone", NOON));
        remove(Kinds.CALENDAR_EVENT, 1265, LATER);

        keep(named("late", NOON.plusSeconds(1)));

        assertThat(deletedAt(1265)).isEqualTo(LATER);
        assertThat(name()).isEqualTo("gone");
    }

    @Test
    void comesBackByAReadingThatBeganAfterTheDeletion() {
        keep(named("gone", NOON));
        remove(Kinds.CALENDAR_EVENT, 1265, LATER);

        keep(named("back", LATER.plusSeconds(1)));

        assertThat(deletedAt(1265)).isNull();
        assertThat(name()).isEqualTo("back");
        assertThat(JDBC.sql("select count(*) from mirror.tombstone").query(Long.class).single()).isZero();
    }

    @Test
    void comesBackByAMaskedReadingWithoutLosingTheFullerCopy() {
        keep(named("Board meeting", NOON));
        remove(Kinds.CALENDAR_EVENT, 1265, LATER);

        keep(masked(LATER.plusSeconds(1)));

        assertThat(deletedAt(1265)).isNull();
        assertThat(name()).isEqualTo("Board meeting");
    }

    @Test
    void ignoresADeletionToldBeforeTheReadingBegan() {
        keep(named("alive", LATER));
        remove(Kinds.CALENDAR_EVENT, 1265, NOON);

        assertThat(deletedAt(1265)).isNull();
    }

    @Test
    void isDeletedWhenReadingAndDeletionCross() throws InterruptedException {
        var kept = new CountDownLatch(1);
        var removed = new CountDownLatch(1);
        var reader = Thread.startVirtualThread(() -> inTransaction(() -> {
            store.keep(List.of(event(1265, NOON, _ -> {})));
            kept.countDown();
            await(removed);
        }));

        await(kept);
        remove(Kinds.CALENDAR_SECTION, 4, LATER);
        removed.countDown();
        reader.join();

        assertThat(deletedAt(1265)).isEqualTo(LATER);
    }

    @Test
    void keepsSeveralHundredsAtOnce() {
        var events = LongStream.rangeClosed(1, 500)
                .mapToObj(id -> event(id, NOON, _ -> {}))
                .toList();

        inTransaction(() -> store.keep(events));

        assertThat(count("calendar_events")).isEqualTo(500);
        assertThat(count("calendar_event_crm_links")).isEqualTo(1000);
    }

    @ParameterizedTest
    @MethodSource("io.b24mirror.mirror.event.RestrictedAnswers#all")
    void keepsTheFullerCopyWhateverARestrictedAnswerLacks(ObjectNode restricted) {
        keep(event(1265, NOON, _ -> {}));
        var updatedAt = row("calendar_events").get("valid_from");

        keep(EventAnswer.translate(new RecordRef(ACME, Kinds.CALENDAR_EVENT, 1265), restricted, LATER, CAUSE)
                .orElseThrow());

        assertThat(row("calendar_events")).containsEntry("name", "Event Name")
                .containsEntry("description", "Description for event")
                .containsEntry("location", "test location")
                .containsEntry("is_masked", false)
                .containsEntry("valid_from", updatedAt)
                .containsEntry("hidden_since", Timestamp.from(LATER));
        assertThat(count("calendar_events_history")).isEqualTo(1);
        assertThat(count("calendar_event_attendees")).isEqualTo(1);
        assertThat(count("calendar_event_crm_links")).isEqualTo(2);
    }

    @Test
    void keepsATitleWhereALaterAnswerShowsTheTimeAlone() {
        keep(restricted(RestrictedAnswers.titleOnly(), NOON));
        keep(restricted(RestrictedAnswers.timeOnly(), LATER));

        assertThat(row("calendar_events")).containsEntry("name", "Event Name (busy)").containsEntry("is_masked", true);
        assertThat(count("calendar_events_history")).isEqualTo(1);
    }

    @Test
    void takesATitleForMoreThanTheTimeAlone() {
        keep(restricted(RestrictedAnswers.timeOnly(), LATER), restricted(RestrictedAnswers.titleOnly(), NOON));

        assertThat(name()).isEqualTo("Event Name (busy)");
    }

    @Test
    void fillsARestrictedCopyWithWhatIsShownLater() {
        keep(restricted(RestrictedAnswers.titleOnly(), NOON));
        keep(event(1265, LATER, _ -> {}));

        assertThat(row("calendar_events")).containsEntry("name", "Event Name").containsEntry("is_masked", false);
        assertThat(count("calendar_event_attendees")).isEqualTo(1);
    }

    private static Observation<EventFields> restricted(ObjectNode answer, Instant fetchedAt) {
        return EventAnswer.translate(new RecordRef(ACME, Kinds.CALENDAR_EVENT, 1265), answer, fetchedAt, CAUSE)
                .orElseThrow();
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    private final void keep(Observation<EventFields>... events) {
        inTransaction(() -> store.keep(Arrays.asList(events)));
    }

    private void remove(RecordKind kind, long id, Instant at) {
        inTransaction(
                () -> tombstones.remember(List.of(new Removal(new RecordRef(ACME, kind, id), at, CAUSE))));
    }

    private static Observation<EventFields> named(String name, Instant fetchedAt) {
        return event(1265, fetchedAt, event -> event.put("NAME", name));
    }

    private static Observation<EventFields> masked(Instant fetchedAt) {
        return event(1265, fetchedAt, event -> event.put("NAME", "[busy]")
                .put("IS_ACCESSIBLE_TO_USER", false)
                .remove(List.of("DESCRIPTION", "LOCATION", "ATTENDEE_LIST", "UF_CRM_CAL_EVENT")));
    }

    private static Observation<EventFields> event(long id, Instant fetchedAt, Consumer<ObjectNode> change) {
        var sample = Samples.event().put("ID", Long.toString(id));
        change.accept(sample);
        return EventAnswer.translate(new RecordRef(ACME, Kinds.CALENDAR_EVENT, id), sample, fetchedAt, CAUSE)
                .orElseThrow();
    }

    private static String name() {
        return JDBC.sql("select name from reporting.calendar_events").query(String.class).single();
    }

    private static @Nullable Instant deletedAt(long id) {
        var deletedAt = JDBC.sql("select deleted_at from reporting.calendar_events where event_id = :id")
                .param("id", id)
                .query()
                .singleRow()
                .get("deleted_at");
        return deletedAt == null ? null : ((Timestamp) deletedAt).toInstant();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
