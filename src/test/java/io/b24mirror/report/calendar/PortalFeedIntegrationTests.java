package io.b24mirror.report.calendar;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.b24mirror.report.ReportTest;
import io.b24mirror.simulation.AnyCalendar;
import io.b24mirror.simulation.DateFormat;
import io.b24mirror.simulation.PortalAge;

import static org.assertj.core.api.Assertions.assertThat;

/// Two iCalendar feeds of one calendar: ours, and the one that the portal writes from what it knows itself.
class PortalFeedIntegrationTests extends ReportTest {
    private static final int EVENTS = 200;
    private static final LocalDate FROM = LocalDate.of(2024, 7, 1);
    private static final LocalDate BEFORE = LocalDate.of(2025, 7, 1);

    @ParameterizedTest(name = "server at {0}, {1}, {2}")
    @CsvSource({"UTC, AMERICAN, CURRENT, 1", "+03:00, DOTS, CURRENT, 2", "-05:00, ISO, OLD, 3",
            "Europe/Berlin, SLASHES, OF_2024, 4", "Europe/Berlin, DOTS, OLD, 5"})
    void showsWhatThePortalKnows(String server, DateFormat dates, PortalAge age, long seed) throws Exception {
        portal.close();
        portal = portalSettings().serverZone(ZoneId.of(server)).dateFormat(dates).age(age).start();
        portal.events().byHand();
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        new AnyCalendar(portal, seed, FROM, 365).fill(section, EVENTS);
        deliverAndWork();
        jdbc.sql("analyze mirror.calendar_event, mirror.calendar_occurrence, mirror.calendar_series").update();

        var feed = portal.calendar().feed(section, FROM.minusDays(60), BEFORE.plusDays(60));
        assertThat(shown(get("/api/v1/calendars/%d.ics".formatted(section)).body())).hasSizeGreaterThan(300)
                .containsExactlyInAnyOrderElementsOf(shown(feed));
    }

    private static List<String> shown(String feed) throws Exception {
        return new CalendarProgram(feed).shows(FROM, BEFORE);
    }
}
