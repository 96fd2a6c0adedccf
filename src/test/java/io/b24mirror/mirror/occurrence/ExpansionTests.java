package io.b24mirror.mirror.occurrence;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.time.DateOrder;
import io.b24mirror.mirror.time.EventTimes;
import io.b24mirror.mirror.time.ServerClock;
import io.b24mirror.portal.MemberId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class ExpansionTests {
    private static final LocalDate FROM = LocalDate.of(2024, 1, 1);
    private static final LocalDate TO = LocalDate.of(2025, 12, 31);

    /// Worked by hand; the others are with the tests of times.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "28 server +03:00 | {'DATE_FROM_FORMATTED': 'Mon Feb 10 2025 00:45:00', 'TZ_FROM': 'Europe/Minsk', 'TZ_OFFSET_FROM': 10800, 'DATE_FROM_TS_UTC': 1739126723, 'DATE_TO_TS_UTC': 1741733100, 'RRULE': {'FREQ': 'DAILY', 'INTERVAL': 10, 'COUNT': 3, 'UNTIL': '01.01.2038', '~UNTIL': '', 'UNTIL_TS': 2145916800}} | 2025-02-09T21:45:00Z 2025-02-19T21:45:00Z 2025-03-01T21:45:00Z",
            "30 server +03:00 | {'DATE_FROM_FORMATTED': 'Mon Sep 07 2026 01:00:00', 'TZ_FROM': 'Europe/Moscow', 'TZ_OFFSET_FROM': 10800, 'DATE_FROM_TS_UTC': 1788721200, 'EXDATE': '14.09.2026', 'RRULE': {'FREQ': 'WEEKLY', 'BYDAY': {'MO': 'MO'}, 'COUNT': 4}} | 2026-09-06T22:00:00Z 2026-09-20T22:00:00Z 2026-09-27T22:00:00Z",
            "36 any server | {'DATE_FROM_FORMATTED': 'Sat Nov 01 2025 11:59:00', 'TZ_FROM': 'Europe/Minsk', 'RRULE': {'FREQ': 'DAILY', 'INTERVAL': 10, 'COUNT': 3, 'UNTIL': '11.11.2025', '~UNTIL': '11.11.2025', 'UNTIL_TS': 1762819200}} | 2025-11-01T08:59:00Z 2025-11-11T08:59:00Z 2025-11-21T08:59:00Z",
            "38 server Berlin | {'DATE_FROM_FORMATTED': 'Sun Mar 21 2027 02:30:00', 'TZ_FROM': 'Europe/Berlin', 'RRULE': {'FREQ': 'WEEKLY', 'BYDAY': {'SU': 'SU'}, 'COUNT': 3}} | 2027-03-21T01:30:00Z 2027-03-28T01:30:00Z 2027-04-04T00:30:00Z"})
    void takesPlaceWhenItTrulyDoes(String example, String fields, String starts) {
        var event = event(Samples.object(fields.replace('\'', '"')));

        assertThat(Expansion.of(event, FROM, LocalDate.of(2027, 12, 31)).occurrences())
                .extracting(occurrence -> String.valueOf(occurrence.startsAt()))
                .containsExactly(starts.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"2027-03-27, 255600, 2027-03-29", "2027-10-30, 262800, 2027-11-01"})
    void countsWholeDaysWhereTheServersClockIsSet(LocalDate first, int seconds, LocalDate last) {
        var event = event(Samples.object("{\"RRULE\": {\"FREQ\": \"YEARLY\"}}")
                .put("DT_SKIP_TIME", "Y")
                .put("DATE_FROM", first.toString())
                .put("DT_LENGTH", seconds));

        assertThat(Expansion.of(event, FROM, LocalDate.of(2027, 12, 31)).occurrences())
                .extracting(Occurrence::startDate, Occurrence::endDate)
                .containsExactly(tuple(first, last));
    }

    @Test
    void expandsTheSampleOfTheDocumentation() {
        var event = event(Samples.event());

        assertThat(Expansion.of(event, FROM, TO).occurrences()).extracting(Occurrence::startsAt)
                .containsExactly(Instant.parse("2024-12-11T15:59:00Z"), Instant.parse("2024-12-16T15:59:00Z"),
                        Instant.parse("2024-12-18T15:59:00Z"), Instant.parse("2024-12-23T15:59:00Z"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'FREQ': 'MONTHLY', 'COUNT': 6} | 2024-01-31 | 2024-01-31 2024-03-01 2024-03-31 2024-05-01 2024-05-31 2024-07-01",
            "{'FREQ': 'MONTHLY', 'COUNT': 3} | 2024-12-30 | 2024-12-30 2025-01-30 2025-03-01",
            "{'FREQ': 'MONTHLY', 'INTERVAL': 2, 'COUNT': 3} | 2024-12-31 | 2024-12-31 2025-03-01 2025-05-01",
            "{'FREQ': 'MONTHLY', 'COUNT': 3} | 2024-12-28 | 2024-12-28 2025-01-28 2025-02-28",
            "{'FREQ': 'YEARLY', 'COUNT': 3} | 2024-02-29 | 2024-02-29 2025-03-01"})
    void movesOnToTheNextMonthWhereAMonthHasNoSuchDay(String rrule, LocalDate first, String days) {
        var series = Samples.object("{}")
                .put("DT_SKIP_TIME", "Y")
                .put("DATE_FROM", first.toString())
                .put("DT_LENGTH", 86_400);
        var event = event(series.set("RRULE", Samples.json(rrule.replace('\'', '"'))));

        assertThat(Expansion.of(event, FROM, TO).occurrences())
                .extracting(occurrence -> String.valueOf(occurrence.startDate()))
                .containsExactly(days.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"2025-03-29,2025-03-29T21:00:00Z,2025-03-30T04:00:00Z",
            "2025-10-25,2025-10-25T20:00:00Z,2025-10-26T05:00:00Z",
            "2025-10-26,2025-10-26T21:00:00Z,2025-10-27T05:00:00Z"})
    void endsWhenTheClockOnTheWallSaysSo(LocalDate day, Instant start, Instant end) {
        var nightShift = event(daily().put("DATE_FROM_FORMATTED", "Thu Mar 20 2025 22:00:00")
                .put("TZ_FROM", "Europe/Berlin")
                .put("DT_LENGTH", 8 * 3600));

        assertThat(Expansion.of(nightShift, FROM, TO).occurrences())
                .filteredOn(occurrence -> start.equals(occurrence.startsAt()))
                .extracting(Occurrence::endsAt)
                .containsExactly(end);
        assertThat(day.atTime(22, 0).atZone(ZoneId.of("Europe/Berlin")).toInstant()).isEqualTo(start);
    }

    /// The portal's server skips that hour, and so does the event's zone: the clock on the wall still says 02:30.
    @Test
    void keepsTheTimeOfDayOfASeriesThatBeginsInAnHourThatClocksSkip() {
        var event = event(weekly().put("DATE_FROM_FORMATTED", "Sun Mar 28 2027 02:30:00")
                .put("TZ_FROM", "Europe/Berlin")
                .put("TZ_OFFSET_FROM", "3600")
                .put("DT_LENGTH", 3600));

        assertThat(Expansion.of(event, LocalDate.of(2027, 3, 1), LocalDate.of(2027, 4, 10)).occurrences())
                .extracting(occurrence -> occurrence.startsAt() + " " + occurrence.endsAt())
                .containsExactly("2027-03-28T01:30:00Z 2027-03-28T02:30:00Z",
                        "2027-04-04T00:30:00Z 2027-04-04T01:30:00Z");
    }

    /// The first of the two is meant, since the portal names the distance of summer time.
    @Test
    void beginsWhereTheRecordDoesInAnHourThatClocksShowTwice() {
        var event = event(weekly().put("DATE_FROM_FORMATTED", "Sun Oct 31 2027 02:30:00")
                .put("TZ_FROM", "Europe/Berlin")
                .put("TZ_OFFSET_FROM", "3600")
                .put("DT_LENGTH", 3600));

        assertThat(Expansion.of(event, LocalDate.of(2027, 10, 1), LocalDate.of(2027, 11, 10)).occurrences())
                .extracting(Occurrence::startsAt)
                .containsExactly(Instant.parse("2027-10-31T01:30:00Z"), Instant.parse("2027-11-07T01:30:00Z"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'UNTIL': '01.01.2038', '~UNTIL': '', 'UNTIL_TS': 2145916800} | 5",
            "{'UNTIL': '01.01.2038'} | 5", "{'UNTIL_TS': 2145916800} | 5", "{'UNTIL': '01.06.2024', '~UNTIL': ''} | 5",
            "{'UNTIL': '02.06.2024', '~UNTIL': '02.06.2024', 'UNTIL_TS': 1717286400} | 2",
            "{'UNTIL': 'rubbish', 'UNTIL_TS': 1717286400} | 2", "{'UNTIL': '02.06.2024'} | 2",
            "{'UNTIL': '02/06/2024'} | 2", "{'UNTIL': '31.05.2024', 'UNTIL_TS': 1717113600} | 0",
            "{'COUNT': 3, 'UNTIL': '02.06.2024', 'UNTIL_TS': 1717286400} | 3", "{'UNTIL': []} | 5",
            "{'UNTIL': false, '~UNTIL': null} | 5"})
    void endsWhenItsRuleSaysSo(String rule, int occurrences) {
        var series = daily().put("DATE_FROM_FORMATTED", "Sat Jun 01 2024 09:00:00").put("DT_LENGTH", 3600);
        series.withObject("RRULE").setAll(Samples.object(rule.replace('\'', '"')));

        assertThat(Expansion.of(event(series), LocalDate.of(2024, 6, 1), LocalDate.of(2024, 6, 5)).occurrences())
                .hasSize(occurrences);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"'02.06.2024;03.06.2024' | 3",
            "['02.06.2024', '03.06.2024'] | 3",
            "null | 5", "false | 5", "{} | 5", "'' | 5", "17 | 5", "{'1': '02.06.2024'} | 4",
            "'02.06.2024;nonsense;2024-06-04' | 3"})
    void leavesOutTheDaysOfAnyList(String json, int occurrences) {
        var series = daily().put("DATE_FROM_FORMATTED", "Sat Jun 01 2024 09:00:00").put("DT_LENGTH", 3600);
        series.set("EXDATE", Samples.json(json.replace('\'', '"')));

        assertThat(Expansion.of(event(series), LocalDate.of(2024, 6, 1), LocalDate.of(2024, 6, 5)).occurrences())
                .hasSize(occurrences);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"02/03/2024 08:00:00 pm | | 2024-03-02T19:00:00Z",
            "02/03/2024 20:00:00 | DAY_FIRST | 2024-03-02T19:00:00Z", "02/03/2024 | | ", "02.03.2024 24:00 | |",
            "02/03/2024 20:00:00 | MONTH_FIRST | 2024-02-03T19:00:00Z", "nonsense | |"})
    void readsWhenAChangedOccurrenceWouldHaveBegun(String text, @Nullable DateOrder portals,
            @Nullable Instant original) {
        var raw = Samples.object("{}")
                .put("DATE_FROM", portals == null ? "13/03/2024 09:00:00" : "05/05/2024 09:00:00")
                .put("TZ_FROM", "Europe/Berlin")
                .put("ORIGINAL_DATE_FROM", text)
                .put("RECURRENCE_ID", 7);

        assertThat(Expansion.of(event(raw, portals), FROM, TO).occurrences()).extracting(Occurrence::originalStartsAt)
                .containsExactly(original);
    }

    @Test
    void isOnceWhereNothingSaysWhenItBegins() {
        var event = event(daily());

        assertThat(Expansion.of(event, FROM, TO))
                .isEqualTo(
                        new Expansion(event, List.of(Occurrence.once(event)), null, null, Set.of(), "it has no start"));
    }

    @Test
    void isOnceWhereItEndsAfterTheYear9999() {
        var event = event(daily().put("DATE_FROM", "01.06.2024 09:00:00").put("DT_LENGTH", 300_000_000_000L));

        assertThat(Expansion.of(event, FROM, TO).problem()).isEqualTo("it ends after the year 9999");
        assertThat(Expansion.of(event, FROM, TO).occurrences()).containsExactly(Occurrence.once(event));
    }

    @ParameterizedTest
    @ValueSource(strings = {"31.12.9999 23:00:00", "01.01.0000 09:00:00"})
    void leavesOutOriginalDatesThatNoCalendarHas(String original) {
        var event = event(Samples.object("{}")
                .put("DATE_FROM", "01.06.2024 05:00:00")
                .put("TZ_FROM", "America/New_York")
                .put("ORIGINAL_DATE_FROM", original)
                .put("RECURRENCE_ID", 7));

        assertThat(Expansion.of(event, FROM, TO).occurrences()).extracting(Occurrence::originalStartsAt)
                .containsOnlyNulls();
    }

    @Test
    void writesTheRuleAsTheStandardDoes() {
        var event = event(Samples.event());

        assertThat(Expansion.of(event, FROM, TO).rule()).isEqualTo("FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20241224");
    }

    private static ObjectNode daily() {
        return Samples.object("{\"RRULE\": {\"FREQ\": \"DAILY\"}}");
    }

    private static ObjectNode weekly() {
        return Samples.object("{\"RRULE\": {\"FREQ\": \"WEEKLY\", \"BYDAY\": {\"SU\": \"SU\"}}}");
    }

    private static ScheduledEvent event(ObjectNode raw) {
        return event(raw, null);
    }

    private static ScheduledEvent event(ObjectNode raw, @Nullable DateOrder portals) {
        var times = EventTimes.of(raw, new ServerClock(List.of(), portals));
        return new ScheduledEvent(new MemberId("acme"), 1, times.startsAt(), times.endsAt(), times.allDay(),
                times.startDate(), times.endDate(), times.localStart(), BitrixFields.number(raw, "DT_LENGTH"),
                EventTimes.isSeries(raw) ? raw.path("RRULE") : null, BitrixFields.id(raw, "RECURRENCE_ID"), raw,
                portals);
    }
}
