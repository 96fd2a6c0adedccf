package io.b24mirror.simulation;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static io.b24mirror.simulation.EventDraft.named;
import static org.assertj.core.api.Assertions.assertThat;

/// Who sees how much of an event, and in which of the restricted forms.
class VisibilityTests extends SimulationTest {

    private final Long boris = portal.users().add("Boris Becker");
    private final Long clara = portal.users().add("Clara Chen");
    private final long work = portal.calendar().by(clara).addSection("user", clara, "Work");

    private JsonNode seenBy(long user, long event) {
        return callAs(portal.issueTokens(user), "calendar.event.getbyid", "{'id':%d}".formatted(event)).result();
    }

    private static void assertRestricted(JsonNode event) {
        assertThat(event.path("DESCRIPTION").asString("?")).isEmpty();
        assertThat(event.path("~DESCRIPTION").asString("?")).isEmpty();
        assertThat(event.propertyNames()).contains("MEETING", "RRULE", "EXDATE", "VERSION", "DATE_FROM")
                .doesNotContain("LOCATION", "REMIND", "ATTENDEE_LIST", "ATTENDEES_CODES", "attendeesEntityList",
                        "UF_CRM_CAL_EVENT", "UF_WEBDAV_CAL_EVENT");
    }

    private long lunch(EventDraft draft) {
        return portal.calendar()
                .by(clara)
                .addEvent(work, draft.description("Secret").location("Clinic").crm("D_5"));
    }

    @Test
    void masksPrivateEventsForAdministratorsToo() {
        var id = lunch(named("Lunch").confidential());

        assertThat(seenBy(1, id).path("NAME").asString()).isEqualTo("[busy]");
        assertThat(seenBy(1, id).path("IS_ACCESSIBLE_TO_USER").toString()).isEqualTo("false");
        assertRestricted(seenBy(1, id));
        assertThat(seenBy(clara, id).path("NAME").asString()).isEqualTo("Lunch");
    }

    @Test
    void showsOnlyTheTimeWhereThatIsAllOneMaySee() {
        var id = lunch(named("Lunch"));
        portal.calendar().limitSection(work, Access.TIME, boris);

        assertThat(seenBy(boris, id).path("NAME").asString()).isEqualTo("[busy]");
        assertThat(seenBy(boris, id).path("IS_ACCESSIBLE_TO_USER").toString()).isEqualTo("false");
        assertRestricted(seenBy(boris, id));
    }

    @Test
    void showsTheTitleWithoutAnyFlagWhereThatIsAllOneMaySee() {
        var id = lunch(named("Lunch"));
        portal.calendar().limitSection(work, Access.TITLE, boris);

        assertThat(seenBy(boris, id).path("NAME").asString()).isEqualTo("Lunch [busy]");
        assertThat(seenBy(boris, id).has("IS_ACCESSIBLE_TO_USER")).isFalse();
        assertRestricted(seenBy(boris, id));
    }

    @Test
    void leavesTheDescriptionOutOfListsInItsOtherForm() {
        lunch(named("Lunch").at(NOW.atZone(clock.getZone()), Duration.ofHours(1)).confidential());

        var row = call("calendar.event.get", "{'type':'user','ownerId':%d}".formatted(clara)).result().path(0);

        assertThat(row.path("DESCRIPTION").asString("?")).isEmpty();
        assertThat(row.has("~DESCRIPTION")).isFalse();
        assertThat(row.has("LOCATION")).isFalse();
    }

    @Test
    void showsMeetingsToTheirGuests() {
        var id = lunch(named("Board").confidential().attendees(boris));
        portal.calendar().limitSection(work, Access.TIME, boris);

        assertThat(seenBy(boris, id).path("NAME").asString()).isEqualTo("Board");
        assertThat(seenBy(1, id).path("NAME").asString()).isEqualTo("[busy]");
    }

