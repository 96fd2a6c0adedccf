package io.b24mirror.mirror.deletion;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.support.JdbcTransactionManager;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.deletion.Tombstones.Sighting;
import io.b24mirror.mirror.event.Calendars;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.NOON;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

/// A calendar with far more meetings, each with a copy in another calendar, than one transaction should write.
class UnfinishedDeletionsIntegrationTests extends MirrorDatabase {
    private static final int MEETINGS = 3 * TombstoneSql.PAGE + 7;
    private static final long CALENDAR = 4;
    private static final Instant TOLD = NOON.plusSeconds(60);
    private static final Instant SEEN = NOON.plusSeconds(120);
    private static final Instant NOW = NOON.plusSeconds(600);

    private final Tombstones tombstones = Deletions.tombstones(JDBC);

    @BeforeEach
    void holdTheCalendar() {
        Calendars.keepMeetings(JDBC, CALENDAR, 5, MEETINGS);
    }

    @Test
    void writesNoMoreThanAPageInTheTransactionThatTellsOfTheDeletion() {
        remove(TOLD);

        assertThat(tombstones()).isEqualTo(TombstoneSql.PAGE + 1);
        assertThat(live()).isEqualTo(MEETINGS - TombstoneSql.PAGE);
    }

    @Test
    void takesAllMeetingsAlongInTheEnd() {
        remove(TOLD);

        finish();

        assertThat(live()).isZero();
        assertThat(tombstones()).isEqualTo(MEETINGS + 1);
        assertThat(unfinished()).isZero();
    }

    /// Each page is kept for itself, and tells where the next one begins.
    @Test
    void goesOnWhereItDied() {
        remove(TOLD);
        deletions().nextPage();
        deletions().nextPage();
        assertThat(tombstones()).isEqualTo(2 * TombstoneSql.PAGE + 1);

        finish();

        assertThat(live()).isZero();
    }

    @Test
    void amendsNoMoreThanAPageInTheTransactionThatShowsTheCalendarAgain() {
        remove(TOLD);
        finish();

        see(SEEN);

        assertThat(amended()).isLessThanOrEqualTo(2 * TombstoneSql.PAGE);
        assertThat(tombstones()).isEqualTo(MEETINGS - TombstoneSql.PAGE);
    }

    @Test
    void tellsOfAllEventsInTheEndThatAreThereAfterAll() {
        remove(TOLD);
        finish();
        see(SEEN);
        deletions().nextPage();

        finish();

        assertThat(live()).isEqualTo(MEETINGS);
        assertThat(amended()).isEqualTo(2 * MEETINGS);
        assertThat(tombstones()).isZero();
        assertThat(unfinished()).isZero();
    }

    /// Who follows the copy asks for what is newer than his last look, and would miss what is told in arrears.
    @Test
    void tellsOfThemWhenItWritesThem() {
        remove(TOLD);
        finish();
        see(SEEN);

        finish();

        assertThat(JDBC.sql("select count(*) from mirror.calendar_event where amended_at = cast(:now as timestamptz)")
                .param("now", NOW.toString())
                .query(Long.class)
                .single()).isEqualTo(2 * (MEETINGS - TombstoneSql.PAGE));
    }

    @Test
    void tellsOfEventsThatWereReadInBetween() {
        remove(TOLD);
        finish();
        see(SEEN);
        JDBC.sql(
                "update mirror.calendar_event set seen_at = cast(:now as timestamptz), fetched_at = cast(:now as timestamptz)")
                .param("now", SEEN.plusSeconds(1).toString())
                .update();

        finish();

        assertThat(amended()).isGreaterThanOrEqualTo(MEETINGS);
    }

    @Test
    void forgetsADeletionThatWasDisprovedBeforeItWasFinished() {
        remove(TOLD);
        deletions().nextPage();
        see(SEEN);

        finish();

        assertThat(live()).isEqualTo(MEETINGS);
        assertThat(tombstones()).isZero();
        assertThat(unfinished()).isZero();
    }

    @Test
    void datesADeletionAnewThatCameBeforeTheReturnWasFinished() {
        remove(TOLD);
        finish();
        see(SEEN);
        remove(SEEN.plusSeconds(60));

        finish();

        assertThat(live()).isZero();
        assertThat(JDBC.sql("select distinct deleted_at from mirror.tombstone")
                .query((row, _) -> row.getTimestamp(1).toInstant())
                .list()).containsExactly(SEEN.plusSeconds(60));
    }

    @Test
    void doesNothingWhereNothingIsLeft() {
        assertThat(deletions().nextPage()).isFalse();
    }

    private void remove(Instant at) {
        inTransaction(() -> tombstones
                .remember(List.of(new Removal(ref(Kinds.CALENDAR_SECTION, CALENDAR), at, Cause.delivery(7)))));
    }

    private void see(Instant at) {
        inTransaction(() -> tombstones.disprove(List.of(new Sighting(ref(Kinds.CALENDAR_SECTION, CALENDAR), at))));
    }

    private static RecordRef ref(RecordKind kind, long id) {
        return new RecordRef(ACME, kind, id);
    }

    private static void finish() {
        deletions().finish();
    }

    private static UnfinishedDeletions deletions() {
        return Deletions.unfinished(JDBC, new JdbcTransactionManager(DATABASE), Clock.fixed(NOW, UTC));
    }

    /// Copies that are shown as being there.
    private static long live() {
        return JDBC.sql("select count(*) from reporting.calendar_events where deleted_at is null and section_id = 5")
                .query(Long.class)
                .single();
    }

    private static long tombstones() {
        return JDBC.sql("select count(*) from mirror.tombstone").query(Long.class).single();
    }

    private static long amended() {
        return JDBC.sql("select count(*) from mirror.calendar_event where amended_at is not null")
                .query(Long.class)
                .single();
    }

    private static long unfinished() {
        return JDBC.sql("select count(*) from mirror.unfinished_deletion").query(Long.class).single();
    }
}
