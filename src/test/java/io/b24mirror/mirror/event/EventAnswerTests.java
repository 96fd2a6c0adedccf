package io.b24mirror.mirror.event;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.version.Observation;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class EventAnswerTests {
    private static final RecordRef ASKED = new RecordRef(ACME, Kinds.CALENDAR_EVENT, 1265);

    @Test
    void translatesTheSample() {
        var sample = Samples.event();

        var event = translate(sample);

        assertThat(event).isEqualTo(new Observation<>(ASKED, new EventFields(1265L, 4L, "user", 1L, "Event Name",
                "Description for event", "test location", Instant.parse("2024-12-11T15:59:00Z"),
                Instant.parse("2024-12-11T16:59:00Z"), false, null, null, "Europe/Riga", 3600L, 1L, true, "H", 1L,
                "normal", "free", false, sample.get("RRULE"), 1272L, 1L, false, LocalDateTime.parse("2024-12-11T17:59"),
                LocalDateTime.parse("2024-12-11T18:59"), null, "Description for event"), sample, event.contentHash(),
                null, NOON, CAUSE));
        assertThat(Attendee.of(event.raw())).containsExactly(new Attendee(1, 1265L, "H"));
        assertThat(CrmLink.of(event.raw())).containsExactly(new CrmLink("company", 1), new CrmLink("lead", 5));
    }

    @Test
    void keepsTheDaysOfAnAllDayEvent() {
        var sample = Samples.event();
        sample.put("DT_SKIP_TIME", "Y").put("RRULE", "").put("DATE_FROM_TS_UTC", 1734642000);
        sample.put("DATE_FROM_FORMATTED", "Fri Dec 20 2024").put("DATE_TO_FORMATTED", "Sat Dec 21 2024");

        var event = translate(sample);

        assertThat(event.fields().allDay()).isTrue();
        assertThat(event.fields().timeZone()).isNull();
        assertThat(event.fields().startDate()).isEqualTo(LocalDate.of(2024, 12, 20));
        assertThat(event.fields().endDate()).isEqualTo(LocalDate.of(2024, 12, 21));
        assertThat(event.fields().startsAt()).isNull();
        assertThat(event.fields().endsAt()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"02.12.2024 11:00:00\"", "\"12/11/2024 05:59:00 pm\"", "null", "false", "[]"})
    void prefersTheTimeThatIsWrittenInEnglish(String text) {
        var sample = Samples.event();
        sample.set("DATE_FROM", Samples.json(text));

        assertThat(translate(sample).fields().startsAt()).isEqualTo("2024-12-11T15:59:00Z");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "'\"Y\"', true", "1, true", "'\"1\"', true", "false, false", "'\"N\"', false",
            "'\"\"', false", "null, false", "0, false"})
    void readsMeetingFlagOfAnyType(String json, boolean expected) {
        var sample = Samples.event();
        sample.set("IS_MEETING", Samples.json(json));

        assertThat(translate(sample).fields().isMeeting()).isEqualTo(expected);
    }

    /// Bitrix24's database has the end of the whole series there, and what a call answers is not documented.
    @ParameterizedTest
    @CsvSource({"1733936340, 3600, 2024-12-11T16:59:00Z", "1735084800, 3600, 2024-12-11T16:59:00Z",
            "2145916800, 5400, 2024-12-11T17:29:00Z", "1733939940, 3600, 2024-12-11T16:59:00Z",
            "1735084800, -1, 2024-12-11T16:59:00Z", "1735084800, 9000000000000000000, 2024-12-11T16:59:00Z"})
    void endsASeriesByItsLength(long to, long length, Instant end) {
        var sample = Samples.event().put("DATE_TO_TS_UTC", to).put("DT_LENGTH", length);

        assertThat(translate(sample).fields().endsAt()).isEqualTo(end);
    }

    @Test
    void endsASeriesOfWholeDaysByItsLength() {
        var sample = Samples.event()
                .put("DT_SKIP_TIME", "Y")
                .put("DATE_FROM_FORMATTED", "Fri Dec 20 2024")
                .put("DATE_TO_FORMATTED", "Fri Jan 01 2038")
                .put("DT_LENGTH", 2 * 86_400);

        assertThat(translate(sample).fields().endDate()).isEqualTo("2024-12-21");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "[]", "false", "null", "{}", "\"FREQ=DAILY\""})
    void takesAnEmptyRuleAsNone(String json) {
        var sample = Samples.event();
        sample.set("RRULE", Samples.json(json));

        assertThat(translate(sample).fields().rrule()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "\"0\"", "\"\"", "null", "false"})
    void takesAnEmptyRecurrenceIdAsNone(String json) {
        var sample = Samples.event();
        sample.set("RECURRENCE_ID", Samples.json(json));

        assertThat(translate(sample).fields().recurrenceId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "[]", "null", "\"\"", "{}"})
    void readsMissingListsAsEmpty(String json) {
        var sample = Samples.event();
        sample.set("UF_CRM_CAL_EVENT", Samples.json(json));
        sample.set("ATTENDEE_LIST", Samples.json(json));

        var event = translate(sample);

        assertThat(CrmLink.of(event.raw())).isEmpty();
        assertThat(Attendee.of(event.raw())).isEmpty();
    }

    @Test
    void readsAttendeesFromAMap() {
        var sample = Samples.event();
        sample.set("ATTENDEE_LIST", Samples.json("""
                {"1": {"id": "1", "entryId": 1265, "status": "H"}, "7": {"id": 7, "entryId": "", "status": "Q"},
                    "8": {"id": 0, "entryId": "1267", "status": "Y"}}
                """));

        assertThat(Attendee.of(translate(sample).raw())).containsExactly(new Attendee(1, 1265L, "H"),
                new Attendee(7, null, "Q"));
    }

    @Test
    void countsAnAttendeeOnce() {
        var sample = Samples.event();
        sample.set("ATTENDEE_LIST", Samples.json("""
                [{"id": 1, "status": "Q"}, {"id": "1", "status": "Y"}, {"status": "Y"}, "nobody"]
                """));

        assertThat(Attendee.of(translate(sample).raw())).containsExactly(new Attendee(1, null, "Y"));
    }

    @ParameterizedTest
    @CsvSource({"L_5, lead", "D_5, deal", "C_5, contact", "CO_5, company", "Q_5, quote", "I_5, invoice",
            "SI_5, smart_invoice", "RQ_5, requisite", "T80_5, dynamic_128", "T416_5, dynamic_1046",
            "T1f_5, dynamic_31", "ORD_X_5, ord_x", "O_5, order", "OS_5, order_shipment", "OP_5, order_payment",
            "BD_5, bank_detail", "DC_5, deal_category", "DO_5, smart_document", "SBD_5, smart_b2e_doc",
            "SL_5, sus_lead",
            "SD_5, sus_deal", "SCO_5, sus_company", "SSI_5, sus_smart_invoice", "SSD_5, sus_smart_document",
            "Sc0_5, sus_dynamic_192", "S407_5, sus_dynamic_1031", "Tc0_5, sus_dynamic_192", "T406_5, dynamic_1030",
            "S80_5, s80"})
    void decodesCrmLinks(String code, String type) {
        var sample = Samples.event();
        sample.putArray("UF_CRM_CAL_EVENT").add(code).add(code);

        assertThat(CrmLink.of(translate(sample).raw())).containsExactly(new CrmLink(type, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "L", "L_", "_5", "L_0", "L_x", "L_99999999999999999999"})
    void skipsWhatIsNoCrmLink(String code) {
        var sample = Samples.event();
        sample.putArray("UF_CRM_CAL_EVENT").add(code);

        assertThat(CrmLink.of(translate(sample).raw())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.b24mirror.mirror.event.RestrictedAnswers#all")
    void noticesThatAnEventIsRestricted(ObjectNode answer) {
        assertThat(translate(answer).fields().isMasked()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null", "false", "[]"})
    void takesAnEventWithoutAPlaceForAllOfIt(String place) {
        var sample = Samples.event();
        sample.set("LOCATION", Samples.json(place));

        assertThat(translate(sample).fields().isMasked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "\"\"", "null", "0", "\"N\""})
    void takesNobodyForAParticipantOfWhatIsNoMeeting(String isMeeting) {
        var sample = Samples.event();
        sample.set("IS_MEETING", Samples.json(isMeeting));

        assertThat(Attendee.of(translate(sample).raw())).isEmpty();
    }

    @Test
    void keepsTheAnswerOfAHostWhoHasACopyOfACompanysMeeting() {
        var sample = Samples.event().put("CAL_TYPE", "company_calendar").put("OWNER_ID", "0").put("MEETING_HOST", "1");
        sample.set("ATTENDEE_LIST", Samples.json("[{\"id\": 1, \"entryId\": \"1266\", \"status\": \"Y\"}]"));

        var event = translate(sample);

        assertThat(event.fields().meetingHostId()).isEqualTo(1);
        assertThat(Attendee.of(event.raw())).containsExactly(new Attendee(1, 1266L, "Y"));
    }

    @Test
    void takesNobodyForAParticipantOfACapturedBooking() {
        assertThat(Attendee.of(translate(Captures.listed("calendar-02")).raw())).isEmpty();
    }

    @Test
    void takesNobodyForAParticipantOfACapturedAppointment() {
        var appointment = Captures.listed("calendar-05");

        var event = translate(appointment);

        assertThat(Attendee.of(event.raw())).isEmpty();
        assertThat(CrmLink.of(event.raw())).containsExactly(new CrmLink("deal", 917382));
    }

    @Test
    void readsTheParticipantsOfACapturedMeetingThatHidesItsGuests() {
        assertThat(Attendee.of(translate(Captures.read("calendar-03")).raw()))
                .containsExactly(new Attendee(318, 3418L, "H"), new Attendee(402, 3419L, "Y"));
    }

    @Test
    void takesAbsurdValuesAsAbsent() {
        var sample = Samples.event();
        sample.put("DATE_FROM_TS_UTC", "99999999999999").put("DATE_TO_TS_UTC", "soon").put("DT_LENGTH", 1e300);
        sample.put("DATE_FROM", "45.13.2024").put("DATE_TO", false).put("DATE_FROM_FORMATTED", "Wed Dec 41 2024");
        sample.put("VERSION", "99999999999999999999").put("OWNER_ID", 1.5);

        var event = translate(sample);

        assertThat(event.fields().startsAt()).isNull();
        assertThat(event.fields().endsAt()).isNull();
        assertThat(event.fields().timeDoubt()).isEqualTo("NO_TIME");
        assertThat(event.fields().durationSeconds()).isNull();
        assertThat(event.fields().version()).isNull();
        assertThat(event.fields().ownerId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "true", "\"1265\"", "{}", "{\"ID\": \"1266\"}", "[{\"ID\": \"1265\"}]"})
    void takesNothingButTheEventAskedFor(String answer) {
        assertThat(EventAnswer.translate(ASKED, Samples.json(answer), NOON, CAUSE)).isEmpty();
    }

    private static Observation<EventFields> translate(ObjectNode sample) {
        var asked = new RecordRef(ACME, Kinds.CALENDAR_EVENT, sample.path("ID").asLong());
        return EventAnswer.translate(asked, sample, NOON, CAUSE).orElseThrow();
    }
}
