package io.b24mirror.mirror.time;

import java.time.LocalDate;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.b24mirror.mirror.time.ServerClock.Stretch;

import static org.assertj.core.api.Assertions.assertThat;

class ServerClockTests {
    private static final Stretch WINTER = new Stretch(3_600, LocalDate.of(2027, 1, 4), LocalDate.of(2027, 3, 26));
    private static final Stretch SPRING = new Stretch(7_200, LocalDate.of(2027, 3, 29), LocalDate.of(2027, 4, 30));
    private static final Stretch SUMMER = new Stretch(7_200, LocalDate.of(2027, 6, 1), LocalDate.of(2027, 6, 30));

    @ParameterizedTest
    @CsvSource({"2027-01-04, 3600", "2027-03-26, 3600", "2027-03-27,", "2027-03-29, 7200", "2027-05-15, 7200",
            "2027-06-30, 7200", "2027-07-01,", "2026-12-31,", "2030-01-01,"})
    void knowsTheClockOfAServerThatChangesIt(LocalDate date, @Nullable Integer offset) {
        assertThat(new ServerClock(List.of(WINTER, SPRING, SUMMER), null).offsetAt(date)).isEqualTo(offset);
    }

    @ParameterizedTest
    @CsvSource({"2027-01-04, 3600", "1999-01-01, 3600", "2030-07-01, 3600"})
    void takesTheOnlyOneThatAPortalEverShowed(LocalDate date, int offset) {
        assertThat(new ServerClock(List.of(WINTER), null).offsetAt(date)).isEqualTo(offset);
    }
}
