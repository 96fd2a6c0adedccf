package io.b24mirror.report.calendar;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.stream.Stream;

import biweekly.Biweekly;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ZoneDefinitionTests {
    /// Until then there were offsets with seconds, which the reader takes for others.
    private static final LocalDateTime FROM = LocalDateTime.of(1973, 1, 1, 0, 0);
    private static final LocalDateTime BEFORE = LocalDateTime.of(2050, 1, 1, 0, 0);

    static Stream<ZoneId> zones() {
        return ZoneId.getAvailableZoneIds()
                .stream()
                .filter(name -> !name.startsWith("ical4j"))
                .sorted()
                .map(ZoneId::of);
    }

    @ParameterizedTest
    @MethodSource("zones")
    void isReadAsTheRulesOfTheZone(ZoneId zone) {
        var written = read(zone);

        assertThat(timesWorthALook(zone)).allSatisfy(
                time -> assertThat(written.instant(time)).isEqualTo(time.atZone(zone).toInstant()));
    }

    private static WrittenZone read(ZoneId zone) {
        var file = """
                BEGIN:VCALENDAR
                VERSION:2.0
                %sBEGIN:VEVENT
                DTSTART;TZID=%s:20250101T000000
                END:VEVENT
                END:VCALENDAR
                """.formatted(ZoneDefinition.of(zone), zone.getId()).replaceAll("\r?\n", "\r\n");
        var calendar = Biweekly.parse(file).first();
        var start = calendar.getEvents().getFirst().getDateStart();
        return WrittenZone.of(calendar.getTimezoneInfo().getTimezone(start).getComponent());
    }

    /// Those about each change of the clock, and some of every year.
    private static Stream<LocalDateTime> timesWorthALook(ZoneId zone) {
        return Stream.concat(
                Stream.iterate(FROM, BEFORE::isAfter, time -> time.plusDays(61)),
                Stream.iterate(zone.getRules().nextTransition(FROM.atZone(zone).toInstant()),
                        change -> change != null && change.getDateTimeBefore().isBefore(BEFORE),
                        change -> zone.getRules().nextTransition(change.getInstant()))
                        .flatMap(ZoneDefinitionTests::about));
    }

    private static Stream<LocalDateTime> about(ZoneOffsetTransition change) {
        return Stream.of(change.getDateTimeBefore().minusSeconds(1), change.getDateTimeBefore(),
                change.getDateTimeBefore().plusMinutes(30), change.getDateTimeAfter().minusMinutes(30),
                change.getDateTimeAfter(), change.getDateTimeAfter().plusHours(1));
    }
}
