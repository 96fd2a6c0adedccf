package io.b24mirror.mirror;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.b24mirror.simulation.EventDraft;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class TruthJourneyTests extends ServiceTest {
    private static final ZonedDateTime TEN = ZonedDateTime.of(2025, 2, 3, 10, 0, 0, 0, ZoneId.of("Europe/Riga"));
    private static final long SERVICE = 1;

    private long emil;
    private long guest;

    /// The authorization server of the last test is gone, and the pool's connection to it with it: the first try of an
    /// installation may fail by that.
    @BeforeEach
    void installAtLast() throws InterruptedException {
        emil = portal.users().add("Emil Employee");
        guest = portal.users().add("Greta Guest");
        install();
        later();
    }

    @Test
    void losesAMeetingWithItsThreeParticipantsByOneDeletion() throws InterruptedException {
        var section = portal.calendar().addSection("user", emil, "Plans");
        var meeting = portal.calendar()
                .addEvent(section, meeting().attendees(emil, guest, portal.users().add("B"), portal.users().add("C")));
        deliverAndWork();
        assertThat(texts("select name from reporting.calendar_events where deleted_at is null")).hasSize(4);

        later();
        portal.calendar().deleteEvent(meeting);
        deliverAndWork();

        assertThat(texts("select name from reporting.calendar_events where deleted_at is null")).isEmpty();
        assertThat(texts("""
                select distinct event from reporting.calendar_events_history
                join reporting.deliveries on deliveries.delivery_id = ended_by_delivery_id
                """)).containsExactly("ONCALENDARENTRYDELETE");
        assertThat(texts("select day || ' ' || layer || ' ' || added || ' ' || changed || ' ' || deleted"
                + " from reporting.completeness where record_kind = 'calendar_event'"))
                .containsExactly("2024-12-19 ONLINE 4 0 4");
    }

    @Test
    void findsOutThatTheCopyOfADroppedParticipantIsGone() throws InterruptedException {
        var section = portal.calendar().addSection("user", emil, "Plans");
        var meeting = portal.calendar().addEvent(section, meeting().attendees(emil, guest));
        deliverAndWork();
        var copy = portal.calendar().childrenOf(meeting).getFirst();

        later();
        portal.calendar().updateEvent(meeting, EventDraft.change().attendees(emil));
        deliverAndWork();

        assertThat(texts("select event_id::text from reporting.calendar_events where deleted_at is not null"))
                .containsExactly(Long.toString(copy));
        assertThat(texts("""
                select event || ' ' || record_id from reporting.calendar_events_history
                join reporting.deliveries on deliveries.delivery_id = ended_by_delivery_id
                where event_id = %d
                """.formatted(copy))).containsExactly("ONCALENDARENTRYUPDATE " + meeting);
    }

    @Test
    void leavesABookedRoomWithItsMeeting() throws InterruptedException {
        var room = portal.calendar().addSection("location", 0, "Blue room");
        var section = portal.calendar().addSection("user", emil, "Plans");
        var meeting = portal.calendar().addEvent(section, meeting().attendees(emil, guest));
        var booking = portal.calendar().bookRoom(meeting, room);
        deliverAndWork();

        later();
        portal.calendar().updateEvent(meeting, EventDraft.change().attendees(emil));
        deliverAndWork();

        assertThat(texts("select calendar_type || ' ' || parent_id from reporting.calendar_events"
                + " where deleted_at is null and event_id = " + booking)).containsExactly("location " + meeting);

        later();
        portal.calendar().releaseRoom(meeting);
        portal.events().dropWaiting();
        portal.calendar().updateEvent(meeting, EventDraft.change().name("Elsewhere"));
        deliverAndWork();

        assertThat(texts("select event_id::text from reporting.calendar_events"
                + " where deleted_at is not null and calendar_type = 'location'"))
                .containsExactly(Long.toString(booking));
    }

    @Test
    void keepsASeriesAsOneRecord() throws InterruptedException {
        var section = portal.calendar().addSection("user", emil, "Plans");
        var series = portal.calendar()
                .addEvent(section, meeting().weekly(DayOfWeek.MONDAY).times(3));
        portal.events().dropWaiting();
        portal.calendar().renameSection(section, "Series");
        deliverAndWork();

        assertThat(texts("select event_id || ' ' || (rrule ->> 'FREQ') from reporting.calendar_events"))
                .containsExactly(series + " WEEKLY");
        assertThat(texts("select name from reporting.calendar_events_history")).hasSize(1);
    }

    @Test
    void keepsAChangedOccurrenceBesideItsSeries() throws InterruptedException {
        var section = portal.calendar().addSection("user", emil, "Plans");
        var series = portal.calendar().addEvent(section, meeting().weekly(DayOfWeek.MONDAY).times(3));
        deliverAndWork();

        later();
        var changed = portal.calendar()
                .editOccurrence(series, LocalDate.of(2025, 2, 10), EventDraft.change().name("Moved"));
        deliverAndWork();

        assertThat(texts("select event_id || ' ' || name || coalesce(' of ' || recurrence_id, '') || ' without '"
                + " || (raw ->> 'EXDATE') from reporting.calendar_events order by event_id"))
                .containsExactly(series + " Board without 02/10/2025", changed + " Moved of " + series + " without ");
        assertThat(texts("select ended_by_layer from reporting.calendar_events_history where event_id = " + series))
                .containsExactlyInAnyOrder("ONLINE", null);
    }

    @Test
    void hidesWhatIsNotShownAnyMoreUntilItIsShownAgain() throws InterruptedException {
        var section = portal.calendar().addSection("user", emil, "Plans");
        var event = portal.calendar().addEvent(section, meeting());
        deliverAndWork();

        later();
        portal.calendar().hideSection(section, SERVICE);
        portal.calendar().by(null).updateEvent(event, EventDraft.change().name("Secret"));
        deliverAndWork();

        assertThat(texts("select name || ' ' || (hidden_since is not null) || coalesce(' ' || deleted_at, '')"
                + " from reporting.calendar_events")).containsExactly("Board true");
        assertThat(texts("select state from reporting.pending_fetches where record_kind = 'calendar_event'")).isEmpty();

        later();
        portal.calendar().showSection(section);
        portal.calendar().by(null).updateEvent(event, EventDraft.change().name("Open"));
        deliverAndWork();

        assertThat(texts("select name || ' ' || (hidden_since is null) from reporting.calendar_events"))
                .containsExactly("Open true");
    }

    @Test
    void hidesACalendarThatIsNotShownAnyMore() throws InterruptedException {
        var section = portal.calendar().addSection("user", emil, "Plans");
        deliverAndWork();

        later();
        portal.calendar().hideSection(section, SERVICE);
        portal.calendar().by(null).renameSection(section, "Secret plans");
        deliverAndWork();

        assertThat(texts("select name || ' ' || (hidden_since is not null) || coalesce(' ' || deleted_at, '')"
                + " from reporting.calendar_sections where section_id = " + section)).containsExactly("Plans true");
        assertThat(texts("select state from reporting.pending_fetches")).isEmpty();
    }

    @Test
    void readsAsTheActingUserWhatTheServiceIsNotShown() throws InterruptedException {
        var section = portal.calendar().addSection("user", emil, "Plans");
        portal.calendar().hideSection(section, SERVICE);
        portal.calendar().by(emil).addEvent(section, meeting());
        deliverAndWork();

        assertThat(texts("select name || ' ' || read_as from reporting.calendar_events"))
                .containsExactly("Board " + emil);
    }

    @Test
    void readsAPrivateEventAsTheActingUserAndKeepsItWhenOnlyAMaskIsShown() throws InterruptedException {
        var section = portal.calendar().addSection("user", emil, "Plans");
        var event = portal.calendar().by(emil).addEvent(section, meeting().confidential());
        deliverAndWork();
        assertThat(texts("select name || ' ' || is_masked || ' ' || is_private from reporting.calendar_events"))
                .containsExactly("Board false true");

        later();
        portal.users().dismiss(emil);
        portal.calendar().by(null).updateEvent(event, EventDraft.change().name("Secret board"));
        deliverAndWork();

        assertThat(texts("select name || ' ' || is_masked || ' ' || (hidden_since is not null)"
                + " from reporting.calendar_events")).containsExactly("Board false true");
        assertThat(texts("select name from reporting.calendar_events_history")).containsExactly("Board");
    }

    @Test
    void keepsAMaskedEventWhereNobodySeesMore() throws InterruptedException {
        var section = portal.calendar().addSection("user", emil, "Plans");
        portal.calendar().by(null).addEvent(section, meeting().confidential());
        deliverAndWork();

        assertThat(texts("select is_masked || ' ' || (hidden_since is null) from reporting.calendar_events"))
                .containsExactly("true true");
    }

    @Test
    void writesOneVersionPerChangeWithItsDelivery() throws InterruptedException {
        var section = portal.calendar().addSection("user", emil, "Plans");
        var event = portal.calendar().addEvent(section, meeting());
        deliverAndWork();

        later();
        portal.calendar().putEvent(portal.calendar().event(event).orElseThrow());
        deliverAndWork();
        assertThat(texts("select name from reporting.calendar_events_history")).hasSize(1);

        later();
        portal.calendar().updateEvent(event, EventDraft.change().name("Renamed"));
        deliverAndWork();

        assertThat(texts("""
                select name || ' ' || event || coalesce(' until ' || ended_by_delivery_id, '')
                from reporting.calendar_events_history join reporting.deliveries using (member_id, delivery_id)
                order by valid_from
                """)).containsExactly("Board ONCALENDARENTRYADD until " + lastDelivery(),
                "Renamed ONCALENDARENTRYUPDATE");
    }

    @Test
    void doesNotResurrectByALateChangeWhatWasDeleted() throws InterruptedException {
        var section = portal.calendar().addSection("user", emil, "Plans");
        var event = portal.calendar().addEvent(section, meeting());
        deliverAndWork();

        later();
        portal.calendar().updateEvent(event, EventDraft.change().name("Last words"));
        portal.calendar().deleteEvent(event);
        portal.events().reverse();
        deliverAndWork();

        assertThat(texts("select name || ' ' || (deleted_at is not null) from reporting.calendar_events"))
                .containsExactly("Board true");
        assertThat(texts("select name from reporting.calendar_events_history where valid_until is null")).isEmpty();
        assertThat(texts("select state from reporting.pending_fetches")).isEmpty();
    }

    @Test
    void mirrorsEveryKindOfCalendarOnce() throws InterruptedException {
        var group = portal.groups().add("Group");
        var sections = List.of(portal.calendar().addSection("user", emil, "Emil"),
                portal.calendar().addSection("user", SERVICE, "Anna"),
                portal.calendar().addSection("group", group, "Group"),
                portal.calendar().addSection("company_calendar", 0, "Company"),
                portal.calendar().addSection("location", 0, "Room"),
                portal.calendar().addSection("resource", 0, "Van"));
        sections.forEach(section -> portal.calendar()
                .addEvent(section, EventDraft.named("In " + section)
                        .allDay(LocalDate.of(2025, 1, 7), LocalDate.of(2025, 1, 8))));
        deliverAndWork();

        assertThat(texts("select name || ' ' || calendar_type from reporting.calendar_sections"
                + " where section_id = any(array%s) order by section_id".formatted(sections)))
                .containsExactly("Emil user", "Anna user", "Group group", "Company company_calendar", "Room location",
                        "Van resource");
        assertThat(texts("select calendar_type || ' ' || start_date || ' ' || end_date from reporting.calendar_events"))
                .containsExactlyInAnyOrder("user 2025-01-07 2025-01-08", "user 2025-01-07 2025-01-08",
                        "group 2025-01-07 2025-01-08", "company_calendar 2025-01-07 2025-01-08",
                        "location 2025-01-07 2025-01-08", "resource 2025-01-07 2025-01-08");
        assertThat(texts("select name from reporting.calendar_events_history")).hasSize(sections.size());
    }

    @Test
    void keepsACommentOnSeveralItemsAndItsEdits() throws InterruptedException {
        var comment = portal.comments().add("deal", 7, emil, "Called back");
        portal.comments().bind(comment, "dynamic_1046", 3);
        deliverAndWork();

        assertThat(texts("select entity_type || ' ' || entity_id from reporting.timeline_comment_bindings order by 1"))
                .containsExactly("deal 7", "dynamic_1046 3");

        later();
        portal.comments().update(comment, "Called back twice");
        deliverAndWork();

        assertThat(texts("select comment || coalesce(' until ' || ended_by_delivery_id, '')"
                + " from reporting.timeline_comments_history order by valid_from"))
                .containsExactly("Called back until " + lastDelivery(), "Called back twice");
    }

    @Test
    void readsACommentAsTheActingUserWhereTheServiceIsDenied() throws InterruptedException {
        portal.comments().hideItem("deal", 7, SERVICE);
        portal.comments().by(emil).add("deal", 7, emil, "Called back");
        deliverAndWork();

        assertThat(texts("select comment || ' ' || read_as from reporting.timeline_comments"))
                .containsExactly("Called back " + emil);
    }

    @Test
    void hidesACommentThatNobodyMayReadAnyMore() throws InterruptedException {
        var comment = portal.comments().add("deal", 7, emil, "Called back");
        deliverAndWork();

        later();
        portal.comments().unbindAll(comment);
        portal.comments().by(null).update(comment, "Unread");
        deliverAndWork();

        assertThat(texts("select comment || ' ' || (hidden_since is not null) || coalesce(' ' || deleted_at, '')"
                + " from reporting.timeline_comments")).containsExactly("Called back true");
        assertThat(texts("select state from reporting.pending_fetches")).isEmpty();
    }

    private static EventDraft meeting() {
        return EventDraft.named("Board").at(TEN, Duration.ofHours(1));
    }

    private void later() {
        clock.advance(Duration.ofMinutes(5));
        work();
    }

    private String lastDelivery() {
        return value("select max(delivery_id)::text from reporting.deliveries where record_id is not null",
                String.class);
    }

    private List<@Nullable String> texts(String sql) {
        return jdbc.sql(sql).query(String.class).list();
    }
}
