package io.b24mirror.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/// The worked examples of the facts on calendars, by their numbers: what the server makes of a wall time, and what is
/// true of it all the same. The stamps were worked out by hand from the vendor's formula.
class WorkedExampleTests {

    private record Portal(SimulatedPortal portal, long section) implements AutoCloseable {

        static Portal at(String server, DateFormat dates) {
            var portal = SimulatedPortal.builder().serverZone(ZoneId.of(server)).dateFormat(dates).start();
            return new Portal(portal, portal.calendar().addSection("user", 1, "Work"));
        }

        long add(EventDraft draft) {
            return portal.calendar().addEvent(section, draft);
        }

        String field(long id, String name) {
            return portal.calendar().event(id).orElseThrow().path(name).asString();
        }

        String truth(long id) {
            return portal.calendar().truth(id).orElseThrow().time().toString();
        }

        @Override
        public void close() {
            portal.close();
        }
    }

    @ParameterizedTest(name = "example {0}")
    @CsvSource({"1, UTC, 2024-12-11T17:59, Europe/Riga, 7200, 1733932740, 2024-12-11T15:59:00Z",
            "2, +03:00, 2026-09-21T11:00, Europe/Minsk, 10800, 1789966800, 2026-09-21T08:00:00Z",
            "3, +04:00, 2025-10-31T18:00, Europe/Saratov, 14400, 1761904800, 2025-10-31T14:00:00Z",
            "4, +03:00, 2025-09-27T09:20, America/Atikokan, -18000, 1758972000, 2025-09-27T14:20:00Z",
            "5, -05:00, 2027-03-02T09:00, America/Bogota, -18000, 1804014000, 2027-03-02T14:00:00Z",
            "6, -05:00, 2027-03-02T09:00, Asia/Tokyo, 32400, 1803963600, 2027-03-02T00:00:00Z",
            "7, Europe/Berlin, 2027-01-15T10:00, Europe/Berlin, 3600, 1800000000, 2027-01-15T09:00:00Z",
            "8, Europe/Berlin, 2027-07-15T10:00, Europe/Berlin, 7200, 1815631200, 2027-07-15T08:00:00Z",
            "9, Europe/Berlin, 2027-03-20T10:00, America/New_York, -14400, 1805547600, 2027-03-20T14:00:00Z",
            "12, UTC, 2027-10-31T02:30, Europe/Berlin, 3600, 1824946200, 2027-10-31T01:30:00Z",
            "13, Europe/Berlin, 2027-10-31T02:30, Europe/Berlin, 7200, 1824935400, 2027-10-31T00:30:00Z",
            "20, -05:00, 2027-03-04T17:30, America/New_York, -18000, 1804217400, 2027-03-04T22:30:00Z",
            "21, +03:00, 2027-04-03T09:00, Europe/Istanbul, 10800, 1806721200, 2027-04-03T06:00:00Z",
            "22, UTC, 2027-04-03T09:00, Asia/Tokyo, 32400, 1806710400, 2027-04-03T00:00:00Z"})
    void stampsByTheClockOfTheServer(int example, String server, LocalDateTime wall, String zone, String offset,
            String stamp, Instant start) {
        try (var portal = Portal.at(server, DateFormat.ISO)) {
            var id = portal.add(EventDraft.named("x").onWalls(wall, wall.plusHours(1), zone));

            assertThat(portal.field(id, "TZ_OFFSET_FROM")).isEqualTo(offset);
            assertThat(portal.field(id, "DATE_FROM_TS_UTC")).isEqualTo(stamp);
            assertThat(portal.portal().calendar().truth(id).orElseThrow().time().start()).isEqualTo(start);
        }
    }

    @Test
    void shiftsAWallTimeInTheGapOfItsOwnZone() { // 10
        try (var portal = Portal.at("UTC", DateFormat.DOTS)) {
            var gap = LocalDateTime.of(2027, 3, 28, 2, 30);
            var id = portal.add(EventDraft.named("x").onWalls(gap, gap.plusHours(1), "Europe/Berlin"));

            assertThat(portal.field(id, "DATE_FROM_TS_UTC")).isEqualTo("1806193800");
            assertThat(portal.field(id, "DT_LENGTH")).isEqualTo("3600");
            assertThat(portal.truth(id)).isEqualTo("2027-03-28T01:30:00Z 2027-03-28T02:30:00Z");
        }
    }

    @Test
    void losesAWallTimeInTheGapOfTheServer() { // 11
        try (var portal = Portal.at("Europe/Berlin", DateFormat.DOTS)) {
            var gap = LocalDateTime.of(2027, 3, 28, 2, 30);
            var id = portal.add(EventDraft.named("x").onWalls(gap, gap.plusHours(1), "Europe/Moscow"));

            assertThat(portal.field(id, "DATE_FROM_FORMATTED")).isEqualTo("Sun Mar 28 2027 03:30:00");
            assertThat(portal.field(id, "DATE_FROM_TS_UTC")).isEqualTo("1806186600");
            assertThat(portal.field(id, "DT_LENGTH")).isEqualTo("0");
            assertThat(portal.truth(id)).isEqualTo("2027-03-28T00:30:00Z 2027-03-28T00:30:00Z");
        }
    }

    @Test
    void lengthensAnEventOverTheServersOverlap() { // 13
        try (var portal = Portal.at("Europe/Berlin", DateFormat.DOTS)) {
            var wall = LocalDateTime.of(2027, 10, 31, 2, 30);
            var id = portal.add(EventDraft.named("x").onWalls(wall, wall.plusHours(1), "Europe/Berlin"));

            assertThat(portal.field(id, "DT_LENGTH")).isEqualTo("10800");
            assertThat(portal.truth(id)).isEqualTo("2027-10-31T00:30:00Z 2027-10-31T02:30:00Z");
        }
    }

