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
import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.deletion.Deletions;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.version.Observation;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class EventVersionsIntegrationTests extends MirrorDatabase {
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Instant EVENING = NOON.plusSeconds(120);
    private static final Cause SWEEP = Cause.of(Layer.SWEEP);
    private static final long SECTION = 4;

    private final Tombstones tombstones = Deletions.tombstones(JDBC);
    private final EventStore store = new EventStore(JDBC, tombstones, occurrences(), clocks());

    @Test
    void writesNoVersionWhereNothingChanged() {
        keep(named("plan", NOON, Cause.delivery(1)));
        keep(event(1265, LATER, Cause.delivery(2),
                event -> event.put("NAME", "plan")
                        .put("~USER_OFFSET_FROM", 0)
                        .put("DATE_FROM", "11.12.2024 17:59:00")));

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
    void writesNoVersionWhereAnEventWasSavedWithoutAChange() {
        keep(named("plan", NOON, Cause.delivery(1)));
        var parts = partRows();

        keep(event(1265, LATER, Cause.delivery(2), event -> event.put("NAME", "plan")
                .put("VERSION", "2")
                .put("TIMESTAMP_X", "12/06/2024 01:48:41 pm")));

        assertThat(history()).containsExactly("plan 0.. by ONLINE 1");
        assertThat(seconds("amended_at")).isEqualTo(60);
        assertThat(partRows()).isEqualTo(parts);
        assertThat(JDBC.sql("select version from reporting.calendar_events").query(Long.class).single()).isEqualTo(2);
    }

    /// A portal's key set grows with its version, and nothing becomes another nothing.
    @Test
    void writesNoVersionWhereOnlyThePortalBecameNewer() {
        keep(captured("calendar-14", NOON, _ -> {}));
        keep(captured("calendar-14", LATER, event -> event.put("UF_CRM_CAL_EVENT", false)
                .put("UF_WEBDAV_CAL_EVENT", false)
                .put("BRAND_NEW", "")
                .remove(List.of("OPTIONS", "COLLAB_ID", "IS_DAYLIGHT_SAVING_TZ", "SECTION_DAV_XML_ID"))));

        assertThat(history()).containsExactly("New event 0.. by ONLINE 1");
    }

    @Test
    void writesNoVersionByAnotherReadersViewOfTheSame() {
        keep(viewed(NOON, "212", "Q"));
        keep(viewed(LATER, "268", "Y").readAs(5L));
        keep(viewed(EVENING, "212", "Q"));
        keep(viewed(EVENING.plusSeconds(1), "301", "N").readAs(6L));

        assertThat(history()).containsExactly("Event Name 0.. by ONLINE 1");
        assertThat(sections()).containsExactly("212 Q");
        assertThat(seconds("amended_at")).isNull();
    }

    @Test
    void prefersTheViewOfTheServiceWithoutAVersion() {
        keep(viewed(NOON, "268", "Y").readAs(5L));
        keep(viewed(LATER, "212", "Q"));
        keep(viewed(EVENING, "268", "Y").readAs(5L));

        assertThat(history()).containsExactly("Event Name 0.. by ONLINE 1");
        assertThat(sections()).containsExactly("212 Q");
        assertThat(seconds("amended_at")).isEqualTo(60);
    }

    @Test
    void writesAVersionWhereTheReadersOwnViewChanged() {
        keep(viewed(NOON, "268", "Q").readAs(5L));
        keep(viewed(LATER, "212", "Q").readAs(6L));
        keep(viewed(EVENING, "268", "N").readAs(5L));

        assertThat(history()).hasSize(2);
        assertThat(sections()).containsExactly("268 Q", "268 N");
    }

    @Test
    void takesAnotherReadersViewOfWhatWasSavedSince() {
        keep(viewed(NOON, "212", "H"));
        keep(event(1265, LATER, Cause.delivery(2), event -> event.put("SECTION_ID", "268").put("VERSION", "2"))
                .readAs(5L));

        assertThat(sections()).containsExactly("212 H", "268 H");
    }

    @Test
    void remembersWhoSawAnEventLast() {
        keep(viewed(NOON, "212", "H"));
        keep(viewed(LATER, "212", "H").readAs(5L));
        assertThat(JDBC.sql("select seen_as from mirror.calendar_event").query(Long.class).single()).isEqualTo(5);

        keep(viewed(EVENING, "212", "H"));
        assertThat(JDBC.sql("select seen_as is null from mirror.calendar_event").query(Boolean.class).single())
                .isTrue();
    }

    private static Observation<EventFields> viewed(Instant fetchedAt, String section, String status) {
        return event(1265, fetchedAt, Cause.delivery(1), event -> {
            event.put("SECTION_ID", section)
                    .put("SECT_ID", section)
                    .put("MEETING_STATUS", status)
                    .put("COLOR", "#" + section)
                    .put("TEXT_COLOR", "#fff");
            event.putArray("REMIND").addObject().put("type", "min").put("count", section);
        });
    }

    private static Observation<EventFields> captured(String name, Instant fetchedAt, Consumer<ObjectNode> change) {
        var event = Captures.read(name);
        change.accept(event);
        var asked = new RecordRef(ACME, Kinds.CALENDAR_EVENT, event.path("ID").asLong());
        return EventAnswer.translate(asked, event, fetchedAt, Cause.delivery(1)).orElseThrow();
    }

    private static List<@Nullable String> sections() {
        return JDBC
                .sql("""
                        select concat_ws(' ', section_id, meeting_status) from reporting.calendar_events_history order by valid_from
                        """)
                .query(String.class)
                .list();
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    private final void keep(Observation<EventFields>... events) {
        inTransaction(() -> store.keep(Arrays.asList(events)));
    }

    private void remove(RecordKind kind, long id, Instant at, Cause cause) {
        inTransaction(() -> tombstones.remember(List.of(new Removal(new RecordRef(ACME, kind, id), at, cause))));
    }

    private void disprove(RecordKind kind, long id, Instant seenAt) {
        inTransaction(() -> tombstones
                .disprove(List.of(new Tombstones.Sighting(new RecordRef(ACME, kind, id), seenAt))));
    }

    private static Observation<EventFields> named(String name, Instant fetchedAt, Cause cause) {
        return event(1265, fetchedAt, cause, event -> event.put("NAME", name));
    }

    private static Observation<EventFields> masked(Instant fetchedAt, Cause cause) {
        return event(1265, fetchedAt, cause, event -> event.put("NAME", "[busy]")
                .put("IS_ACCESSIBLE_TO_USER", false)
                .remove(List.of("DESCRIPTION", "LOCATION", "ATTENDEE_LIST", "UF_CRM_CAL_EVENT")));
    }

    private static Observation<EventFields> event(long id, Instant fetchedAt, Cause cause,
            Consumer<ObjectNode> change) {
        var sample = Samples.event().put("ID", Long.toString(id));
        change.accept(sample);
        return EventAnswer.translate(new RecordRef(ACME, Kinds.CALENDAR_EVENT, id), sample, fetchedAt, cause)
                .orElseThrow();
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
