package io.b24mirror.simulation;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;

import static io.b24mirror.simulation.EventDraft.named;
import static org.assertj.core.api.Assertions.assertThat;

class CalendarMethodsTests extends SimulationTest {

    private static final ZoneId RIGA = ZoneId.of("Europe/Riga");

    private final long clara = portal.users().add("Clara Chen");
    private final long work = portal.calendar().by(clara).addSection("user", clara, "Work");

    private EventDraft lunch() {
        return named("Lunch").at(NOW.atZone(RIGA).plusDays(1), Duration.ofHours(1));
    }

    @Test
    void writesTypesTheWayPhpDoes() {
        var id = portal.calendar().addEvent(work, lunch());
        var event = call("calendar.event.getbyid", "{'id':%d}".formatted(id)).result();
        var section = call("calendar.section.get", "{'type':'user','ownerId':%d}".formatted(clara)).result().path(0);

        assertThat(event.path("ID").asString()).isEqualTo(Long.toString(id));
        assertThat(event.path("ID").isString()).isTrue();
        assertThat(event.path("DATE_FROM").asString()).isEqualTo("03/03/2026 12:00:00 pm");
        assertThat(event.path("DATE_FROM_TS_UTC").asString()).isEqualTo("1772532000");
        assertThat(event.path("DT_LENGTH").asInt()).isEqualTo(3600);
        assertThat(event.path("RRULE").asString("?")).isEmpty();
        assertThat(event.path("UF_CRM_CAL_EVENT").isNull()).isTrue();
        assertThat(section.path("ID").isString()).isTrue();
        assertThat(section.path("DATE_CREATE").asString()).isEqualTo("2026-03-02 10:00:00");
        assertThat(section.path("PERM").path("edit_section").asBoolean()).isTrue();
    }

    @Test
    void hasEveryFieldOfTheDocumentation() {
        var sample = DemoData.sample("event-1265.json");
        var id = portal.calendar().addEvent(work, lunch().daily().byRest());
        var event = call("calendar.event.getbyid", "{'id':%d}".formatted(id)).result();

        assertThat(event.propertyNames()).containsAll(sample.propertyNames());
        assertThat(call("calendar.section.get", "{'type':'user','ownerId':%d}".formatted(clara)).result()
                .path(0)
                .propertyNames()).containsAll(DemoData.sample("section-202.json").propertyNames());
    }

    @Test
    void showsPlacedRecordVerbatim() {
        portal.calendar().putEvent(DemoData.sample("event-1265.json"));

        assertThat(call("calendar.event.getbyid", "{'id':'1265'}").result())
                .isEqualTo(DemoData.sample("event-1265.json"));
    }

    @Test
    void writesWholeDaysAsDates() {
        var day = LocalDate.of(2024, 12, 20);
        var id = portal.calendar().addEvent(work, named("Fair").allDay(day, day.plusDays(1)));
        var event = call("calendar.event.getbyid", "{'id':%d}".formatted(id)).result();

        assertThat(event.path("DT_SKIP_TIME").asString()).isEqualTo("Y");
        assertThat(event.path("DATE_FROM_TS_UTC").asString()).isEqualTo("1734652800");
        assertThat(event.path("DATE_TO").asString()).isEqualTo("12/21/2024 12:00:00 am");
        assertThat(event.path("DT_LENGTH").asLong()).isEqualTo(2 * 86_400);
    }

    @Test
    void listsSeriesAsInstancesOfOneId() {
        var id = portal.calendar().addEvent(work, lunch().daily().times(3));
        var rows = call("calendar.event.get", "{'type':'user','ownerId':%d}".formatted(clara)).result();

        assertThat(texts(rows, "ID")).containsOnly(Long.toString(id)).hasSize(3);
        assertThat(texts(rows, "RINDEX")).containsExactly("0", "1", "2");
        assertThat(texts(rows, "DATE_FROM")).doesNotHaveDuplicates();
        assertThat(call("calendar.event.getbyid", "{'id':%d}".formatted(id)).result().has("RINDEX")).isFalse();
    }

    @Test
    void listsFromAMonthBackToThreeMonthsAhead() {
        for (var days : new int[]{-40, -20, 80, 100}) {
            portal.calendar()
                    .addEvent(work,
                            named("in " + days).at(NOW.atZone(RIGA).plusDays(days), Duration.ofHours(1)));
        }
        var owner = "'type':'user','ownerId':'%d'".formatted(clara);

        assertThat(texts(call("calendar.event.get", "{%s}".formatted(owner)).result(), "NAME"))
                .containsExactly("in -20", "in 80");
        assertThat(texts(call("calendar.event.get", "{%s,'from':'2026-06-01','to':'2026-07-01'}".formatted(owner))
                .result(), "NAME")).containsExactly("in 100");
        assertThat(call("calendar.event.get", "{%s,'section':[%d]}".formatted(owner, work + 1)).result().isEmpty())
                .isTrue();
    }