    @ParameterizedTest(name = "example {0}")
    @CsvSource({"14, +03:00, 2026-12-25, 2026-12-26, 1798146000, 172800",
            "15, -05:00, 2026-12-25, 2026-12-25, 1798174800, 86400",
            "16, Europe/Berlin, 2027-03-27, 2027-03-29, 1806102000, 255600",
            "18, Europe/Berlin, 2027-10-30, 2027-11-01, 1824847200, 262800"})
    void stampsWholeDaysWithMidnightOfTheServer(int example, String server, LocalDate first, LocalDate last,
            String stamp, String length) {
        try (var portal = Portal.at(server, DateFormat.SLASHES)) {
            var id = portal.add(EventDraft.named("x").allDay(first, last).yearly());

            assertThat(portal.field(id, "DATE_FROM_TS_UTC")).isEqualTo(stamp);
            assertThat(portal.field(id, "DT_LENGTH")).isEqualTo(length);
            assertThat(portal.field(id, "TZ_FROM")).isEmpty();
            assertThat(portal.truth(id)).isEqualTo(first + " " + last);
        }
    }

    @ParameterizedTest(name = "example {0}")
    @CsvSource({"24, '', 0, 1806735600, 2027-04-03T10:00:00Z", "25, +05:30, 19800, 1806715800, 2027-04-03T04:30:00Z"})
    void keepsTheZonesOfImports(int example, String zone, String offset, String stamp, Instant start) {
        try (var portal = Portal.at("+03:00", DateFormat.DOTS)) {
            var wall = LocalDateTime.of(2027, 4, 3, 10, 0);
            var id = portal.add(EventDraft.named("x").imported(wall, wall.plusHours(1), zone));

            assertThat(portal.field(id, "TZ_FROM")).isEqualTo(zone);
            assertThat(portal.field(id, "TZ_OFFSET_FROM")).isEqualTo(offset);
            assertThat(portal.field(id, "DATE_FROM_TS_UTC")).isEqualTo(stamp);
            assertThat(portal.portal().calendar().truth(id).orElseThrow().time().start()).isEqualTo(start);
        }
    }

    /// Claim 46: a form's zone that is none becomes the server's, with the same time on the wall.
    @Test
    void takesTheServersZoneForOneThatItDoesNotKnow() {
        try (var portal = Portal.at("Europe/Berlin", DateFormat.DOTS)) {
            var wall = LocalDateTime.of(2027, 1, 15, 10, 0);
            var id = portal.add(EventDraft.named("x").onWalls(wall, wall.plusHours(1), "+05:30"));

            assertThat(portal.field(id, "TZ_FROM")).isEqualTo("Europe/Berlin");
            assertThat(portal.truth(id)).isEqualTo("2027-01-15T09:00:00Z 2027-01-15T10:00:00Z");
        }
    }

    @Test
    void endsInAnotherZoneThanItBegins() { // 27
        try (var portal = Portal.at("+03:00", DateFormat.DOTS)) {
            var id = portal.add(EventDraft.named("x")
                    .between(
                            LocalDateTime.of(2027, 4, 3, 23, 0).atZone(ZoneId.of("Europe/Moscow")),
                            LocalDateTime.of(2027, 4, 4, 6, 0).atZone(ZoneId.of("Asia/Yekaterinburg"))));

            assertThat(portal.field(id, "DATE_FROM_TS_UTC")).isEqualTo("1806771600");
            assertThat(portal.truth(id)).isEqualTo("2027-04-03T20:00:00Z 2027-04-04T01:00:00Z");
        }
    }

    @Test
    void repeatsOnMondaysOfTheWall() { // 30
        try (var portal = Portal.at("+03:00", DateFormat.DOTS)) {
            var monday = LocalDateTime.of(2026, 9, 7, 1, 0);
            var id = portal.add(EventDraft.named("x")
                    .onWalls(monday, monday.plusHours(1), "Europe/Moscow")
                    .weekly(java.time.DayOfWeek.MONDAY)
                    .except(LocalDate.of(2026, 9, 14)));

            assertThat(portal.field(id, "DATE_FROM_TS_UTC")).isEqualTo("1788721200");
            assertThat(portal.field(id, "EXDATE")).isEqualTo("14.09.2026");
            assertThat(portal.portal().calendar().occurrences(id, LocalDate.of(2026, 9, 1), LocalDate.of(2026, 9, 21)))
                    .extracting(TrueTime::start)
                    .containsExactly(Instant.parse("2026-09-06T22:00:00Z"), Instant.parse("2026-09-20T22:00:00Z"));
        }
    }

    @Test
    void leavesTheDotsInDatesThatAnImportExcludes() { // 35
        try (var portal = Portal.at("-05:00", DateFormat.AMERICAN)) {
            var id = portal.add(EventDraft.named("x")
                    .allDay(LocalDate.of(2026, 11, 2), LocalDate.of(2026, 11, 2))
                    .weekly());
            portal.portal().calendar().deleteOccurrence(id, LocalDate.of(2026, 11, 16));
            portal.portal().calendar().deleteOccurrenceByImport(id, LocalDate.of(2026, 11, 9));

            assertThat(portal.field(id, "EXDATE")).isEqualTo("11/16/2026;09.11.2026");
            assertThat(portal.portal().calendar().truth(id).orElseThrow().exceptions())
                    .containsExactly(LocalDate.of(2026, 11, 9), LocalDate.of(2026, 11, 16));
        }
    }
}
