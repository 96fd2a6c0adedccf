package io.b24mirror.mirror;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.reconciliation.SweepTest;
import io.b24mirror.simulation.EventDraft;

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
        assertThat(rows(
                "select * from reporting.record_updates where what = 'DELETED' and record_kind = 'calendar_event'"))
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

        assertThat(places()).containsExactly("booking of Board in Anna Admin: -", "host Board: Aquarium",
                "guest Board: Aquarium", "host Free: calendar_room on the 2nd floor", "host Lost: -",
                "host Nowhere: -");

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().renameSection(room, "Terrarium");
        deliverAndWork();

        assertThat(places()).contains("host Board: Terrarium", "guest Board: Terrarium");
        assertThat(rows("select * from mirror.calendar_event_history")).as("earlier versions").isEmpty();
    }

    @Test
    void emptiesThePlaceOfMeetingsInARoomThatIsDeletedThroughRest() throws InterruptedException {
        installAtLast();
        var room = portal.calendar().addSection("location", 0, "Aquarium");
        var meeting = portal.calendar().addEvent(portal.calendar().addSection("user", 1, "Plans"), hour("Board"));
        portal.calendar().bookRoom(meeting, room);
        deliverAndWork();
        assertThat(texts("select location_name from reporting.calendar_events where calendar_type = 'user'"))
                .containsExactly("Aquarium");

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().deleteSectionByRest(room);
        deliverAndWork();

        assertThat(texts("select calendar_type from reporting.calendar_events where deleted_at is null"))
                .containsExactly("user");
        assertThat(rows("select * from reporting.calendar_events where calendar_type = 'user' and location is null"))
                .hasSize(1);
        assertThat(texts("select event from reporting.deliveries where event like '%DELETE'"))
                .contains("ONCALENDARSECTIONDELETE")
                .doesNotContain("ONCALENDARROOMDELETE");
    }

    @Test
    void findsTheCalendarsThatOnlyAnAdministratorIsShown() throws InterruptedException {
        installAtLast();
        var guest = portal.users().addExtranet("Guest");
        var group = portal.groups().addSecret("Secret", guest);
        var ofTheGroup = portal.calendar().by(null).addSection("group", group, "Of the group");
        portal.calendar().by(null).addEvent(ofTheGroup, hour("Plot"));
        portal.calendar().by(null).addSection("user", guest, "Of the guest");

        deliverAndWork();

        assertThat(texts("select name from reporting.calendar_sections order by name")).containsExactly("Of the group",
                "Of the guest");
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();
    }

    @Test
    void sweepsTheCalendarsThatOnlyAnAdministratorIsShown() throws InterruptedException {
        var guest = portal.users().addExtranet("Guest");
        var group = portal.groups().addSecret("Secret", guest);
        portal.calendar().addEvent(portal.calendar().addSection("group", group, "Of the group"), hour("Plot"));
        portal.calendar().addEvent(portal.calendar().addSection("user", guest, "Of the guest"), hour("Visit"));
        portal.calendar().addEvent(portal.calendar().addSection("open_event", 0, "Open"), hour("Party"));
        portal.events().dropWaiting();

        installAtLast();
        sweep();

        assertThat(live()).containsExactly("Party", "Plot", "Visit");
        assertThat(lastSweep()).containsEntry("problems", 0L);
    }

    @Test
    void hidesACalendarThatIsSwitchedOffAndShowsItAgainWithoutAVersion() throws InterruptedException {
        portal.keepsEvents(false);
        installAtLast();
        var calendar = portal.calendar().addExternalSection("user", 1, "Google");
        portal.calendar().addEvent(calendar, hour("Lunch"));
        deliverAndWork();
        nextSweep();
        portal.calendar().renameExternalSection(calendar, "Gmail");
        nextSweep();
        assertThat(texts("select name || ' ' || layer from reporting.calendar_sections"))
                .containsExactly("Gmail SWEEP");
        var versions = versions();

        portal.calendar().switchOffSection(calendar);
        nextSweep();
        assertThat(texts("select name from reporting.calendar_sections where hidden_since is not null"))
                .containsExactly("Gmail");

        portal.calendar().switchOnSection(calendar);
        nextSweep();
        assertThat(texts("select name from reporting.calendar_sections where hidden_since is null"))
                .containsExactly("Gmail");
        assertThat(live()).containsExactly("Lunch");
        assertThat(versions()).isEqualTo(versions);
        assertThat(rows("select * from mirror.tombstone")).isEmpty();
    }

    @Test
    void findsWhatIsInACalendarThatWasSwitchedOffBeforeWeHeardOfIt() throws InterruptedException {
        portal.keepsEvents(false);
        installAtLast();
        sweep();
        var guest = portal.users().add("Guest");
        var ofTheGuest = portal.calendar().addExternalSection("user", guest, "Outlook");
        var open = portal.calendar().addSection("open_event", 0, "Open");
        portal.calendar().addEvent(ofTheGuest, hour("Dentist"));
        portal.calendar().addEvent(open, hour("Party"));
        portal.events().dropWaiting();
        portal.calendar().switchOffSection(ofTheGuest);
        portal.calendar().switchOffSection(open);

        nextSweep();

        assertThat(live()).containsExactly("Dentist", "Party");
    }

    @Test
    void deletesAResourceWithItsBookingsThatVanishesInTheSettingsOfTheCrm() throws InterruptedException {
        portal.keepsEvents(false);
        installAtLast();
        var resource = portal.calendar().addSection("resource", 0, "Projector");
        portal.calendar().addEvent(resource, hour("Booked"));
        deliverAndWork();
        nextSweep();
        assertThat(live()).containsExactly("Booked");

        portal.calendar().deleteResourceInCrm(resource);
        nextSweep();

        assertThat(live()).isEmpty();
        assertThat(texts("select name from reporting.calendar_sections where deleted_at is not null"))
                .containsExactly("Projector");
    }

    @Test
    void findsBookingsThatEventsMissed() throws InterruptedException {
        portal.keepsEvents(false);
        installAtLast();
        var resource = portal.calendar().addSection("resource", 0, "Projector");
        var dropped = portal.calendar().addEvent(resource, hour("Dropped"));
        deliverAndWork();
        nextSweep();
        portal.calendar().addEvent(resource, hour("Missed"));
        portal.calendar().deleteEvent(dropped);
        portal.events().dropWaiting();

        nextSweep();
        assertThat(live()).containsExactly("Missed");

        portal.clearJournal();
        nextSweep();
        assertThat(portal.calls("calendar.event.getbyid")).isZero();
        assertThat(portal.calls("calendar.resource.booking.list")).isPositive();
    }

    @Test
    void writesNoVersionsInTwoSweepsOfAnUnchangedPortal() throws InterruptedException {
        installAtLast();
        var calendar = portal.calendar().addSection("user", 1, "Plans");
        var room = portal.calendar().addSection("location", 0, "Aquarium");
        portal.calendar().addEvent(portal.calendar().addSection("resource", 0, "Projector"), hour("Booked"));
        var meeting = portal.calendar().addEvent(calendar, hour("Board"));
        deliverAndWork();
        clock.advance(Duration.ofMinutes(5));
        portal.calendar().bookRoom(meeting, room);
        deliverAndWork();
        nextSweep();
        var versions = versions();

        nextSweep();
        nextSweep();

        assertThat(versions()).isEqualTo(versions);
        assertThat(texts("select name from reporting.calendar_sections_history order by name"))
                .containsExactly("Aquarium", "Plans", "Projector");
        assertThat(rows("select * from mirror.tombstone")).isEmpty();
    }

    @Test
    void mirrorsTheRoomsOfARealPortal() throws InterruptedException {
        installAtLast();
        Samples.captured("calendar-01")
                .path("result")
                .valueStream()
                .forEach(
                        room -> portal.calendar().putSection((ObjectNode) room));

        deliverAndWork();

        assertThat(rows("""
                select section_id, calendar_type, owner_id, description, external_type, is_collab
                from reporting.calendar_sections
                where section_id in (61, 94)
                order by section_id
                """).toString()).isEqualTo(
                "[{section_id=61, calendar_type=location, owner_id=0, description=null, external_type=local, is_collab=false},"
                        + " {section_id=94, calendar_type=location, owner_id=0, description=null, external_type=null, is_collab=false}]");
        assertThat(rows("select * from reporting.calendar_sections")).hasSize(4);
        assertThat(rows("select * from mirror.calendar_section where raw::text like '%sign=%'")).isEmpty();
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();
    }

    private void nextSweep() {
        clock.advance(Duration.ofHours(1));
        sweep();
    }

    private List<@Nullable String> versions() {
        return texts("""
                select 'section ' || section_id || ' ' || valid_from from reporting.calendar_sections_history
                union all
                select 'event ' || event_id || ' ' || valid_from from reporting.calendar_events_history
                order by 1
                """);
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
