package io.b24mirror.mirror.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads fields of Bitrix24's records, whose types are PHP's: numbers and booleans as strings or not, and `""`,
/// `false` or `[]` where there is nothing. What makes no sense reads as absent; nothing here throws.
public final class BitrixFields {
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,19}");
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final double EXACT_IN_A_DOUBLE = 0x1p53;
    private static final int LONGEST_CODE = 100;

    private BitrixFields() {}

    /// A text, or a number as text; absent if empty.
    public static @Nullable String text(JsonNode record, String field) {
        var node = record.path(field);
        if (node.isString()) {
            var text = node.stringValue();
            return text.isEmpty() ? null : StorableText.of(text);
        }
        return node.isNumber() ? node.numberValue().toString() : null;
    }

    /// A short code in lower case, fit for an index.
    public static @Nullable String code(JsonNode record, String field) {
        var text = text(record, field);
        return text == null ? null : code(text);
    }

    /// A text as a short code in lower case, fit for an index.
    public static String code(String text) {
        var code = text.toLowerCase(Locale.ROOT);
        return StorableText.of(code.length() > LONGEST_CODE ? code.substring(0, LONGEST_CODE) : code);
    }

    /// An integer.
    public static @Nullable Long number(JsonNode record, String field) {
        return number(record.path(field));
    }

    /// An integer.
    public static @Nullable Long number(JsonNode node) {
        if (node.isString()) {
            return integer(node.stringValue().strip());
        }
        return node.isNumber() ? integer(node.numberValue()) : null;
    }

    /// An id, which is greater than zero.
    public static @Nullable Long id(JsonNode record, String field) {
        return id(record.path(field));
    }

    /// An id, which is greater than zero.
    public static @Nullable Long id(JsonNode node) {
        var number = number(node);
        return number == null || number <= 0 ? null : number;
    }

    /// An id in a text, which is greater than zero.
    public static @Nullable Long id(String text) {
        var number = integer(text.strip());
        return number == null || number <= 0 ? null : number;
    }

    /// Whether a field says yes: `true`, `"Y"`, 1 …
    public static boolean isYes(JsonNode record, String field) {
        return Boolean.TRUE.equals(yesOrNo(record, field));
    }

    /// A yes or no; absent if the field says neither.
    public static @Nullable Boolean yesOrNo(JsonNode record, String field) {
        var node = record.path(field);
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isString()) {
            return switch (node.stringValue().strip().toUpperCase(Locale.ROOT)) {
                case "Y", "YES", "TRUE", "1" -> Boolean.TRUE;
                case "N", "NO", "FALSE", "0" -> Boolean.FALSE;
                default -> null;
            };
        }
        var number = number(node);
        return number == null ? null : number != 0;
    }

    /// A Unix time in seconds; absent outside the years 1900 to 9999.
    public static @Nullable Instant unixTime(JsonNode record, String field) {
        var seconds = number(record, field);
        if (seconds == null || seconds < EARLIEST.getEpochSecond() || seconds > LATEST.getEpochSecond()) {
            return null;
        }
        return Instant.ofEpochSecond(seconds);
    }

    /// An ISO 8601 time with offset; absent outside the years 1900 to 9999.
    public static @Nullable Instant isoTime(JsonNode record, String field) {
        var node = record.path(field);
        if (!node.isString()) {
            return null;
        }
        try {
            var instant = OffsetDateTime.parse(node.stringValue().strip()).toInstant();
            return isPlausible(instant) ? instant : null;
        } catch (DateTimeException notATime) {
            return null;
        }
    }

    /// Whether a time lies in the years 1900 to 9999: others are mistakes, and not written in four digits.
    public static boolean isPlausible(Instant instant) {
        return !instant.isBefore(EARLIEST) && !instant.isAfter(LATEST);
    }

    /// The elements of a list, which PHP writes as an array, or as an object if its keys are not 0, 1, 2 …
    public static List<JsonNode> elements(JsonNode list) {
        return list.isContainer() ? List.copyOf(list.values()) : List.of();
    }

    private static @Nullable Long integer(String text) {
        if (!INTEGER.matcher(text).matches()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException tooBig) {
            return null;
        }
    }

    private static @Nullable Long integer(Number number) {
        return switch (number) {
            case BigInteger big -> big.bitLength() < Long.SIZE ? big.longValue() : null;
            case BigDecimal decimal -> whole(decimal.doubleValue());
            case Double real -> whole(real);
            case Float real -> whole(real);
            default -> number.longValue();
        };
    }

    private static @Nullable Long whole(double number) {
        return Math.abs(number) < EXACT_IN_A_DOUBLE && Math.rint(number) == number ? (long) number : null;
    }
}
