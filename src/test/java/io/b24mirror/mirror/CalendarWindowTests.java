package io.b24mirror.mirror;

import java.time.Instant;
import java.time.LocalDate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.b24mirror.settings.InvalidSettingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CalendarWindowTests {

    @Test
    void opensAWindowAroundTodayInUtc() {
        var window = new CalendarWindow("P1Y", "P1M10D");
        var now = Instant.parse("2026-06-01T23:30:00Z");

        assertThat(window.from(now)).isEqualTo(LocalDate.of(2025, 6, 1));
        assertThat(window.to(now)).isEqualTo(LocalDate.of(2026, 7, 11));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 year", "-P1Y", "P-1D", "P101Y", "PT1H", "P2147483647D", "P2147483647M"})
    void namesTheVariableOfABadPeriod(String period) {
        assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> new CalendarWindow(period, "P1Y"))
                .withMessageStartingWith("B24_CALENDAR_WINDOW_BACK ");
        assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> new CalendarWindow("P1Y", period))
                .withMessageStartingWith("B24_CALENDAR_WINDOW_AHEAD ");
    }
}
