package io.b24mirror.mirror;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.b24mirror.simulation.EventDraft;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class MirrorJourneyTests extends ServiceTest {
    private static final ZonedDateTime TEN = ZonedDateTime.of(2026, 6, 2, 10, 0, 0, 0, ZoneId.of("Europe/Riga"));

    @Test
    void mirrorsACalendarWithItsEvents() throws InterruptedException {
        installAtLast();
        var section = portal.calendar().addSection("user", 1, "Plans");
        portal.calendar()
                .addEvent(section, EventDraft.named("Lunch").at(TEN, Duration.ofHours(1)).crm("CO_1", "T80_6"));

        deliverAndWork();

        assertThat(texts("select name from reporting.calendar_sections where deleted_at is null")).contains("Plans");
        assertThat(texts("select name || ' ' || duration_seconds from reporting.calendar_events"))
                .containsExactly("Lunch 3600");
        assertThat(texts("select entity_type || ' ' || entity_id from reporting.calendar_event_crm_links order by 1"))
                .containsExactly("company 1", "dynamic_128 6");
    }

    @Test
    void followsAChange() throws InterruptedException {
        installAtLast();
        var section = portal.calendar().addSection("company_calendar", 0, "Company");
        var event = portal.calendar()
                .addEvent(section, EventDraft.named("Fair")
                        .allDay(LocalDate.of(2026, 6, 2),
                                LocalDate.of(2026, 6, 4)));
        deliverAndWork();

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().updateEvent(event, EventDraft.change().name("Trade fair"));
        deliverAndWork();

        assertThat(texts("select name || ' ' || start_date || ' ' || end_date from reporting.calendar_events"))
                .containsExactly("Trade fair 2026-06-02 2026-06-04");
    }

    @Test
    void deletesAMeetingWithItsChildren() throws InterruptedException {
        installAtLast();
        var guest = portal.users().add("Guest");
        var section = portal.calendar().addSection("user", 1, "Plans");
        var meeting = portal.calendar()
                .addEvent(section,
                        EventDraft.named("Board").at(TEN, Duration.ofHours(1)).attendees(1L, guest));
        deliverAndWork();
        assertThat(texts("select name from reporting.calendar_events where deleted_at is null")).hasSize(2);

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().deleteEvent(meeting);
        deliverAndWork();

        assertThat(texts("select name from reporting.calendar_events where deleted_at is null")).isEmpty();
        assertThat(texts("select name from reporting.calendar_events where deleted_at is not null")).hasSize(2);
    }

    @Test
    void mirrorsACommentUntilItIsDeleted() throws InterruptedException {
        installAtLast();
        var comment = portal.comments().add("deal", 7, 1, "Called back");
        portal.comments().attach(comment, 5, "offer.pdf", 1234);
        deliverAndWork();

        assertThat(texts("select entity_type || ' ' || entity_id || ' ' || comment from reporting.timeline_comments"))
                .containsExactly("deal 7 Called back");

        clock.advance(Duration.ofMinutes(5));
        portal.comments().delete(comment);
        deliverAndWork();

        assertThat(texts("select comment from reporting.timeline_comments where deleted_at is not null"))
                .containsExactly("Called back");
        assertThat(texts("select event from mirror.tombstone join reporting.deliveries using (delivery_id)"))
                .containsExactly("ONCRMTIMELINECOMMENTDELETE");
    }

    /// The authorization server of the last test is gone, and the pool's connection to it with it: the first try of an
    /// installation may fail by that.
    private void installAtLast() throws InterruptedException {
        install();
        clock.advance(Duration.ofSeconds(5));
        work();
    }

    private List<@Nullable String> texts(String sql) {
        return jdbc.sql(sql).query(String.class).list();
    }
}