    @Test
    void listsNothingWithoutAnOwner() {
        portal.calendar().addEvent(portal.calendar().addSection("user", 1, "Own"), lunch());

        assertThat(call("calendar.event.get", "{'type':'user'}").result().isEmpty()).isTrue();
        assertThat(call("calendar.section.get", "{'type':'user'}").result().size()).isEqualTo(1);
        assertThat(call("calendar.section.get", "{'type':'company_calendar'}").status()).isEqualTo(400);
    }

    @Test
    void masksPrivateEventForOthers() {
        var id = portal.calendar().by(clara).addEvent(work, lunch().confidential().location("Clinic").crm("D_5"));
        var mine = callAs(portal.issueTokens(clara), "calendar.event.getbyid", "{'id':%d}".formatted(id)).result();
        var theirs = call("calendar.event.getbyid", "{'id':%d}".formatted(id)).result();

        assertThat(mine.path("NAME").asString()).isEqualTo("Lunch");
        assertThat(mine.has("IS_ACCESSIBLE_TO_USER")).isFalse();
        assertThat(theirs.path("NAME").asString()).isEqualTo("[busy]");
        assertThat(theirs.path("IS_ACCESSIBLE_TO_USER").toString()).isEqualTo("false");
        assertThat(theirs.path("DESCRIPTION").asString("?")).isEmpty();
        assertThat(theirs.path("~DESCRIPTION").asString("?")).isEmpty();
        assertThat(theirs.propertyNames()).contains("MEETING", "RRULE", "VERSION")
                .doesNotContain("LOCATION", "REMIND", "ATTENDEE_LIST", "ATTENDEES_CODES", "UF_CRM_CAL_EVENT");
    }

    @Test
    void hidesSectionWithAllThatIsInIt() {
        var id = portal.calendar().addEvent(work, lunch());
        portal.calendar().hideSection(work, 1L);
        var owner = "{'type':'user','ownerId':%d}".formatted(clara);

        assertThat(call("calendar.section.get", owner).result().isEmpty()).isTrue();
        assertThat(call("calendar.event.get", owner).result().isEmpty()).isTrue();
        assertThat(call("calendar.event.getbyid", "{'id':%d}".formatted(id)).result().isNull()).isTrue();
    }

    @Test
    void answersNullForWhatIsDeleted() {
        var id = portal.calendar().addEvent(work, lunch());
        portal.calendar().deleteEvent(id);
        var reply = call("calendar.event.getbyid", "{'id':%d}".formatted(id));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().has("result")).isTrue();
        assertThat(reply.result().isNull()).isTrue();
    }

    @Test
    void reportsErrorsInWordsOnly() {
        var missing = call("calendar.event.get", "{}");
        var guest = callAs(portal.issueTokens(portal.users().addExtranet("Gert Guest")), "calendar.section.get",
                "{'type':'user'}");

        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.error()).isEmpty();
        assertThat(missing.body().path("error_description").asString())
                .isEqualTo("The required parameter \"type\" for the method \"calendar.event.get\" is not set");
        assertThat(guest.body().path("error_description").asString()).isEqualTo("Access denied");
    }

    @Test
    void editsOneOccurrenceByLeavingItOutOfTheSeries() {
        var id = portal.calendar().addEvent(work, lunch().daily().times(3));
        var other = portal.calendar().editOccurrence(id, LocalDate.of(2026, 3, 4), EventDraft.change().name("Dinner"));

        var rows = call("calendar.event.get", "{'type':'user','ownerId':%d}".formatted(clara)).result();
        var single = call("calendar.event.getbyid", "{'id':%d}".formatted(other)).result();
        assertThat(texts(rows, "NAME")).containsExactly("Lunch", "Lunch", "Dinner");
        assertThat(single.path("RECURRENCE_ID").asLong()).isEqualTo(id);
        assertThat(single.path("ORIGINAL_DATE_FROM").asString()).isEqualTo("03/04/2026 12:00:00 pm");
    }

    @Test
    void givesABookedRoomAnEntryOfItsOwn() {
        var room = portal.calendar().addSection("location", 0, "Blue room");
        var section = portal.calendar().addSection("user", 1, "Work");
        var event = portal.calendar().addEvent(section, EventDraft.named("Board"));

        var booking = portal.calendar().bookRoom(event, room);

        var entry = call("calendar.event.getbyid", "{'id':%d}".formatted(booking)).result();
        assertThat(entry.path("CAL_TYPE").asString()).isEqualTo("location");
        assertThat(entry.path("PARENT_ID").asString()).isEqualTo(Long.toString(event));
        assertThat(call("calendar.event.getbyid", "{'id':%d}".formatted(event)).result().path("LOCATION").asString())
                .isEqualTo("calendar_%d_%d".formatted(room, booking));

        portal.calendar().releaseRoom(event);

        assertThat(portal.calendar().event(booking)).isEmpty();
        assertThat(call("calendar.event.getbyid", "{'id':%d}".formatted(event)).result().path("LOCATION").asString())
                .isEmpty();
    }
}
