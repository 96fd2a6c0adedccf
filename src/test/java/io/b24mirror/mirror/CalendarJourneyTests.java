package io.b24mirror.mirror;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.b24mirror.simulation.EventDraft;
import io.b24mirror.sweep.SweepTest;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

/// What becomes of calendars, rooms and resources, and of the events in them, through the whole service.
class CalendarJourneyTests extends SweepTest {
    private static final ZonedDateTime TEN = ZonedDateTime.of(2025, 2, 3, 10, 0, 0, 0, UTC);

    private static EventDraft hour(String name) {
        return EventDraft.named(name).at(TEN, Duration.ofHours(1));
    }

    private List<@Nullable String> live() {
        return texts("select name from reporting.calendar_events where deleted_at is null order by name");
    }

    @Test
    void deletesTheGuestsEntriesOfADeletedCalendarsMeetings() throws InterruptedException {
        installAtLast();
        var guest = portal.users().add("Guest");
        var calendar = portal.calendar().addSection("user", 1, "Projects");
        portal.calendar().addEvent(calendar, hour("Board").attendees(1L, guest));
        deliverAndWork();
        assertThat(live()).containsExactly("Board", "Board");

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().deleteSection(calendar);
        deliverAndWork();

        assertThat(live()).isEmpty();
        assertThat(rows("""
                select distinct ended_by_layer, event
                from reporting.calendar_events_history
                join reporting.deliveries on deliveries.delivery_id = ended_by_delivery_id
                """)).containsExactly(Map.of("ended_by_layer", "ONLINE", "event", "ONCALENDARSECTIONDELETE"));
        assertThat(rows("select * from reporting.record_updates where what = 'DELETED' and record_kind = 'calendar_event'"))
                .hasSize(2);
    }

    @Test
    void deletesTheGuestsEntriesAlsoWhereTheEventIsLost() throws InterruptedException {
        portal.keepsEvents(false);
        installAtLast();
        var guest = portal.users().add("Guest");
        var calendar = portal.calendar().addSection("user", 1, "Projects");
        var meeting = portal.calendar().addEvent(calendar, hour("Board").attendees(1L, guest));
        deliverAndWork();
        sweep();

        portal.calendar().childrenOf(meeting).forEach(portal.calendar()::deleteEvent);
        portal.calendar().deleteSection(calendar);
        portal.events().dropWaiting();
        clock.advance(Duration.ofHours(1));
        sweep();

        assertThat(live()).isEmpty();
        assertThat(texts("select distinct ended_by_layer from reporting.calendar_events_history"))
                .containsExactly("SWEEP");
    }

    @Test
    void readsTheMeetingsInADeletedRoomAgain() throws InterruptedException {
        installAtLast();
        var room = portal.calendar().addSection("location", 0, "Aquarium");
        var calendar = portal.calendar().addSection("user", 1, "Plans");
        var meeting = portal.calendar().addEvent(calendar, hour("Board"));
        portal.calendar().addEvent(calendar, hour("Elsewhere"));
        portal.calendar().bookRoom(meeting, room);
        deliverAndWork();
        clock.advance(Duration.ofMinutes(5));
        portal.clearJournal();

        portal.calendar().deleteSection(room);
        deliverAndWork();

        assertThat(portal.calls("calendar.event.getbyid")).isEqualTo(1);
        assertThat(texts("select calendar_type from reporting.calendar_events where deleted_at is not null"))
                .containsExactly("location");
    }

    @Test
    void readsTheMeetingsAgainInARoomThatASweepMisses() throws InterruptedException {
        portal.keepsEvents(false);
        installAtLast();
        var room = portal.calendar().addSection("location", 0, "Aquarium");
        var meeting = portal.calendar().addEvent(portal.calendar().addSection("user", 1, "Plans"), hour("Board"));
        portal.calendar().bookRoom(meeting, room);
        deliverAndWork();
        sweep();
        portal.calendar().deleteSection(room);
        portal.events().dropWaiting();
        clock.advance(Duration.ofHours(1));

        sweep();

        assertThat(lastSweep()).containsEntry("records_total", 1L);
        assertThat(texts("select name from reporting.calendar_sections where deleted_at is not null"))
                .containsExactly("Aquarium");
    }

    @Test
    void namesTheRoomOfAMeetingAndTheMeetingOfABooking() throws InterruptedException {
        installAtLast();
        var guest = portal.users().add("Guest");
        var room = portal.calendar().addSection("location", 0, "Aquarium");
        var calendar = portal.calendar().addSection("user", 1, "Plans");
        var meeting = portal.calendar().addEvent(calendar, hour("Board").attendees(1L, guest));
        portal.calendar().bookRoom(meeting, room);
        place(portal.calendar().childrenOf(meeting).getFirst(), "calendar_" + room);
        place(portal.calendar().addEvent(calendar, hour("Free")), "calendar_room on the 2nd floor");
        place(portal.calendar().addEvent(calendar, hour("Lost")), "calendar_4711_12");
        portal.calendar().addEvent(calendar, hour("Nowhere"));
        deliverAndWork();

        assertThat(places()).containsExactly("booking of Board in Board: -", "host Board: Aquarium",
                "guest Board: Aquarium", "host Free: calendar_room on the 2nd floor", "host Lost: -",
                "host Nowhere: -");

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().renameSection(room, "Terrarium");
        deliverAndWork();

        assertThat(places()).contains("host Board: Terrarium", "guest Board: Terrarium");
        assertThat(rows("select * from mirror.calendar_event_history")).as("earlier versions").isEmpty();
    }

    private void place(long event, String location) {
        portal.calendar().putEvent(portal.calendar().event(event).orElseThrow().put("LOCATION", location));
    }

    private List<@Nullable String> places() {
        return texts("""
                select case when calendar_type = 'location' then 'booking of ' || meeting_name || ' in'
                        when owner_id = 1 then 'host' else 'guest' end
                    || ' ' || name || ': ' || coalesce(location_name, '-')
                from reporting.calendar_events
                order by name, owner_id, event_id
                """);
    }
}
