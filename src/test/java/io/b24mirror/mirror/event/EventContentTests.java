package io.b24mirror.mirror.event;

import java.time.LocalDateTime;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Samples;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class EventContentTests {
    private static final int WHOLE = 66;
    private static final LocalDateTime START = LocalDateTime.of(2026, 3, 6, 21, 44);

    @ParameterizedTest
    @ValueSource(strings = {"{\"DATE_FROM_TS_UTC\": 1772811840, \"DATE_TO_TS_UTC\": \"1775418257\"}",
            "{\"~DESCRIPTION\": \"<b>Event</b> description\"}", "{\"IS_DAYLIGHT_SAVING_TZ\": \"Y\"}",
            "{\"VERSION\": \"2\", \"TIMESTAMP_X\": \"07.03.2026 00:44:18\"}",
            "{\"UF_CRM_CAL_EVENT\": false, \"UF_WEBDAV_CAL_EVENT\": []}", "{\"UF_CRM_CAL_EVENT\": \"\"}",
            "{\"COLLAB_ID\": false, \"OPTIONS\": [], \"NEW\": \"\", \"NEWER\": {}, \"NEWEST\": null}",
            "{\"RINDEX\": 4, \"~DATE_FROM\": \"06.03.2026\", \"ACTIVE\": \"Y\", \"TEXT_COLOR\": \"#fff\"}",
            "{\"~RRULE_DESCRIPTION\": \"every 10 days\", \"~USER_OFFSET_FROM\": 7200}",
            "{\"DATE_FROM\": \"03/06/2026 09:44:00 pm\", \"DATE_CREATE\": \"03/06/2026 12:44:00 am\"}",
            "{\"ATTENDEES_CODES\": \"U14,U1\", \"attendeesEntityList\": null, \"ID\": 4120, \"DT_LENGTH\": \"3600\"}",
            "{\"ATTENDEE_LIST\": {\"7\": {\"id\": \"14\", \"entryId\": 4122, \"status\": \"Q\"}, \"1\": {\"id\": 1, \"entryId\": \"4120\", \"status\": \"H\"}}}",
            "{\"G_EVENT_ID\": \"abc\", \"SYNC_STATUS\": \"success\", \"CAL_DAV_LABEL\": \"x\"}",
            "{\"PRIVATE_EVENT\": 1}"})
    void isTheSameWhereNothingWasChanged(String answer) {
        assertThat(hash(with(answer))).isEqualTo(hash(Captures.read("calendar-14")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"NAME\": \"New\"}", "{\"DESCRIPTION\": \"\"}", "{\"LOCATION\": \"\"}",
            "{\"DATE_FROM_FORMATTED\": \"Fri Mar 06 2026 21:45:00\"}", "{\"TZ_FROM\": \"Europe/Moscow\"}",
            "{\"DT_SKIP_TIME\": \"Y\"}", "{\"DT_LENGTH\": 7200}", "{\"EXDATE\": \"16.03.2026\"}", "{\"RRULE\": \"\"}",
            "{\"UF_CRM_CAL_EVENT\": [\"D_5\"]}", "{\"PARENT_ID\": \"7\"}", "{\"EVENT_TYPE\": \"#collab#\"}",
            "{\"PRIVATE_EVENT\": \"\"}", "{\"SECTION_ID\": \"7\"}", "{\"MEETING_STATUS\": \"N\"}",
            "{\"COLOR\": \"#fff\"}",
            "{\"ATTENDEE_LIST\": [{\"id\": 1, \"entryId\": \"4120\", \"status\": \"H\"}]}",
            "{\"ATTENDEE_LIST\": [{\"id\": 1, \"entryId\": \"4120\", \"status\": \"H\"}, {\"id\": 14, \"entryId\": \"4122\", \"status\": \"Y\"}]}",
            "{\"IS_ACCESSIBLE_TO_USER\": false}"})
    void differsWhereSomethingWasChanged(String answer) {
        assertThat(hash(with(answer))).isNotEqualTo(hash(Captures.read("calendar-14")));
    }

    @Test
    void isTheSameInWhateverOrderDaysAreLeftOut() {
        var event = Captures.read("calendar-14");

        assertThat(hash(event.deepCopy().put("EXDATE", "16.03.2026;26.03.2026")))
                .isEqualTo(hash(event.deepCopy().put("EXDATE", "26.03.2026;16.03.2026;")));
    }

    @Test
    void isTheSameForWholeDaysWhateverTimeAndZoneAreLeftOfATimedPast() {
        var day = Captures.read("calendar-14")
                .put("DT_SKIP_TIME", "Y")
                .put("DATE_FROM_FORMATTED", "Fri Mar 06 2026")
                .put("DATE_TO_FORMATTED", "Fri Mar 06 2026");

        assertThat(EventContent.hash(day, START.toLocalDate(), START.toLocalDate())).isEqualTo(EventContent.hash(
                day.deepCopy().put("TZ_FROM", "").put("TZ_OFFSET_FROM", "0").put("DATE_FROM", "06.03.2026 00:00:00"),
                START.toLocalDate(), START.toLocalDate()));
    }

    @Test
    void isTheSameForAPortalThatTellsTimesInEnglishAsForOneThatDoesNotYet() {
        var newer = Captures.read("calendar-14");
        var older = newer.deepCopy();
        older.remove("DATE_FROM_FORMATTED");
        older.remove("DATE_TO_FORMATTED");

        assertThat(EventContent.hash(older, START, START.plusHours(1)))
                .isEqualTo(EventContent.hash(newer, START, START.plusHours(1)));
    }

    @Test
    void goesByTheMinuteWhereAPortalWritesNoTexts() {
        assertThat(hash(stamped("1772811857"))).isEqualTo(hash(stamped("1772811840")))
                .isNotEqualTo(hash(stamped("1772811780")));
    }

    private static ObjectNode stamped(@Nullable String seconds) {
        return with("{\"DATE_FROM\": null, \"DATE_FROM_FORMATTED\": null}").put("DATE_FROM_TS_UTC", seconds);
    }

    @Test
    void tellsWhatBelongsToTheReaderFromWhatIsShared() {
        var mine = EventContent.hash(Captures.read("calendar-14"), START, null);
        var yours = EventContent.hash(with("{\"SECTION_ID\": \"7\", \"COLOR\": \"#fff\", \"REMIND\": []}"), START,
                null);

        assertThat(yours.substring(WHOLE)).isEqualTo(mine.substring(WHOLE));
        assertThat(yours.substring(0, WHOLE)).isNotEqualTo(mine.substring(0, WHOLE));
    }

    private static ObjectNode with(String fields) {
        var event = Captures.read("calendar-14");
        Samples.object(fields).properties().forEach(field -> event.set(field.getKey(), field.getValue()));
        return event;
    }

    private static String hash(ObjectNode event) {
        var asked = new RecordRef(ACME, Kinds.CALENDAR_EVENT, event.path("ID").asLong());
        var hash = EventAnswer.translate(asked, event, NOON, CAUSE).orElseThrow().contentHash();
        return hash.substring(0, Math.min(WHOLE, hash.length()));
    }
}
