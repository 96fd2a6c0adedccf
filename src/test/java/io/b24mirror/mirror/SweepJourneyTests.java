package io.b24mirror.mirror;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.b24mirror.reconciliation.SweepTest;
import io.b24mirror.simulation.EventDraft;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

class SweepJourneyTests extends SweepTest {
    private static final ZonedDateTime TEN = ZonedDateTime.of(2025, 2, 3, 10, 0, 0, 0, UTC);

    private static EventDraft hour(String name) {
        return EventDraft.named(name).at(TEN, Duration.ofHours(1));
    }

    /// The portal's events get lost; the next sweep is due.
    private void loseEvents() {
        portal.events().dropWaiting();
        clock.advance(Duration.ofHours(1));
    }

    private List<String> liveEvents() {
        return texts("select name from reporting.calendar_events where deleted_at is null order by name").stream()
                .map(String::valueOf)
                .toList();
    }

    /// What the offline queue would find sooner has to be found by comparing, too.
    @BeforeEach
    void loseWhatThePortalWouldKeep() {
        portal.keepsEvents(false);
    }

    @Test
    void backfillsWhatExistedBeforeTheInstallation() throws InterruptedException {
        var colleague = portal.users().add("Colleague");
        var former = portal.users().add("Former", false, false);
        var group = portal.groups().add("Team");
        var calendar = portal.calendar();
        calendar.addEvent(calendar.addSection("user", colleague, "Mine"), hour("Of a colleague"));
        calendar.addEvent(calendar.addSection("user", former, "Was mine"), hour("Of somebody dismissed"));
        calendar.addEvent(calendar.addSection("group", group, "Ours"), hour("Of a group"));
        calendar.addEvent(calendar.addSection("location", 0, "Room"), hour("Of a room"));
        calendar.addEvent(calendar.addSection("resource", 0, "Car"), hour("Of a resource"));
        var company = calendar.addSection("company_calendar", 0, "Company");
        calendar.addEvent(company, hour("Series").daily());
        calendar.addEvent(company, EventDraft.named("Long ago").at(TEN.minusYears(1), Duration.ofHours(1)).crm("D_7"));
        portal.comments().add("deal", 7, 1, "Said before");
        portal.events().dropWaiting();

        installAtLast();
        sweep();

        assertThat(liveEvents()).containsExactly("Long ago", "Of a colleague", "Of a group", "Of a resource",
                "Of a room", "Of somebody dismissed", "Series");
        assertThat(texts("select name from reporting.calendar_sections order by name")).containsExactly("Car",
                "Company", "Mine", "Ours", "Room", "Was mine");
        assertThat(texts("select comment from reporting.timeline_comments")).containsExactly("Said before");
        assertThat(lastSweep()).containsEntry("kind", "BACKFILL")
                .containsEntry("outcome", "DONE")
                .containsEntry("problems", 0L)
                .containsEntry("records_done", 8L)
                .containsEntry("records_total", 8L);
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();
    }

    @Test
    void findsAdditionsAndChanges() throws InterruptedException {
        installAtLast();
        var section = portal.calendar().addSection("user", 1, "Plans");
        var event = portal.calendar().addEvent(section, hour("Lunch").crm("D_7"));
        var comment = portal.comments().add("deal", 7, 1, "Called");
        deliverAndWork();
        sweep();

        portal.calendar().renameSection(section, "New plans");
        portal.calendar().updateEvent(event, EventDraft.change().name("Dinner"));
        portal.calendar().addEvent(section, hour("Breakfast"));
        portal.comments().update(comment, "Called back");
        portal.comments().add("deal", 7, 1, "Not there");
        loseEvents();
        sweep();

        assertThat(liveEvents()).containsExactly("Breakfast", "Dinner");
        assertThat(texts("select name from reporting.calendar_sections")).containsExactly("New plans");
        assertThat(texts("select comment from reporting.timeline_comments order by comment_id"))
                .containsExactly("Called back", "Not there");
        assertThat(texts(
                "select distinct layer from reporting.completeness where day = date '2024-12-19' and changed > 0"))
                .containsExactly("SWEEP");
        assertThat(lastSweep()).containsEntry("kind", "SWEEP").containsEntry("records_total", 4L);
    }

    @Test
    void findsSilentDeletions() throws InterruptedException {
        installAtLast();
        var kept = portal.calendar().addSection("user", 1, "Kept");
        var dropped = portal.calendar().addSection("user", 1, "Dropped");
        var single = portal.calendar().addEvent(kept, hour("Single"));
        var series = portal.calendar()
                .addEvent(kept, EventDraft.named("Series").at(TEN.minusMonths(6), Duration.ofHours(1)).daily());
        portal.calendar().addEvent(kept, hour("Stays").crm("D_7"));
        portal.calendar().addEvent(dropped, hour("Goes along"));
        var comment = portal.comments().add("deal", 7, 1, "Said");
        portal.comments().add("deal", 7, 1, "Stays said");
        deliverAndWork();
        sweep();

        portal.calendar().deleteEvent(single);
        portal.calendar().deleteEvent(series);
        portal.calendar().deleteSection(dropped);
        portal.comments().delete(comment);
        loseEvents();
        sweep();

        assertThat(liveEvents()).containsExactly("Stays");
        assertThat(texts("select name from reporting.calendar_sections where deleted_at is null"))
                .containsExactly("Kept");
        assertThat(texts("select comment from reporting.timeline_comments where deleted_at is null"))
                .containsExactly("Stays said");
        assertThat(rows("select kind, layer from mirror.tombstone order by kind, record_id")).containsExactly(
                Map.of("kind", "calendar_event", "layer", "SWEEP"), Map.of("kind", "calendar_event", "layer", "SWEEP"),
                Map.of("kind", "calendar_section", "layer", "SWEEP"),
                Map.of("kind", "timeline_comment", "layer", "SWEEP"));
    }

