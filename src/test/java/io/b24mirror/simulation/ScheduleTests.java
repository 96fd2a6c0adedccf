package io.b24mirror.simulation;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

import org.junit.jupiter.api.Test;

import static io.b24mirror.simulation.EventDraft.named;
import static org.assertj.core.api.Assertions.assertThat;

/// When events truly take place, by what their people chose.
class ScheduleTests extends SimulationTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate MARCH_27 = LocalDate.of(2026, 3, 27);

    private final long work = portal.calendar().addSection("user", 1, "Work");

    private List<TrueTime> occurrences(EventDraft draft, String from, String to) {
        var id = portal.calendar().addEvent(work, draft);
        return portal.calendar().occurrences(id, LocalDate.parse(from), LocalDate.parse(to));
    }

    private List<String> dates(EventDraft draft, String from, String to) {
        return occurrences(draft, from, to).stream().map(time -> time.index() + " " + time.date()).toList();
    }

    private static EventDraft atNine(LocalDate date) {
        return named("x").at(date.atTime(9, 0).atZone(BERLIN), Duration.ofHours(1));
    }

    @Test
    void keepsLocalTimeWhenClocksChange() {
        assertThat(occurrences(atNine(MARCH_27).daily().times(4), "2026-01-01", "2027-01-01"))
                .extracting(TrueTime::start)
                .containsExactly(Instant.parse("2026-03-27T08:00:00Z"), Instant.parse("2026-03-28T08:00:00Z"),
                        Instant.parse("2026-03-29T07:00:00Z"), Instant.parse("2026-03-30T07:00:00Z"));
    }

    /// Worked example 38.
    @Test
    void movesPastAGapInTheEventsOwnZone() {
        var sunday = LocalDateTime.of(2027, 3, 21, 2, 30).atZone(BERLIN);

        assertThat(occurrences(named("x").at(sunday, Duration.ofHours(1)).weekly(DayOfWeek.SUNDAY), "2027-03-28",
                "2027-04-04")).extracting(TrueTime::start)
                .containsExactly(Instant.parse("2027-03-28T01:30:00Z"), Instant.parse("2027-04-04T00:30:00Z"));
    }

    @Test
    void countsExceptionsButLeavesThemOut() {
        var draft = atNine(MARCH_27).daily().times(3).except(MARCH_27.plusDays(1));

        assertThat(dates(draft, "2026-01-01", "2026-12-31")).containsExactly("0 2026-03-27", "2 2026-03-29");
    }

    /// Worked example 36.
    @Test
    void trustsTheCountMoreThanTheLastDate() {
        var minsk = LocalDateTime.of(2025, 11, 1, 11, 59).atZone(ZoneId.of("Europe/Minsk"));
        var draft = named("x").at(minsk, Duration.ofHours(1))
                .daily()
                .every(10)
                .times(3)
                .until(LocalDate.of(2025, 11, 11));

        assertThat(occurrences(draft, "2025-01-01", "2026-12-31")).extracting(TrueTime::start)
                .containsExactly(Instant.parse("2025-11-01T08:59:00Z"), Instant.parse("2025-11-11T08:59:00Z"),
                        Instant.parse("2025-11-21T08:59:00Z"));
    }

    @Test
    void repeatsOnDaysOfEverySecondWeek() {
        var draft = atNine(MARCH_27).weekly(DayOfWeek.FRIDAY, DayOfWeek.MONDAY)
                .every(2)
                .until(LocalDate.of(2026, 4, 10));

        assertThat(dates(draft, "2026-01-01", "2026-12-31")).containsExactly("0 2026-03-27", "1 2026-04-06",
                "2 2026-04-10");
    }

    @Test
    void neitherShowsNorCountsAFirstDayThatTheRuleDoesNotName() {
        assertThat(dates(atNine(MARCH_27).weekly(DayOfWeek.MONDAY).times(2), "2026-01-01", "2026-12-31"))
                .containsExactly("0 2026-03-30", "1 2026-04-06");
    }

    @Test
    void movesToTheFirstOfTheNextMonthWithoutThatDay() {
        var draft = atNine(LocalDate.of(2026, 1, 31)).monthly().times(3);

        assertThat(dates(draft, "2026-01-01", "2026-12-31")).containsExactly("0 2026-01-31", "1 2026-03-01",
                "2 2026-03-31");
    }

    @Test
    void repeatsYearlyForAWholeDay() {
        var draft = named("x").allDay(LocalDate.of(2020, 5, 1), LocalDate.of(2020, 5, 2)).yearly();

        assertThat(occurrences(draft, "2025-05-02", "2027-04-30")).extracting(TrueTime::toString)
                .containsExactly("2025-05-01 2025-05-02", "2026-05-01 2026-05-02");
    }

    @Test
    void showsOnlyWhatTouchesTheWindow() {
        assertThat(dates(atNine(MARCH_27).daily(), "2026-04-01", "2026-04-02")).containsExactly("5 2026-04-01",
                "6 2026-04-02");
    }

    @Test
    void expandsSampleOfTheDocumentation() {
        portal.calendar().putEvent(DemoData.sample("event-1265.json"));

        assertThat(portal.calendar().occurrences(1265, LocalDate.of(2024, 12, 1), LocalDate.of(2025, 1, 31)))
                .extracting(time -> time.date().getDayOfMonth())
                .containsExactly(11, 16, 18, 23);
    }
}
