package io.b24mirror.simulation;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import static io.b24mirror.simulation.EventDraft.change;
import static io.b24mirror.simulation.EventDraft.named;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

/// Which change raises what, row by row of the table in the facts on calendars.
class SilentChangeTests extends SimulationTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 3, 9);

    private final Long boris = portal.users().add("Boris Becker");
    private final Long clara = portal.users().add("Clara Chen");
    private final long work = portal.calendar().addSection("user", 1, "Work");
    private final long room = portal.calendar().addSection("location", 0, "Baltic");

    SilentChangeTests() {
        for (var kind : List.of("Section", "Entry", "Room")) {
            List.of(kind.equals("Room") ? "Create" : "Add", "Update", "Delete")
                    .forEach(what -> bind("onCalendar" + kind + what));
        }
    }

    private long meeting() {
        var id = portal.calendar().addEvent(work, named("Board").attendees(boris, clara));
        portal.events().dropWaiting();
        clock.advance(Duration.ofMinutes(5));
        return id;
    }

    private long series() {
        var id = portal.calendar()
                .addEvent(work, named("Weekly").at(MONDAY.atTime(9, 0).atZone(UTC), Duration.ofHours(1))
                        .weekly(DayOfWeek.MONDAY)
                        .times(5)
                        .attendees(boris));
        portal.events().dropWaiting();
        clock.advance(Duration.ofMinutes(5));
        return id;
    }

    private List<String> told() {
        var told = waiting().stream()
                .map(event -> event.path("event").asString().substring(10) + " "
                        + event.path("data").path("id").asString())
                .toList();
        portal.events().dropWaiting();
        return told;
    }

    private ObjectNode event(long id) {
        return portal.calendar().event(id).orElseThrow();
    }

    private long copy(long meeting, int number) {
        return portal.calendar()
                .childrenOf(meeting)
                .stream()
                .filter(child -> event(child).path("CAL_TYPE").asString().equals("user"))
                .toList()
                .get(number);
    }

    private void assertSilent(ObjectNode before) {
        assertThat(told()).isEmpty();
        var after = event(Json.number(before.path("ID"), 0));
        assertThat(after.path("VERSION")).isEqualTo(before.path("VERSION"));
        assertThat(after.path("TIMESTAMP_X")).isEqualTo(before.path("TIMESTAMP_X"));
    }

    @Test
    void tellsOfTheBookingFirstAndOfTheMeetingLast() {
        var id = portal.calendar().addEvent(work, named("Board").attendees(boris, clara).room(room));

        assertThat(told()).containsExactly("ENTRYADD " + (id - 1), "ENTRYADD " + (id + 1), "ENTRYADD " + (id + 2),
                "ENTRYADD " + id);
        assertThat(event(id - 1).path("PARENT_ID").asString()).isEqualTo(Long.toString(id));
    }

    /// Claim 104: five and the booking in a calendar of the company.
    @Test
    void givesTheHostOfACompanyMeetingACopyToo() {
        var company = portal.calendar().addSection("company_calendar", 0, "Company");
        told();
        var dora = portal.users().add("Dora Deputy");
        var id = portal.calendar()
                .addEvent(company, named("All hands").attendees(boris, clara, dora).room(room));

        assertThat(told()).hasSize(6).last().isEqualTo("ENTRYADD " + id);
        assertThat(texts(event(id).path("ATTENDEE_LIST"), "id")).containsExactly("1", boris.toString(),
                clara.toString(), Long.toString(dora));
        assertThat(texts(event(id).path("ATTENDEE_LIST"), "status")).containsExactly("Y", "Q", "Q", "Q");
        assertThat(texts(event(id).path("ATTENDEE_LIST"), "entryId")).doesNotContain(Long.toString(id));
    }

    @Test
    void movesTheBookingAlong() {
        var id = portal.calendar().addEvent(work, named("Board").attendees(boris).room(room));
        told();
        portal.calendar().updateEvent(id, change().name("Board, moved"));

        assertThat(told()).containsExactly("ENTRYUPDATE " + (id - 1), "ENTRYUPDATE " + (id + 1),
                "ENTRYUPDATE " + id);
        assertThat(event(id - 1).path("NAME").asString()).isEqualTo("Anna Admin");
    }

    @Test
    void keepsAnswersToItself() {
        var id = meeting();
        var before = event(id);
        portal.calendar().by(boris).answer(copy(id, 0), "Y");

        assertSilent(before);
        assertThat(texts(event(id).path("ATTENDEE_LIST"), "status")).containsExactly("H", "Y", "Q");
        assertThat(texts(event(copy(id, 1)).path("ATTENDEE_LIST"), "status")).containsExactly("H", "Y", "Q");
    }

    @Test
    void turnsADeletedCopyIntoANo() {
        var id = meeting();
        var copy = copy(id, 0);
        var before = event(copy);
        portal.calendar().by(boris).deleteEvent(copy);

        assertSilent(before);
        assertThat(event(copy).path("MEETING_STATUS").asString()).isEqualTo("N");
    }

    @Test
    void deletesTheWholeMeetingForWhoMay() {
        var id = meeting();
        portal.calendar().by(1L).deleteEvent(copy(id, 0));

        assertThat(told()).containsExactly("ENTRYDELETE " + id);
        assertThat(portal.calendar().eventIds()).isEmpty();
    }

    @Test
    void releasesTheRoomOfADeletedMeeting() {
        var id = portal.calendar().addEvent(work, named("Board").attendees(boris).room(room));
        told();
        portal.calendar().deleteEvent(id);

        assertThat(told()).containsExactly("ENTRYDELETE " + id, "ENTRYDELETE " + (id - 1));
    }

    @Test
    void tellsOfAChangedOccurrenceWithAllCopies() {
        var id = series();
        var copy = copy(id, 0);
        var exception = portal.calendar().editOccurrence(id, MONDAY.plusWeeks(1), change().name("Other"));

        assertThat(told()).containsExactly("ENTRYUPDATE " + copy, "ENTRYUPDATE " + id,
                "ENTRYADD " + copy(exception, 0), "ENTRYADD " + exception);
        assertThat(event(copy(exception, 0)).path("RECURRENCE_ID").asLong()).isEqualTo(id);
        assertThat(event(copy).path("EXDATE")).isEqualTo(event(id).path("EXDATE"));
    }

    @Test
    void tellsOfADeletedOccurrenceAsAChange() {
        var id = series();
        portal.calendar().deleteOccurrence(id, MONDAY.plusWeeks(1));

        assertThat(told()).containsExactly("ENTRYUPDATE " + copy(id, 0), "ENTRYUPDATE " + id);
    }

    @Test
    void keepsOccurrencesThatImportsDeleteToItself() {
        var id = series();
        var before = event(id);
        portal.calendar().deleteOccurrenceByImport(id, MONDAY.plusWeeks(1));

        assertSilent(before);
        assertThat(event(id).path("EXDATE").asString()).isEqualTo("16.03.2026");
        assertThat(event(copy(id, 0)).path("EXDATE").asString()).isEqualTo("16.03.2026");
        assertThat(portal.calendar().occurrences(id, MONDAY, MONDAY.plusYears(1))).hasSize(4);
    }

    @Test
    void splitsASeriesAndHandsItsExceptionsOver() {
        var id = series();
        var exception = portal.calendar().editOccurrence(id, MONDAY.plusWeeks(3), change().name("Other"));
        told();
        var next = portal.calendar().editFollowing(id, MONDAY.plusWeeks(2), change().name("New"));

        assertThat(told()).containsExactly("ENTRYUPDATE " + copy(id, 0), "ENTRYUPDATE " + id,
                "ENTRYADD " + copy(next, 0), "ENTRYADD " + next, "ENTRYUPDATE " + copy(exception, 0),
                "ENTRYUPDATE " + exception);
        assertThat(event(id).path("RRULE").has("COUNT")).isFalse();
        assertThat(event(id).path("RRULE").path("UNTIL").asString()).isEqualTo("03/22/2026");
        assertThat(event(next).path("RELATIONS").path("ORIGINAL_RECURSION_ID").asLong()).isEqualTo(id);
        assertThat(event(exception).path("RECURRENCE_ID").asLong()).isEqualTo(next);
        assertThat(portal.calendar().occurrences(id, MONDAY, MONDAY.plusYears(1))).hasSize(2);
        assertThat(portal.calendar().occurrences(next, MONDAY, MONDAY.plusYears(1))).hasSize(2);
    }

    @Test
    void deletesASeriesWithEachOfItsExceptions() {
        var id = series();
        var exception = portal.calendar().editOccurrence(id, MONDAY.plusWeeks(1), change().name("Other"));
        told();
        portal.calendar().deleteEvent(exception);

        assertThat(told()).containsExactly("ENTRYDELETE " + id, "ENTRYDELETE " + exception);
        assertThat(portal.calendar().eventIds()).isEmpty();
    }

    @Test
    void keepsColoursAndLinksToItself() {
        var id = meeting();
        var before = event(id);
        portal.calendar().color(id, "#230000");
        portal.calendar().relink(copy(id, 0), "D_71");

        assertSilent(before);
        assertThat(event(id).path("COLOR").asString()).isEqualTo("#230000");
        assertThat(event(id).path("UF_CRM_CAL_EVENT").toString()).isEqualTo("[\"D_71\"]");
        assertThat(event(copy(id, 0)).path("UF_CRM_CAL_EVENT").isNull()).isTrue();

        portal.calendar().relink(id);
        assertThat(event(id).path("UF_CRM_CAL_EVENT").isNull()).isTrue();
    }

    @Test
    void takesTheCopiesElsewhereAlongWithACalendar() {
        meeting();
        portal.calendar().deleteSection(work);

        assertThat(told()).containsExactly("SECTIONDELETE " + work);
        assertThat(portal.calendar().eventIds()).isEmpty();
    }

    @Test
    void losesAGuestWithHisCalendar() {
        var id = meeting();
        var ofBoris = Json.number(event(copy(id, 0)).path("SECTION_ID"), 0);
        var before = event(id);
        portal.calendar().deleteSection(ofBoris);
        told();

        assertSilent(before);
        assertThat(texts(event(id).path("ATTENDEE_LIST"), "id")).containsExactly("1", clara.toString());
    }

    @Test
    void emptiesThePlaceWhenARoomGoes() {
        var id = portal.calendar().addEvent(work, named("Board").attendees(boris).room(room));
        told();
        var before = event(id);
        portal.calendar().deleteSection(room);

        assertThat(told()).containsExactly("ROOMDELETE " + room);
        assertSilent(before);
        assertThat(event(id).path("LOCATION").asString("?")).isEmpty();
        assertThat(event(copy(id, 0)).path("LOCATION").asString("?")).isEmpty();
        assertThat(portal.calendar().childrenOf(id)).hasSize(1);
    }

    @Test
    void tellsOfARoomThatRestDeletesAsOfACalendar() {
        portal.calendar().deleteSectionByRest(room);

        assertThat(told()).contains("SECTIONDELETE " + room);
    }

    @Test
    void keepsSwitchedOffCalendarsReadable() {
        var id = meeting();
        portal.calendar().switchOffSection(work);
        var owner = "{'type':'user','ownerId':1}";

        assertThat(told()).isEmpty();
        assertThat(texts(call("calendar.section.get", owner).result(), "ID")).doesNotContain(Long.toString(work));
        assertThat(texts(call("calendar.event.get", owner).result(), "ID")).contains(Long.toString(id));

        portal.calendar().switchOnSection(work);
        assertThat(texts(call("calendar.section.get", owner).result(), "ID")).contains(Long.toString(work));
    }

    @Test
    void keepsExternalCalendarsToItself() {
        told();
        var google = portal.calendar().addExternalSection("user", 1, "Google");
        portal.calendar().renameExternalSection(google, "Gmail");

        assertThat(told()).isEmpty();
        assertThat(portal.calendar().section(google).orElseThrow().path("NAME").asString()).isEqualTo("Gmail");
    }

    @Test
    void keepsBulkDeletionsToItself() {
        var id = meeting();
        var other = meeting();
        portal.calendar().cleanUpCopies(other);
        portal.calendar().deleteBySynchronisation(id);

        assertThat(told()).isEmpty();
        assertThat(portal.calendar().eventIds()).containsExactly(other);
    }

    @Test
    void losesAResourceInTheCrmWithoutAWord() {
        var van = portal.calendar().addSection("resource", 0, "Van");
        portal.calendar().addEvent(van, named("x"));
        told();
        portal.calendar().deleteResourceInCrm(van);

        assertThat(told()).isEmpty();
        assertThat(portal.calendar().eventIds()).isEmpty();
        assertThat(call("calendar.resource.list", "{}").result().isEmpty()).isTrue();
    }

    @Test
    void movesTheTimeOfACalendarWithItsEventsButNotWithSilentChanges() {
        var id = meeting();
        portal.calendar().updateEvent(id, change().name("Other"));
        var changed = portal.calendar().section(work).orElseThrow().path("TIMESTAMP_X");
        clock.advance(Duration.ofMinutes(5));
        portal.calendar().answer(copy(id, 0), "Y");

        assertThat(changed.asString()).isEqualTo("2026-03-02 10:05:00");
        assertThat(portal.calendar().section(work).orElseThrow().path("TIMESTAMP_X")).isEqualTo(changed);
    }
}