    @Test
    void deletesNothingBecauseOfARefusedOrFailingList() throws InterruptedException {
        installAtLast();
        var section = portal.calendar().addSection("company_calendar", 0, "Company");
        portal.calendar().addEvent(section, hour("Fair").crm("D_7"));
        portal.comments().add("deal", 7, 1, "Said");
        deliverAndWork();
        sweep();

        for (var method : List.of("calendar.section.get", "calendar.event.get", "crm.timeline.comment.list",
                "user.get")) {
            portal.faults().failCalls(method, 3, 400, "", "Zugriff verweigert");
            clock.advance(Duration.ofHours(1));
            sweep();
            portal.faults().clear();
            assertThat(lastSweep()).as(method)
                    .containsEntry("outcome", "DONE")
                    .hasEntrySatisfying("problems", problems -> assertThat((Long) problems).isPositive());
        }

        assertThat(rows("select * from mirror.tombstone")).isEmpty();
        assertThat(liveEvents()).containsExactly("Fair");
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();
    }

    @Test
    void readsAFreshEventBeforeTheStepsOfABackfill() throws InterruptedException {
        installAtLast();
        var section = portal.calendar().addSection("company_calendar", 0, "Company");
        deliverAndWork();
        for (int i = 0; i < 300; i++) {
            portal.users().add("User " + i);
        }
        portal.faults().operationTimeLimit("calendar.section.get", clock.instant().plus(Duration.ofMinutes(10)));
        plan();
        work();
        // all three lanes fail, and after that one batch is read at a time, so that the order shows
        clock.advance(Duration.ofMinutes(11));
        portal.faults().html("batch", 3, 502);
        work();
        portal.calendar().addEvent(section, hour("Fresh"));
        clock.advance(Duration.ofSeconds(30));
        portal.clearJournal();

        deliverAndWork();

        assertThat(portal.requests().getFirst().calls("calendar.event.getbyid")).isEqualTo(1);
        assertThat(portal.calls("calendar.section.get")).as("what the backfill still had to list").isGreaterThan(200);
    }

    @Test
    void asksBoundedlyWhenThereIsNothingToDo() throws InterruptedException {
        for (int i = 0; i < 99; i++) {
            var user = portal.users().add("User " + i);
            portal.calendar().addEvent(portal.calendar().addSection("user", user, "Mine"), hour("Event " + i));
        }
        portal.events().dropWaiting();
        installAtLast();
        sweep();
        clock.advance(Duration.ofHours(1));
        portal.clearJournal();

        sweep();

        assertThat(lastSweep()).containsEntry("kind", "SWEEP").containsEntry("records_total", 0L);
        // 104 owners are listed, the 99 with a calendar in nine windows each, and all but the resources of the others in one
        assertThat(rows("select type, done from reporting.sweep_steps where sweep_id = " + lastSweep().get("sweep_id")
                + " order by type")).containsExactly(Map.of("type", "crm_items", "done", 1L),
                        Map.of("type", "groups", "done", 1L), Map.of("type", "known_owners", "done", 1L),
                        Map.of("type", "offline_queue", "done", 1L),
                        Map.of("type", "owner", "done", 104L), Map.of("type", "users", "done", 2L),
                        Map.of("type", "window", "done", 99 * 9L + 4));
        assertThat(portal.calls("calendar.event.getbyid")).isZero();
        assertThat(portal.requests()).hasSizeLessThanOrEqualTo((104 + 99 * 9 + 4) / 50 + 8);
    }

    @Test
    void readsAnEventNoMoreThatAListingWordsOtherwise() throws InterruptedException {
        installAtLast();
        var section = portal.calendar().addSection("company_calendar", 0, "Company");
        portal.calendar().addEvent(section, hour("Fair"));
        deliverAndWork();
        sweep();

        for (int expected : List.of(1, 0, 0)) {
            // our copy is what getbyid says; pretend that the listing words the place otherwise
            jdbc.sql("update mirror.calendar_event set raw = jsonb_set(raw, '{LOCATION}', '\"worded otherwise\"')")
                    .update();
            clock.advance(Duration.ofHours(1));
            portal.clearJournal();
            sweep();
            assertThat(portal.calls("calendar.event.getbyid")).isEqualTo(expected);
        }
    }

    @Test
    void asksAfterAnOldSeriesOnceAndLeavesItAlone() throws InterruptedException {
        installAtLast();
        var section = portal.calendar().addSection("company_calendar", 0, "Company");
        portal.calendar()
                .addEvent(section,
                        EventDraft.named("Over").at(TEN.minusMonths(8), Duration.ofHours(1)).daily().times(3));
        portal.calendar()
                .addEvent(section, EventDraft.named("Ended")
                        .at(TEN.minusMonths(8), Duration.ofHours(1))
                        .daily()
                        .until(LocalDate.of(2024, 7, 1)));
        deliverAndWork();
        sweep();
        clock.advance(Duration.ofHours(1));
        portal.clearJournal();

        sweep();

        assertThat(portal.calls("calendar.event.getbyid")).isEqualTo(1);
        assertThat(liveEvents()).containsExactly("Ended", "Over");
    }
}
