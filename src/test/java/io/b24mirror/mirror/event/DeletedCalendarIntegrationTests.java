package io.b24mirror.mirror.event;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
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
import io.b24mirror.mirror.deletion.Tombstones.Sighting;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

/// A calendar takes its meetings along, and these their copies in all other calendars: Bitrix24 deletes them without
/// an event.
class DeletedCalendarIntegrationTests extends MirrorDatabase {
    private static final long HOSTS = 4;
    private static final long GUESTS = 5;
    private static final long MEETING = 10;
    private static final long COPY = 11;
    private static final long ALONE = 12;
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Instant EVENING = NOON.plusSeconds(120);
    private static final Cause SWEEP = Cause.of(Layer.SWEEP);

    private final Tombstones tombstones = Deletions.tombstones(JDBC);
    private final EventStore store = new EventStore(JDBC, tombstones, occurrences(), clocks());

    @BeforeEach
    void holdAMeetingWithItsCopy() {
        keep(MEETING, MEETING, HOSTS, true, NOON);
        keep(COPY, MEETING, GUESTS, true, NOON);
        keep(ALONE, ALONE, HOSTS, false, NOON);
    }

    @Test
    void takesTheCopiesOfItsMeetingsAlong() {
        remove(Kinds.CALENDAR_SECTION, HOSTS, LATER, Cause.delivery(7));

        assertThat(live()).isEmpty();
        assertThat(JDBC.sql("""
                select event_id || ' until ' || extract(epoch from valid_until - cast(:noon as timestamptz))::int
                    || ' by ' || ended_by_layer || ' ' || ended_by_delivery_id
                from reporting.calendar_events_history
                order by event_id
                """).param("noon", NOON.toString()).query(String.class).list()).containsExactly(
                "10 until 60 by ONLINE 7", "11 until 60 by ONLINE 7", "12 until 60 by ONLINE 7");
        assertThat(updates("DELETED")).containsExactly(MEETING, COPY, ALONE);
    }

    @Test
    void takesThemAlongAlsoWhereASweepMissesIt() {
        remove(Kinds.CALENDAR_SECTION, HOSTS, LATER, SWEEP);

        assertThat(live()).isEmpty();
        assertThat(JDBC.sql("select sum(deleted) from reporting.completeness where layer = 'SWEEP'")
                .query(Long.class)
                .single()).isEqualTo(3);
    }

    @Test
    void leavesTheMeetingsOfOthersAlone() {
        remove(Kinds.CALENDAR_SECTION, GUESTS, LATER, SWEEP);

        assertThat(live()).containsExactly(MEETING, ALONE);
    }

    @Test
    void leavesAMeetingAloneThatWasSeenElsewhereSince() {
        keep(MEETING, MEETING, 6, true, EVENING);
        remove(Kinds.CALENDAR_SECTION, HOSTS, LATER, SWEEP);

        assertThat(live()).containsExactly(MEETING, COPY);
    }

    @Test
    void refusesACopyThatWasReadBeforeTheDeletion() {
        remove(Kinds.CALENDAR_SECTION, HOSTS, LATER, SWEEP);
        keep(13, MEETING, 6, true, LATER);

        assertThat(live()).isEmpty();
    }

    @Test
    void bringsBackWhatItTookAlongWhereItIsThereAfterAll() {
        remove(Kinds.CALENDAR_SECTION, HOSTS, LATER, SWEEP);
        see(Kinds.CALENDAR_SECTION, HOSTS, EVENING);

        assertThat(live()).containsExactly(MEETING, COPY, ALONE);
        assertThat(updates("AMENDED")).containsExactly(MEETING, COPY, ALONE);
        assertThat(JDBC.sql("select count(*) from mirror.tombstone").query(Long.class).single()).isZero();
    }

    @Test
    void bringsBackTheCopiesWhereTheMeetingIsReadAgain() {
        remove(Kinds.CALENDAR_SECTION, HOSTS, LATER, SWEEP);
        keep(MEETING, MEETING, 6, true, EVENING);

        assertThat(live()).containsExactly(MEETING, COPY);
    }

    @Test
    void bringsNoMeetingBackThatWasDeletedItself() {
        remove(Kinds.CALENDAR_EVENT, MEETING, LATER, Cause.delivery(7));
        remove(Kinds.CALENDAR_SECTION, HOSTS, LATER, SWEEP);
        see(Kinds.CALENDAR_SECTION, HOSTS, EVENING);

        assertThat(live()).containsExactly(ALONE);
    }

    @Test
    void bringsNoMeetingBackThatWasDeletedItselfLater() {
        remove(Kinds.CALENDAR_SECTION, HOSTS, LATER, SWEEP);
        remove(Kinds.CALENDAR_EVENT, MEETING, LATER.plusSeconds(1), Cause.delivery(7));
        see(Kinds.CALENDAR_SECTION, HOSTS, EVENING);

        assertThat(live()).containsExactly(ALONE);
    }

    @Test
    void writesNoTombstonesForEventsThatHaveNoCopies() {
        remove(Kinds.CALENDAR_SECTION, HOSTS, LATER, SWEEP);

        assertThat(JDBC.sql("select kind || ' ' || record_id from mirror.tombstone order by kind, record_id")
                .query(String.class)
                .list()).containsExactly("calendar_event 10", "calendar_section 4");
    }

    private void keep(long id, long parent, long section, boolean isMeeting, Instant fetchedAt) {
        var event = Samples.event()
                .put("ID", Long.toString(id))
                .put("PARENT_ID", Long.toString(parent))
                .put("SECTION_ID", Long.toString(section))
                .put("IS_MEETING", isMeeting);
        var ref = new RecordRef(ACME, Kinds.CALENDAR_EVENT, id);
        inTransaction(
                () -> store
                        .keep(List.of(EventAnswer.translate(ref, event, fetchedAt, Cause.delivery(1)).orElseThrow())));
    }

    private void remove(RecordKind kind, long id, Instant at, Cause cause) {
        inTransaction(() -> tombstones.remember(List.of(new Removal(new RecordRef(ACME, kind, id), at, cause))));
    }

    private void see(RecordKind kind, long id, Instant at) {
        inTransaction(() -> tombstones.disprove(List.of(new Sighting(new RecordRef(ACME, kind, id), at))));
    }

    private static List<Long> live() {
        return JDBC.sql("select event_id from reporting.calendar_events where deleted_at is null order by event_id")
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private static List<Long> updates(String what) {
        return JDBC.sql("select record_id from reporting.record_updates where what = :what order by record_id")
                .param("what", what)
                .query((row, _) -> row.getLong(1))
                .list();
    }
}
