package io.b24mirror.mirror;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.GivenUpFetches;
import io.b24mirror.fetch.GivenUpRecords;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.intake.RecordEvents;
import io.b24mirror.mirror.deletion.Tombstones;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class MirrorEventsIntegrationTests extends MirrorDatabase {
    private static final Tombstones TOMBSTONES = new Tombstones(JDBC);
    private static final GivenUpFetches GIVEN_UP = GivenUpRecords.of(JDBC, Clock.systemUTC());
    private static final RecordEvents SECTIONS = new MirrorEvents().calendarSectionEvents(TOMBSTONES, GIVEN_UP,
            _ -> {});
    private static final RecordEvents EVENTS = new MirrorEvents().calendarEventEvents(TOMBSTONES, GIVEN_UP);
    private static final RecordEvents COMMENTS = new MirrorEvents().timelineCommentEvents(TOMBSTONES,
            GIVEN_UP);

    @Test
    void namesTheEventsOfTheContract() {
        assertThat(SECTIONS.changes()).containsExactlyInAnyOrder("ONCALENDARSECTIONADD", "ONCALENDARSECTIONUPDATE",
                "ONCALENDARROOMCREATE", "ONCALENDARROOMUPDATE");
        assertThat(SECTIONS.removals()).containsExactlyInAnyOrder("ONCALENDARSECTIONDELETE", "ONCALENDARROOMDELETE");
        assertThat(EVENTS.changes()).containsExactlyInAnyOrder("ONCALENDARENTRYADD", "ONCALENDARENTRYUPDATE");
        assertThat(EVENTS.removals()).containsExactly("ONCALENDARENTRYDELETE");
        assertThat(COMMENTS.changes()).containsExactlyInAnyOrder("ONCRMTIMELINECOMMENTADD",
                "ONCRMTIMELINECOMMENTUPDATE");
        assertThat(COMMENTS.removals()).containsExactly("ONCRMTIMELINECOMMENTDELETE");
    }

    @ParameterizedTest
    @MethodSource
    void remembersARemoval(RecordEvents events) {
        var record = new RecordRef(ACME, events.kind(), 202);

        inTransaction(() -> events.remove(List.of(new Removal(record, NOON, Cause.delivery(1)))));

        assertThat(TOMBSTONES.cover(record)).isTrue();
    }

    static Stream<RecordEvents> remembersARemoval() {
        return Stream.of(SECTIONS, EVENTS, COMMENTS);
    }
}
