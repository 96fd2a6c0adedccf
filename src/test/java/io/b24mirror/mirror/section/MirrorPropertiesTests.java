package io.b24mirror.mirror.section;

import java.time.Instant;
import java.time.LocalDate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.b24mirror.portal.InvalidSettingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MirrorPropertiesTests {

    @Test
    void opensAWindowAroundTodayInUtc() {
        var properties = new MirrorProperties("P1Y", "P1M10D");
        var now = Instant.parse("2026-06-01T23:30:00Z");

        assertThat(properties.from(now)).isEqualTo(LocalDate.of(2025, 6, 1));
        assertThat(properties.to(now)).isEqualTo(LocalDate.of(2026, 7, 11));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 year", "-P1Y", "P-1D", "P101Y", "PT1H", "P2147483647D", "P2147483647M"})
    void namesTheVariableOfABadPeriod(String period) {
        assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> new MirrorProperties(period, "P1Y"))
                .withMessageStartingWith("B24_CALENDAR_WINDOW_BACK ");
        assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> new MirrorProperties("P1Y", period))
                .withMessageStartingWith("B24_CALENDAR_WINDOW_AHEAD ");
    }
}
