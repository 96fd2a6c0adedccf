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
