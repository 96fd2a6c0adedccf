package io.b24mirror.mirror.event;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.intake.RecordEvents.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.Tombstones;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class EventVersionsIntegrationTests extends MirrorDatabase {
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Instant EVENING = NOON.plusSeconds(120);
    private static final Cause SWEEP = Cause.of(Layer.SWEEP);
    private static final long SECTION = 4;

    private final Tombstones tombstones = new Tombstones(JDBC);
    private final EventStore store = new EventStore(JDBC, tombstones, occurrences(), clocks());

    @Test
    void writesNoVersionWhereNothingChanged() {
        keep(named("plan", NOON, Cause.delivery(1)));
        keep(event(1265, LATER, Cause.delivery(2),
                event -> event.put("NAME", "plan")
                        .put("~USER_OFFSET_FROM", 0)
                        .put("DATE_FROM_FORMATTED", "11.12.2024")));

        assertThat(history()).containsExactly("plan 0.. by ONLINE 1");
        assertThat(seconds("fetched_at")).isEqualTo(60);
        assertThat(seconds("seen_at")).isEqualTo(60);
    }

    @Test
    void leavesPartsAloneWhereNothingChanged() {
        keep(named("plan", NOON, Cause.delivery(1)));
        var before = partRows();

        keep(named("plan", LATER, Cause.delivery(2)));

        assertThat(partRows()).isEqualTo(before);
    }

    @Test
    void writesOneVersionPerChange() {
        keep(named("plan", NOON, Cause.delivery(1)));
        keep(named("plan B", LATER, Cause.delivery(2)));
        keep(named("plan C", EVENING, SWEEP));

        assertThat(history()).containsExactly("plan 0..60 by ONLINE 1 until ONLINE 2",
                "plan B 60..120 by ONLINE 2 until SWEEP", "plan C 120.. by SWEEP");
    }

    @Test
    void keepsWhatTheVersionBeforeSaid() {
        keep(named("plan", NOON, Cause.delivery(1)));
        keep(named("plan B", LATER, Cause.delivery(2)));

        assertThat(JDBC.sql("""
                select raw #>> '{ATTENDEE_LIST,0,entryId}' from reporting.calendar_events_history where name = 'plan'
                """).query(String.class).single()).isEqualTo("1265");
    }

    @Test
    void writesNoVersionByAnOlderReadingThatComesLate() {
        keep(named("plan B", LATER, Cause.delivery(2)));
        keep(named("plan", NOON, Cause.delivery(1)));

        assertThat(history()).containsExactly("plan B 60.. by ONLINE 2");
    }

    @Test
    void endsTheVersionByTheDeletion() {
        keep(named("plan", NOON, Cause.delivery(1)));
        remove(Kinds.CALENDAR_EVENT, 1265, LATER, Cause.delivery(2));

        assertThat(history()).containsExactly("plan 0..60 by ONLINE 1 until ONLINE 2");
    }

    @Test
    void endsTheVersionsOfWhatIsDeletedWithAMeetingOrACalendar() {
        keep(event(1, NOON, Cause.delivery(1), event -> event.put("NAME", "copy").put("PARENT_ID", "9")));
        keep(event(2, NOON, Cause.delivery(1), event -> event.put("NAME", "entry").put("SECTION_ID", "5")));
        remove(Kinds.CALENDAR_EVENT, 9, LATER, Cause.delivery(2));
        remove(Kinds.CALENDAR_SECTION, 5, EVENING, SWEEP);

        assertThat(history()).containsExactly("copy 0..60 by ONLINE 1 until ONLINE 2",
                "entry 0..120 by ONLINE 1 until SWEEP");
    }

    @Test
    void beginsANewVersionWhereADeletedEventIsFoundAgain() {
        keep(named("plan", NOON, Cause.delivery(1)));
        remove(Kinds.CALENDAR_EVENT, 1265, LATER, Cause.delivery(2));
        keep(named("plan", EVENING, SWEEP));

        assertThat(history()).containsExactly("plan 0..60 by ONLINE 1 until ONLINE 2", "plan 120.. by SWEEP");
        assertThat(additions()).containsExactly(true, true);
    }

    @Test
    void beginsANewVersionOfTheFullerCopyWhereADeletedEventIsSeenMasked() {
        keep(named("plan", NOON, Cause.delivery(1)));
        remove(Kinds.CALENDAR_EVENT, 1265, LATER, Cause.delivery(2));
        keep(masked(EVENING, SWEEP));

        assertThat(history()).containsExactly("plan 0..60 by ONLINE 1 until ONLINE 2", "plan 120.. by SWEEP");
    }

    @Test
    void tellsAnAdditionFromAChange() {
        keep(named("plan", NOON, Cause.delivery(1)));
        keep(named("plan B", LATER, Cause.delivery(2)));

        assertThat(additions()).containsExactly(true, false);
    }

    @Test
    void correctsAMaskedVersionByAFullerReadingThatComesLate() {
        keep(masked(LATER, Cause.delivery(2)));
        keep(named("plan", NOON, Cause.delivery(1)));

        assertThat(history()).containsExactly("plan 60.. by ONLINE 2");
        assertThat(seconds("amended_at")).isEqualTo(60);
    }

    @Test
    void tellsThatEventsAreThereAgainWithTheirCalendar() {
        keep(named("plan", NOON, Cause.delivery(1)));
        remove(Kinds.CALENDAR_SECTION, SECTION, LATER, Cause.delivery(2));
        remove(Kinds.CALENDAR_SECTION, SECTION + 1, LATER, Cause.delivery(3));

        disprove(Kinds.CALENDAR_SECTION, SECTION + 1, EVENING);
        assertThat(seconds("amended_at")).isNull();
        disprove(Kinds.CALENDAR_SECTION, SECTION, EVENING);

        assertThat(seconds("amended_at")).isEqualTo(120);
        assertThat(history()).containsExactly("plan 0.. by ONLINE 1");
    }

    @Test
    void tellsThatCopiesAreThereAgainWithTheirMeeting() {
        keep(event(1266, NOON, Cause.delivery(1), event -> event.put("PARENT_ID", "1265")));
        remove(Kinds.CALENDAR_EVENT, 1265, LATER, Cause.delivery(2));

        disprove(Kinds.CALENDAR_EVENT, 1265, EVENING);

        assertThat(seconds("amended_at")).isEqualTo(120);
    }

    @Test
    void saysSinceWhenTheEventIsShownOnlyMasked() {
        keep(named("plan", NOON, Cause.delivery(1)));
        keep(masked(LATER, Cause.delivery(2)));
        keep(masked(EVENING, Cause.delivery(3)));

        assertThat(seconds("hidden_since")).isEqualTo(60);
        assertThat(history()).containsExactly("plan 0.. by ONLINE 1");

        keep(named("plan", EVENING.plusSeconds(1), Cause.delivery(4)));

        assertThat(seconds("hidden_since")).isNull();
        assertThat(seconds("amended_at")).isEqualTo(121);
        assertThat(history()).containsExactly("plan 0.. by ONLINE 1");

        keep(named("plan B", EVENING.plusSeconds(2), Cause.delivery(5)));

        assertThat(seconds("amended_at")).isNull();
    }

    @Test
    void takesACopyWithoutAHashForUnchangedWhereItIsTheSame() {
        keep(named("plan", NOON, Cause.delivery(1)));
        JDBC.sql("update mirror.calendar_event set content_hash = null").update();
        keep(named("plan", LATER, Cause.delivery(2)));

        assertThat(history()).containsExactly("plan 0.. by ONLINE 1");
        assertThat(JDBC.sql("select content_hash is null from mirror.calendar_event").query(Boolean.class).single())
                .isFalse();

        JDBC.sql("update mirror.calendar_event set content_hash = null").update();
        keep(named("plan B", EVENING, Cause.delivery(3)));

        assertThat(history()).containsExactly("plan 0..120 by ONLINE 1 until ONLINE 3", "plan B 120.. by ONLINE 3");
    }

    private void keep(EventRecord... events) {
        inTransaction(() -> store.keep(Arrays.asList(events)));
    }

    private void remove(RecordKind kind, long id, Instant at, Cause cause) {
        inTransaction(() -> tombstones.remember(List.of(new Removal(new RecordRef(ACME, kind, id), at, cause))));
    }

    private void disprove(RecordKind kind, long id, Instant seenAt) {
        inTransaction(() -> tombstones
                .disprove(List.of(new Tombstones.Sighting(new RecordRef(ACME, kind, id), seenAt))));
    }

    private static EventRecord named(String name, Instant fetchedAt, Cause cause) {
        return event(1265, fetchedAt, cause, event -> event.put("NAME", name));
    }

    private static EventRecord masked(Instant fetchedAt, Cause cause) {
        return event(1265, fetchedAt, cause, event -> event.put("NAME", "[busy]")
                .put("IS_ACCESSIBLE_TO_USER", false)
                .remove(List.of("DESCRIPTION", "LOCATION", "ATTENDEE_LIST", "UF_CRM_CAL_EVENT")));
    }

    private static EventRecord event(long id, Instant fetchedAt, Cause cause, Consumer<ObjectNode> change) {
        var sample = Samples.event().put("ID", Long.toString(id));
        change.accept(sample);
        return EventRecord.of(new RecordRef(ACME, Kinds.CALENDAR_EVENT, id), sample, fetchedAt, cause).orElseThrow();
    }

    /// The versions, with their times in seconds after noon.
    private static List<@Nullable String> history() {
        return JDBC
                .sql("""
                        select concat(name, ' ', extract(epoch from valid_from - cast(:noon as timestamptz))::int, '..',
                            extract(epoch from valid_until - cast(:noon as timestamptz))::int, ' by ', concat_ws(' ', layer, delivery_id),
                            case when ended_by_layer is not null then ' until ' || concat_ws(' ', ended_by_layer, ended_by_delivery_id) end)
                        from reporting.calendar_events_history
                        order by event_id, valid_from
                        """)
                .param("noon", NOON.toString())
                .query(String.class)
                .list();
    }

    private static List<@Nullable Boolean> additions() {
        return JDBC.sql("""
                select is_addition
                from (
                    select valid_from, is_addition from mirror.calendar_event_history
                    union all
                    select valid_from, is_addition from mirror.calendar_event
                ) version
                order by valid_from
                """).query(Boolean.class).list();
    }

    private static List<@Nullable String> partRows() {
        return JDBC.sql("""
                select ctid::text from mirror.calendar_event_attendee
                union all
                select ctid::text from mirror.calendar_event_crm_link
                """).query(String.class).list();
    }

    private static @Nullable Integer seconds(String column) {
        return JDBC
                .sql("select extract(epoch from %s - cast(:noon as timestamptz))::int as after from mirror.calendar_event"
                        .formatted(column))
                .param("noon", NOON.toString())
                .query((row, _) -> (Integer) row.getObject("after"))
                .list()
                .getFirst();
    }
}
