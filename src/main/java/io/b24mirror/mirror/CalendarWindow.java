package io.b24mirror.mirror;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.b24mirror.settings.InvalidSettingException;

import static java.time.ZoneOffset.UTC;

/// How far from today calendar events are listed.
///
/// @param calendarWindowBack
///            into the past, an ISO period
/// @param calendarWindowAhead
///            into the future, an ISO period
@ConfigurationProperties("b24")
public record CalendarWindow(@DefaultValue("P1Y") String calendarWindowBack,
        @DefaultValue("P1Y") String calendarWindowAhead) {
    private static final int LONGEST_IN_YEARS = 100;

    public CalendarWindow {
        period("B24_CALENDAR_WINDOW_BACK", calendarWindowBack);
        period("B24_CALENDAR_WINDOW_AHEAD", calendarWindowAhead);
    }

    /// The first day of the window.
    public LocalDate from(Instant now) {
        return today(now).minus(Period.parse(calendarWindowBack));
    }

    /// The last day of the window.
    public LocalDate to(Instant now) {
        return today(now).plus(Period.parse(calendarWindowAhead));
    }

    private static LocalDate today(Instant now) {
        return LocalDate.ofInstant(now, UTC);
    }

    private static void period(String variable, String text) {
        if (!isPeriod(text)) {
            throw new InvalidSettingException(variable,
                    "must be an ISO period of at most 100 years, for example P1Y or P90D");
        }
    }

    private static boolean isPeriod(String text) {
        try {
            var period = Period.parse(text);
            return !period.isNegative()
                    && !LocalDate.EPOCH.plus(period).isAfter(LocalDate.EPOCH.plusYears(LONGEST_IN_YEARS));
        } catch (DateTimeException | ArithmeticException notAPeriod) {
            return false;
        }
    }
}
