package io.b24mirror.mirror.occurrence;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.b24mirror.mirror.Samples;
import io.b24mirror.portal.MemberId;

import static org.assertj.core.api.Assertions.assertThat;

class ExpansionTests {
    private static final LocalDate FROM = LocalDate.of(2024, 1, 1);
    private static final LocalDate TO = LocalDate.of(2025, 12, 31);

    @Test
    void expandsTheSampleOfTheDocumentation() {
        var sample = Samples.event();
        var event = new ScheduledEvent(new MemberId("acme"), 1265, Instant.parse("2024-12-11T15:59:00Z"),
                Instant.parse("2024-12-11T16:59:00Z"), false, null, null, "Europe/Riga", 3600L, sample.path("RRULE"),
                1272L, sample);

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
        var event = new ScheduledEvent(new MemberId("acme"), 1, null, null, true, first, first, null, 86_400L,
                Samples.json(rrule.replace('\'', '"')), null, Samples.object("{}"));

        assertThat(Expansion.of(event, FROM, TO).occurrences())
                .extracting(occurrence -> String.valueOf(occurrence.startDate()))
                .containsExactly(days.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"2025-03-29,2025-03-29T21:00:00Z,2025-03-30T04:00:00Z",
            "2025-10-25,2025-10-25T20:00:00Z,2025-10-26T05:00:00Z",
            "2025-10-26,2025-10-26T21:00:00Z,2025-10-27T05:00:00Z"})
    void endsWhenTheClockOnTheWallSaysSo(LocalDate day, Instant start, Instant end) {
        var nightShift = new ScheduledEvent(new MemberId("acme"), 1, Instant.parse("2025-03-20T21:00:00Z"), null, false,
                null, null, "Europe/Berlin", 8 * 3600L, Samples.json("{\"FREQ\": \"DAILY\"}"), null,
                Samples.object("{}"));

        assertThat(Expansion.of(nightShift, FROM, TO).occurrences())
                .filteredOn(occurrence -> start.equals(occurrence.startsAt()))
                .extracting(Occurrence::endsAt)
                .containsExactly(end);
        assertThat(day.atTime(22, 0).atZone(nightShift.zone()).toInstant()).isEqualTo(start);
    }

    @ParameterizedTest
    @CsvSource({"10/06/2025,1749513600,2025-06-02", "10/06/2025,1749589200,2025-06-02",
            "06/10/2025,1749513600,2025-02-06"})
    void readsDatesInTheOrderOfTheRulesEnd(String until, long seconds, LocalDate date) {
        var event = Samples.object("{}").put("DATE_FROM", "05/05/2025 09:00:00").put("EXDATE", "02/06/2025");
        event.putObject("RRULE").put("UNTIL", until).put("UNTIL_TS", seconds);

        assertThat(DateTexts.of(event, LocalDate.of(2025, 5, 5)).dates("02/06/2025")).containsExactly(date);
    }

    /// The day of DATE_FROM is known to be 11 December 2024, or 12 December.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"2024-12-11 | 12/11/2024 05:59:00 pm | 01/02/2025 | 2025-01-02",
            "2024-12-11 | 11/12/2024 17:59:00 | 01/02/2025 | 2025-02-01",
            "2024-12-11 | 11.12.2024 17:59:00 | 01.02.2025 | 2025-02-01",
            "2024-12-11 | 2024-12-11 17:59 | 2025-02-01 | 2025-02-01",
            "2024-12-11 | 2024/12/11 17:59 | 2025/02/01 | 2025-02-01",
            "2024-12-12 | 12/12/2024 05:59:00 pm | 01/02/2025 | 2025-01-02",
            "2024-12-12 | 12/12/2024 05:59:00 pm | 01/02/2025;21/02/2025 | 2025-02-01",
            "2024-12-12 | 12.12.2024 17:59:00 | 01.02.2025 | 2025-02-01",
            "2024-12-12 | Thursday | 13.02.2025 | 2025-02-13"})
    void readsDatesInTheOrderOfTheRecord(LocalDate firstDay, String from, String exceptions, LocalDate date) {
        var event = Samples.object("{}").put("DATE_FROM", from).put("EXDATE", exceptions);

        assertThat(DateTexts.of(event, firstDay).dates(exceptions)).first().isEqualTo(date);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"12/11/2024 05:59:00 pm | 17:59", "12/11/2024 12:05 am | 00:05",
            "11.12.2024 11:00:00 | 11:00", "11.12.2024 24:00 |", "11.12.2024 |"})
    void readsTimesOfDay(String text, String time) {
        assertThat(DateTexts.time(text).map(Object::toString).orElse(null)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Europe/Riga | 7200 | Europe/Riga", "Nowhere/Land | 7200 | +02:00",
            "Nowhere/Land | 99999999 | Z", "| -18000 | -05:00", "| | Z"})
    void takesTheBestZoneThatItIsGiven(String zone, Long offset, String expected) {
        var raw = Samples.object("{}").put("TZ_OFFSET_FROM", offset);
        var event = new ScheduledEvent(new MemberId("acme"), 1, Instant.EPOCH, null, false, null, null, zone, null,
                null, 1L, raw);

        assertThat(event.zone().getId()).isEqualTo(expected);
    }

    @Test
    void isOnceWhereNothingSaysWhenItBegins() {
        var event = new ScheduledEvent(new MemberId("acme"), 1, null, null, false, null, null, null, null,
                Samples.json("{\"FREQ\": \"DAILY\"}"), null, Samples.object("{}"));

        assertThat(Expansion.of(event, FROM, TO))
                .isEqualTo(
                        new Expansion(event, List.of(Occurrence.once(event)), null, null, Set.of(), "it has no start"));
    }

    @Test
    void isOnceWhereItEndsAfterTheYear9999() {
        var event = new ScheduledEvent(new MemberId("acme"), 1, Instant.parse("2024-06-01T09:00:00Z"), null, false,
                null,
                null, "UTC", 300_000_000_000L, Samples.json("{\"FREQ\": \"DAILY\"}"), null, Samples.object("{}"));

        assertThat(Expansion.of(event, FROM, TO).problem()).isEqualTo("it ends after the year 9999");
        assertThat(Expansion.of(event, FROM, TO).occurrences()).containsExactly(Occurrence.once(event));
    }

    @ParameterizedTest
    @ValueSource(strings = {"31.12.9999 23:00:00", "01.01.0000 09:00:00"})
    void leavesOutOriginalDatesThatNoCalendarHas(String original) {
        var raw = Samples.object("{}").put("ORIGINAL_DATE_FROM", original);
        var event = new ScheduledEvent(new MemberId("acme"), 1, Instant.parse("2024-06-01T09:00:00Z"), null, false,
                null,
                null, "America/New_York", 3600L, null, 7L, raw);

        assertThat(Expansion.of(event, FROM, TO).occurrences()).extracting(Occurrence::originalStartsAt)
                .containsOnlyNulls();
    }

    @Test
    void writesTheRuleAsTheStandardDoes() {
        var sample = Samples.event();
        var event = new ScheduledEvent(new MemberId("acme"), 1265, Instant.parse("2024-12-11T15:59:00Z"),
                Instant.parse("2024-12-11T16:59:00Z"), false, null, null, "Europe/Riga", 3600L, sample.path("RRULE"),
                1272L, sample);

        assertThat(Expansion.of(event, FROM, TO).rule()).isEqualTo("FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20241224");
    }
}
