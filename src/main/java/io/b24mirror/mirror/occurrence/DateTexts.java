package io.b24mirror.mirror.occurrence;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.Lenient;

import static java.time.ZoneOffset.UTC;

/// Reads dates that Bitrix24 writes as text in the portal's locale, and nowhere else: `EXDATE` and the like.
///
/// Whether the day or the month comes first is told by the record itself: the day of `DATE_FROM` is known from its Unix
/// time, and so is that of the rule's `UNTIL`, give or take one. Where day and month are the same number there, the
/// other dates of the record may tell, and at last the separator: 12/11/2024 is in December, 12.11.2024 in November.
final class DateTexts {
    private static final Pattern DATE = Pattern.compile("(\\d{1,4})[./-](\\d{1,2})[./-](\\d{1,4})");
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?:\\s*([ap])\\.?m)?",
            Pattern.CASE_INSENSITIVE);
    private static final List<String> DATES = List.of("DATE_FROM", "DATE_TO", "EXDATE", "ORIGINAL_DATE_FROM",
            "DATE_CREATE", "TIMESTAMP_X");
    private static final int MONTHS = 12;
    private static final int YEAR_DIGITS = 4;
    private static final int EARLIEST_YEAR = 1900;

    private final boolean dayFirst;

    private DateTexts(boolean dayFirst) {
        this.dayFirst = dayFirst;
    }

    static DateTexts of(JsonNode event, @Nullable LocalDate firstDay) {
        var rule = event.path("RRULE");
        return isDayFirst(Lenient.text(event, "DATE_FROM"), firstDay, 0)
                .or(() -> isDayFirst(Lenient.text(rule, "UNTIL"), day(Lenient.unixTime(rule, "UNTIL_TS")), 1))
                .map(DateTexts::new)
                .orElseGet(() -> new DateTexts(isDayFirst(event)));
    }

    /// Empty if both orders say that day, or none does.
    ///
    /// @param tolerance
    ///            how many days off the day may be, where nobody tells its zone
    private static Optional<Boolean> isDayFirst(@Nullable String text, @Nullable LocalDate day, int tolerance) {
        if (text == null || day == null) {
            return Optional.empty();
        }
        boolean dayFirst = new DateTexts(true).says(text, day, tolerance);
        boolean monthFirst = new DateTexts(false).says(text, day, tolerance);
        return dayFirst == monthFirst ? Optional.empty() : Optional.of(dayFirst);
    }

    private boolean says(String text, LocalDate day, int tolerance) {
        return date(text).filter(date -> Math.abs(ChronoUnit.DAYS.between(date, day)) <= tolerance).isPresent();
    }

    private static @Nullable LocalDate day(@Nullable Instant midnight) {
        return midnight == null ? null : LocalDate.ofInstant(midnight, UTC);
    }

    private static boolean isDayFirst(JsonNode event) {
        var texts = DATES.stream().map(field -> Lenient.text(event, field)).flatMap(Stream::ofNullable);
        var until = Stream.ofNullable(Lenient.text(event.path("RRULE"), "UNTIL"));
        var dates = Stream.concat(texts, until).flatMap(text -> DATE.matcher(text).results()).toList();
        if (dates.stream().anyMatch(date -> Integer.parseInt(date.group(2)) > MONTHS)) {
            return false;
        }
        return dates.stream().anyMatch(date -> isDay(date.group(1)))
                || dates.stream().noneMatch(date -> date.group().contains("/"));
    }

    private static boolean isDay(String number) {
        return number.length() < YEAR_DIGITS && Integer.parseInt(number) > MONTHS;
    }

    /// All dates of a text, in order; what is none is left out.
    Stream<LocalDate> dates(String text) {
        return DATE.matcher(text).results().map(this::date).flatMap(Optional::stream);
    }

    Optional<LocalDate> date(String text) {
        return dates(text).findFirst();
    }

    /// The first time of day of a text.
    static Optional<LocalTime> time(String text) {
        return TIME.matcher(text).results().findFirst().flatMap(DateTexts::time);
    }

    private Optional<LocalDate> date(MatchResult numbers) {
        int first = Integer.parseInt(numbers.group(1));
        int second = Integer.parseInt(numbers.group(2));
        int third = Integer.parseInt(numbers.group(3));
        try {
            if (numbers.group(1).length() == YEAR_DIGITS) {
                return date(first, second, third);
            }
            return dayFirst ? date(third, second, first) : date(third, first, second);
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    private static Optional<LocalDate> date(int year, int month, int day) {
        return year < EARLIEST_YEAR ? Optional.empty() : Optional.of(LocalDate.of(year, month, day));
    }

    private static Optional<LocalTime> time(MatchResult numbers) {
        int hour = Integer.parseInt(numbers.group(1));
        var half = numbers.group(4);
        if (half != null) {
            hour = hour % 12 + (half.equalsIgnoreCase("p") ? 12 : 0);
        }
        try {
            return Optional.of(LocalTime.of(hour, Integer.parseInt(numbers.group(2)),
                    numbers.group(3) == null ? 0 : Integer.parseInt(numbers.group(3))));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }
}
