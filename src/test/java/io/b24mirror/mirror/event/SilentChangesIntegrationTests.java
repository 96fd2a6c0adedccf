package io.b24mirror.mirror.event;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.mirror.Samples;
import io.b24mirror.reconciliation.SweepTest;
import io.b24mirror.simulation.EventDraft;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

/// What Bitrix24 changes without an event, a new `VERSION` or a new `TIMESTAMP_X`: the next sweep finds it.
class SilentChangesIntegrationTests extends SweepTest {
    private static final ZonedDateTime TEN = ZonedDateTime.of(2025, 2, 3, 10, 0, 0, 0, UTC);

    private long guest;
    private long meeting;
    private long copy;

    @SuppressWarnings("NullAway.Init")
    SilentChangesIntegrationTests() {}

    @BeforeEach
    void holdAMeeting() throws InterruptedException {
        portal.keepsEvents(false);
        installAtLast();
        guest = portal.users().add("Guest");
        var section = portal.calendar().addSection("user", 1, "Plans");
        meeting = portal.calendar()
                .addEvent(section, EventDraft.named("Review")
                        .at(TEN, Duration.ofHours(1))
                        .location("Kitchen")
                        .daily()
                        .crm("D_7")
                        .attendees(guest));
        copy = portal.calendar().childrenOf(meeting).getFirst();
        deliverAndWork();
        sweep();
    }

    private void change(long event, Consumer<ObjectNode> change) {
        var record = portal.calendar().event(event).orElseThrow();
        change.accept(record);
        portal.calendar().putEvent(record);
    }

    private void sweepInAnHour() {
        portal.events().dropWaiting();
        clock.advance(Duration.ofHours(1));
        sweep();
    }

    /// The layers that wrote the versions of an event.
    private List<String> layers(long event) {
        return texts("select layer from reporting.calendar_events_history where event_id = %d order by valid_from"
                .formatted(event)).stream().map(String::valueOf).toList();
    }

    @Test
    void writesNothingWhereNothingChanged() {
        sweepInAnHour();
        sweepInAnHour();

        assertThat(layers(meeting)).containsExactly("ONLINE");
        assertThat(layers(copy)).containsExactly("ONLINE");
        assertThat(rows("select * from mirror.tombstone")).isEmpty();
        assertThat(lastSweep()).containsEntry("records_total", 0L);
    }

    @Test
    void findsTheAnswerOfAGuest() {
        for (var event : List.of(meeting, copy)) {
            change(event, record -> answers(record).put("status", "Y"));
        }
        sweepInAnHour();

        assertThat(layers(meeting)).containsExactly("ONLINE", "SWEEP");
        assertThat(texts("select distinct status from reporting.calendar_event_attendees where user_id = " + guest))
                .containsExactly("Y");
    }

    private ObjectNode answers(ObjectNode record) {
        return record.withArray("ATTENDEE_LIST")
                .valueStream()
                .filter(attendee -> attendee.path("id").asLong() == guest)
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsThatAGuestDeletedTheOwnCopy() {
        change(copy, record -> record.put("MEETING_STATUS", "N"));
        sweepInAnHour();

        assertThat(layers(copy)).containsExactly("ONLINE", "SWEEP");
        assertThat(texts("select meeting_status from reporting.calendar_events where event_id = " + copy))
                .containsExactly("N");
    }

    @Test
    void findsADroppedGuest() {
        change(meeting, record -> record.withObject("MEETING").put("HIDE_GUESTS", true));
        sweepInAnHour();
        portal.calendar().updateEvent(meeting, EventDraft.change().attendees());
        sweepInAnHour();

        assertThat(texts("select ended_by_layer from reporting.calendar_events_history where valid_until is not null "
                + "and event_id = " + copy)).containsExactly("SWEEP");
        assertThat(texts("select event_id::text from reporting.calendar_events where deleted_at is not null"))
                .containsExactly(Long.toString(copy));
    }

    @Test
    void findsThatACrmItemWasReplaced() {
        change(meeting, record -> record.putArray("UF_CRM_CAL_EVENT").add("L_8"));
        sweepInAnHour();

        assertThat(layers(meeting)).containsExactly("ONLINE", "SWEEP");
        assertThat(texts("select entity_type from reporting.calendar_event_crm_links where event_id = " + meeting))
                .containsExactly("lead");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "false", "[]", "\"\""})
    void findsThatACrmItemIsGone(String nothing) {
        change(meeting, record -> record.set("UF_CRM_CAL_EVENT", Samples.json(nothing)));
        sweepInAnHour();

        assertThat(layers(meeting)).containsExactly("ONLINE", "SWEEP");
        assertThat(texts("select entity_type from reporting.calendar_event_crm_links where event_id = " + meeting))
                .isEmpty();
    }

    @Test
    void findsADayThatWasLeftOut() {
        var days = "select count(*)::text from reporting.calendar_occurrences where start_date is null and event_id = "
                + copy + " and starts_at between '2025-02-04' and '2025-02-05'";
        assertThat(texts(days)).containsExactly("1");

        change(copy, record -> record.put("EXDATE", "02/04/2025"));
        sweepInAnHour();

        assertThat(layers(copy)).containsExactly("ONLINE", "SWEEP");
        assertThat(texts(days)).containsExactly("0");
    }

    @Test
    void findsTheMeetingThatABookingWasMadeFor() throws InterruptedException {
        var room = portal.calendar().addSection("location", 0, "Room");
        var booking = portal.calendar().addEvent(room, EventDraft.named("Booked").at(TEN, Duration.ofHours(1)));
        deliverAndWork();

        change(booking, record -> record.put("PARENT_ID", Long.toString(meeting)));
        sweepInAnHour();

        assertThat(layers(booking)).containsExactly("ONLINE", "SWEEP");
        assertThat(texts("select parent_id::text from reporting.calendar_events where event_id = " + booking))
                .containsExactly(Long.toString(meeting));
    }

    @Test
    void findsAnEmptiedPlace() {
        change(meeting, record -> record.put("LOCATION", ""));
        sweepInAnHour();

        assertThat(layers(meeting)).containsExactly("ONLINE", "SWEEP");
    }

    @Test
    void findsAnotherColour() {
        change(meeting, record -> record.put("COLOR", "#86b100"));
        sweepInAnHour();

        assertThat(layers(meeting)).containsExactly("ONLINE", "SWEEP");
    }

    @Test
    void findsThatAGroupBecameACollab() {
        change(meeting, record -> record.put("EVENT_TYPE", "#collab#"));
        sweepInAnHour();

        assertThat(layers(meeting)).containsExactly("ONLINE", "SWEEP");
    }

    @Test
    void findsAnotherTimeZone() {
        change(meeting, record -> record.put("TZ_FROM", "Europe/London").put("TZ_TO", "Europe/London"));
        sweepInAnHour();

        assertThat(layers(meeting)).containsExactly("ONLINE", "SWEEP");
    }

    @Test
    void writesNoVersionForLabelsOfSynchronisation() {
        change(meeting, record -> record.put("G_EVENT_ID", "abc").put("SYNC_STATUS", "success"));
        sweepInAnHour();

        assertThat(layers(meeting)).containsExactly("ONLINE");
    }

    @Test
    void bringsTheNumberOfSavesUpToDateOnce() {
        change(meeting, record -> record.put("VERSION", "9"));
        sweepInAnHour();
        sweepInAnHour();

        assertThat(layers(meeting)).containsExactly("ONLINE");
        assertThat(texts("select version::text from reporting.calendar_events where event_id = " + meeting))
                .containsExactly("9");
        assertThat(lastSweep()).containsEntry("records_total", 0L);
    }
}
