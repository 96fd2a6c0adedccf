package io.b24mirror.mirror.time;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

import static java.time.ZoneOffset.UTC;

/// The order in which the dates of one record are written.
///
/// @param isGuess
///            whether neither the record nor another one of its portal proves it
record RecordOrder(DateOrder order, boolean isGuess) {
    /// What is written in the portal's format, whatever it means.
    private static final List<String> TEXTS = List.of("DATE_FROM", "DATE_TO", "ORIGINAL_DATE_FROM", "EXDATE",
            "DATE_CREATE", "TIMESTAMP_X");

    /// @param portals
    ///            the order that another record proved last
    static RecordOrder of(JsonNode event, @Nullable DateOrder portals) {
        return proven(event)
                .or(() -> Optional.ofNullable(portals))
                .filter(order -> order != DateOrder.YEAR_FIRST)
                .map(order -> new RecordOrder(order, false))
                .orElseGet(() -> guessed(event));
    }

    /// Portals that write am and pm mostly write the month first.
    private static RecordOrder guessed(JsonNode event) {
        boolean halfDays = texts(event).anyMatch(DateText::halfDays);
        return new RecordOrder(halfDays ? DateOrder.MONTH_FIRST : DateOrder.DAY_FIRST, true);
    }

    /// The order that the record itself proves: by a text beside that says the same in English, by the Unix time, by a
    /// number that is no month, or by the Unix time of the rule's last day.
    static Optional<DateOrder> proven(JsonNode event) {
        return byEnglish(event, "FROM")
                .or(() -> byEnglish(event, "TO"))
                .or(() -> byStamp(event))
                .or(() -> byNumbers(event))
                .or(() -> byUntil(event));
    }

    private static Optional<DateOrder> byEnglish(JsonNode event, String edge) {
        var fields = new TimeFields(event);
        var english = fields.formatted(edge);
        return english == null ? Optional.empty() : only(fields.text(edge), reading -> isOn(reading, english));
    }

    private static boolean isOn(LocalDateTime reading, LocalDateTime day) {
        return reading.toLocalDate().equals(day.toLocalDate());
    }

    private static Optional<DateOrder> byStamp(JsonNode event) {
        var fields = new TimeFields(event);
        return only(fields.text("FROM"), reading -> ServerOffset.isPlausible(fields.serverOffset(reading)));
    }

    private static Optional<DateOrder> byNumbers(JsonNode event) {
        return texts(event).map(DateText::proven).filter(Objects::nonNull).map(Objects::requireNonNull).findFirst();
    }

    private static Optional<DateOrder> byUntil(JsonNode event) {
        var rule = event.path("RRULE");
        var stamp = BitrixFields.unixTime(rule, "UNTIL_TS");
        var day = stamp == null ? null : LocalDate.ofInstant(stamp, UTC);
        return day == null
                ? Optional.empty()
                : only(DateText.in(rule.path("UNTIL")).findFirst().orElse(null),
                        reading -> reading.toLocalDate().equals(day));
    }

    private static Optional<DateOrder> only(@Nullable DateText text, Predicate<LocalDateTime> isRight) {
        if (text == null) {
            return Optional.empty();
        }
        var right = text.readings()
                .entrySet()
                .stream()
                .filter(reading -> isRight.test(reading.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        return right.size() == 1 ? Optional.of(right.getFirst()) : Optional.empty();
    }

    /// Left-out dates are kept with dots inside Bitrix24, and may come out so on any portal.
    private static Stream<DateText> texts(JsonNode event) {
        var dates = TEXTS.stream()
                .flatMap(field -> DateText.in(event.path(field))
                        .filter(date -> !field.equals("EXDATE") || !date.isDotted()));
        return Stream.concat(dates, DateText.in(event.path("RRULE").path("UNTIL")));
    }
}
