package io.b24mirror.simulation;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.Test;

import static io.b24mirror.simulation.EventDraft.named;
import static org.assertj.core.api.Assertions.assertThat;

class ScheduleTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate MARCH_27 = LocalDate.of(2026, 3, 27);

    private final EventRecords records = new EventRecords(new Formats("en", ZoneOffset.UTC));

    private List<String> starts(EventDraft draft, String from, String to) {
        var record = records.blank(1, new CalendarOwner("user", 1), 1, 1, Instant.EPOCH);
        records.apply(draft, record);
        return Schedule.of(record)
                .within(Instant.parse(from), Instant.parse(to))
                .stream()
                .map(occurrence -> occurrence.index() + " " + occurrence.start().toLocalDateTime())
                .toList();
    }

    private static EventDraft atNine(LocalDate date) {
        return named("x").at(date.atTime(9, 0).atZone(BERLIN), Duration.ofHours(1));
    }

    @Test
    void keepsLocalTimeWhenClocksChange() {
        var record = records.blank(1, new CalendarOwner("user", 1), 1, 1, Instant.EPOCH);
        records.apply(atNine(MARCH_27).daily().times(4), record);

        assertThat(Schedule.of(record).within(Instant.EPOCH, Instant.parse("2027-01-01T00:00:00Z")))
                .extracting(occurrence -> occurrence.start().toInstant())
                .containsExactly(Instant.parse("2026-03-27T08:00:00Z"), Instant.parse("2026-03-28T08:00:00Z"),
                        Instant.parse("2026-03-29T07:00:00Z"), Instant.parse("2026-03-30T07:00:00Z"));
    }

    @Test
    void countsExceptionsButLeavesThemOut() {
        var draft = atNine(MARCH_27).daily().times(3).except(MARCH_27.plusDays(1));

        assertThat(starts(draft, "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z")).containsExactly("0 2026-03-27T09:00",
                "2 2026-03-29T09:00");
    }

    @Test
    void repeatsOnDaysOfEverySecondWeek() {
        var draft = atNine(MARCH_27).weekly(DayOfWeek.FRIDAY, DayOfWeek.MONDAY)
                .every(2)
                .until(LocalDate.of(2026, 4, 10));

        assertThat(starts(draft, "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z")).containsExactly("0 2026-03-27T09:00",
                "1 2026-04-06T09:00", "2 2026-04-10T09:00");
    }

    @Test
    void movesToTheFirstOfTheNextMonthWithoutThatDay() {
        var draft = atNine(LocalDate.of(2026, 1, 31)).monthly().times(3);

        assertThat(starts(draft, "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z")).containsExactly("0 2026-01-31T09:00",
                "1 2026-03-01T09:00", "2 2026-03-31T09:00");
    }

    @Test
    void repeatsYearlyForAWholeDay() {
        var draft = named("x").allDay(LocalDate.of(2020, 5, 1), LocalDate.of(2020, 5, 2)).yearly();

        assertThat(starts(draft, "2025-05-02T12:00:00Z", "2027-04-30T00:00:00Z")).containsExactly("5 2025-05-01T00:00",
                "6 2026-05-01T00:00");
    }

    @Test
    void showsOnlyWhatTouchesTheWindow() {
        var draft = atNine(MARCH_27).daily();

        assertThat(starts(draft, "2026-04-01T07:30:00Z", "2026-04-02T07:00:00Z")).containsExactly("5 2026-04-01T09:00",
                "6 2026-04-02T09:00");
    }

    @Test
    void expandsSampleOfTheDocumentation() {
        var schedule = Schedule.of(DemoData.sample("event-1265.json"));

        assertThat(schedule.within(Instant.parse("2024-12-01T00:00:00Z"), Instant.parse("2025-01-31T00:00:00Z")))
                .extracting(occurrence -> occurrence.start().toLocalDate().getDayOfMonth())
                .containsExactly(11, 16, 18, 23);
    }
}