    @Test
    void masksNothingInCalendarsThatAreNoPersons() {
        var company = portal.calendar().addSection("company_calendar", 0, "Company");
        var id = portal.calendar().addEvent(company, named("Talk").confidential());

        assertThat(seenBy(boris, id).path("NAME").asString()).isEqualTo("Talk");
    }

    @Test
    void namesTheOwnerOnOrdinaryAppointments() {
        var id = lunch(named("Lunch"));

        assertThat(seenBy(clara, id).path("ATTENDEE_LIST").toString())
                .isEqualTo("[{\"id\":%d,\"entryId\":\"%d\",\"status\":\"H\"}]".formatted(clara, id));
        assertThat(seenBy(clara, id).path("IS_MEETING").asBoolean()).isFalse();
        assertThat(seenBy(clara, id).path("MEETING").isNull()).isTrue();
    }

    @Test
    void printsTheGuestsOfAnOpenEventAsAMap() {
        var open = portal.calendar().addSection("open_event", 0, "Open");
        var id = portal.calendar().addEvent(open, named("Concert").attendees(boris));

        assertThat(seenBy(1, id).path("ATTENDEE_LIST").isObject()).isTrue();
        assertThat(call("calendar.event.get", "{'type':'open_event','ownerId':0}").result().size()).isEqualTo(1);
    }

    @Test
    void listsResourcesByTheirOwnMethodsOnly() {
        var van = portal.calendar().addSection("resource", 0, "Van");
        portal.calendar().addEvent(van, named("x").at(NOW.atZone(clock.getZone()), Duration.ofHours(1)));

        var bookings = call("calendar.resource.booking.list",
                "{'filter':{'resourceTypeIdList':[%d],'from':'2026-03-01','to':'2026-03-03'}}".formatted(van)).result();
        assertThat(texts(call("calendar.resource.list", "{}").result(), "NAME")).containsExactly("Van");
        assertThat(call("calendar.section.get", "{'type':'resource','ownerId':0}").result().isEmpty()).isTrue();
        assertThat(call("calendar.event.get", "{'type':'resource','ownerId':0}").result().isEmpty()).isTrue();
        assertThat(texts(bookings, "EVENT_TYPE")).containsExactly("#resourcebooking#");
        assertThat(bookings.path(0).propertyNames()).contains("RESOURCE_BOOKING_ID", "~DESCRIPTION");
        assertThat(bookings.path(0).path("OWNER_ID").asString()).isEqualTo("0");
        assertThat(call("calendar.resource.booking.list", "{'filter':{}}").status()).isEqualTo(400);
    }

    @Test
    void signsTheLinkOfTheExportForEachReader() {
        var owner = "{'type':'user','ownerId':%d}".formatted(clara);
        var mine = call("calendar.section.get", owner).result().path(0).path("EXPORT");
        var theirs = callAs(portal.issueTokens(clara), "calendar.section.get", owner).result().path(0).path("EXPORT");

        assertThat(mine.path("LINK").asString()).contains("&user=1&");
        assertThat(theirs.path("LINK")).isNotEqualTo(mine.path("LINK"));
        assertThat(mine.propertyNames()).containsExactly("ALLOW", "PATH", "LINK");
    }

    @Test
    void looksOlderOrNewerWithoutAnyChange() {
        var id = lunch(named("Lunch").byRest());
        portal.updateTo(PortalAge.OLD);
        var old = seenBy(clara, id);
        portal.updateTo(PortalAge.CURRENT);
        var current = seenBy(clara, id);

        assertThat(old.propertyNames()).doesNotContain("DATE_FROM_FORMATTED", "OPTIONS", "COLLAB_ID");
        assertThat(old.path("DT_LENGTH").isString()).isTrue();
        assertThat(old.path("ATTENDEES_CODES").asString()).isEqualTo("U" + clara);
        assertThat(current.propertyNames()).contains("DATE_FROM_FORMATTED", "OPTIONS", "COLLAB_ID");
        assertThat(current.path("DT_LENGTH").isNumber()).isTrue();
        assertThat(current.path("VERSION")).isEqualTo(old.path("VERSION"));
    }
}
