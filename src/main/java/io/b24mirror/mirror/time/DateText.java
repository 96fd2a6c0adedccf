package io.b24mirror.mirror.time;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

/// A date that the portal wrote in its own format, with a time of day or without, in every way to read it.
///
/// Four digits in front are the year, and dates with dots have the day first on every portal. With slashes or dashes,
/// the day or the month comes first.
///
/// @param readings
///            what it says in each order that its shape allows; never empty
/// @param halfDays
///            whether the time is written with am or pm
record DateText(Map<DateOrder, LocalDateTime> readings, boolean isDotted, boolean hasTime, boolean halfDays) {
    private static final Pattern TEXT = Pattern.compile("""
            (\\d{1,4})([./-])(\\d{1,2})\\2(\\d{1,4})\
            (?:[ T]+(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?:\\s*([ap])\\.?m)?)?""", Pattern.CASE_INSENSITIVE);
    private static final int YEAR_DIGITS = 4;
    private static final int EARLIEST_YEAR = 1900;

    /// All dates of a text, or of a list of texts, in order; what is none is left out.
    static Stream<DateText> in(JsonNode texts) {
        return texts.isContainer() ? BitrixFields.elements(texts).stream().flatMap(DateText::inText) : inText(texts);
    }

    private static Stream<DateText> inText(JsonNode text) {
        return TEXT.matcher(text.isString() ? text.stringValue() : "")
                .results()
                .map(DateText::of)
                .flatMap(Optional::stream);
    }

    private static Optional<DateText> of(MatchResult text) {
        var readings = new EnumMap<DateOrder, LocalDateTime>(DateOrder.class);
        for (var order : orders(text)) {
            read(text, order).ifPresent(reading -> readings.put(order, reading));
        }
        return readings.isEmpty()
                ? Optional.empty()
                : Optional.of(new DateText(readings, text.group(2).equals("."), text.group(5) != null,
                        text.group(8) != null));
    }

    private static Set<DateOrder> orders(MatchResult text) {
        if (text.group(1).length() == YEAR_DIGITS) {
            return Set.of(DateOrder.YEAR_FIRST);
        }
        return text.group(2).equals(".")
                ? Set.of(DateOrder.DAY_FIRST)
                : Set.of(DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST);
    }

    private static Optional<LocalDateTime> read(MatchResult text, DateOrder order) {
        try {
            int first = Integer.parseInt(text.group(1));
            int second = Integer.parseInt(text.group(3));
            int third = Integer.parseInt(text.group(4));
            var date = switch (order) {
                case DAY_FIRST -> LocalDate.of(third, second, first);
                case MONTH_FIRST -> LocalDate.of(third, first, second);
                case YEAR_FIRST -> LocalDate.of(first, second, third);
            };
            return date.getYear() < EARLIEST_YEAR ? Optional.empty() : Optional.of(date.atTime(timeOf(text)));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    private static LocalTime timeOf(MatchResult text) {
        if (text.group(5) == null) {
            return LocalTime.MIDNIGHT;
        }
        int hour = Integer.parseInt(text.group(5));
        var half = text.group(8);
        return LocalTime.of(half == null ? hour : hour % 12 + (half.equalsIgnoreCase("p") ? 12 : 0),
                Integer.parseInt(text.group(6)), text.group(7) == null ? 0 : Integer.parseInt(text.group(7)));
    }

    /// Whether every order reads the same.
    boolean isCertain() {
        return Set.copyOf(readings.values()).size() == 1;
    }

    /// The only order that makes sense of it, though its shape allows more; null where it proves none.
    @Nullable
    DateOrder proven() {
        return readings.size() == 1 ? readings.keySet().iterator().next() : null;
    }

    /// What it says in that order, or in the only one that makes sense of it.
    LocalDateTime in(DateOrder order) {
        var reading = readings.get(order);
        return reading == null ? readings.values().iterator().next() : reading;
    }
}
