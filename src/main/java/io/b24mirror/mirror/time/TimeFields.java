package io.b24mirror.mirror.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

import static java.time.ZoneOffset.UTC;

/// The fields of an event that say when it is, as the portal wrote them.
record TimeFields(JsonNode event) {
    /// Whatever is longer is no length.
    private static final long MAX_SECONDS = Duration.ofDays(36_525).toSeconds();

    /// PHP's `D M d Y H:i:s`, in English whatever the portal's language.
    private static final DateTimeFormatter FORMATTED = new DateTimeFormatterBuilder()
            .appendPattern("EEE MMM dd uuuu[ HH:mm:ss]")
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
            .toFormatter(Locale.ENGLISH);

    boolean isAllDay() {
        return BitrixFields.isYes(event, "DT_SKIP_TIME");
    }

    boolean isSeries() {
        return event.path("RRULE").isObject() && !event.path("RRULE").isEmpty();
    }

    /// The wall time of `DATE_FROM_FORMATTED` or `DATE_TO_FORMATTED`, which portals older than about 2024 do not send.
    @Nullable
    LocalDateTime formatted(String edge) {
        var text = BitrixFields.text(event, "DATE_" + edge + "_FORMATTED");
        try {
            return text == null ? null : LocalDateTime.parse(text.strip(), FORMATTED);
        } catch (DateTimeParseException notADate) {
            return null;
        }
    }

    /// `DATE_FROM` or `DATE_TO` in the portal's format.
    @Nullable
    DateText text(String edge) {
        return DateText.in(event.path("DATE_" + edge)).findFirst().orElse(null);
    }

    /// What the clock shows at an edge, by whichever text says so; null where none does.
    @Nullable
    LocalDateTime wall(String edge, DateOrder order) {
        var formatted = formatted(edge);
        var text = text(edge);
        return formatted != null || text == null ? formatted : text.in(order);
    }

    /// Whether some date of it means something else if day and month are interchanged.
    boolean dependOnTheOrder() {
        var edges = Stream.of("FROM", "TO").filter(edge -> formatted(edge) == null).map(edge -> "DATE_" + edge);
        return Stream.concat(edges, Stream.of("EXDATE", "ORIGINAL_DATE_FROM"))
                .flatMap(field -> DateText.in(event.path(field)))
                .anyMatch(date -> !date.isCertain());
    }

    /// The Unix time of an edge, which is off by the server's distance from UTC.
    @Nullable
    Instant stamp(String edge) {
        return BitrixFields.unixTime(event, "DATE_" + edge + "_TS_UTC");
    }

    /// `DT_LENGTH`, unless it makes no sense.
    @Nullable
    Long seconds() {
        var seconds = BitrixFields.number(event, "DT_LENGTH");
        return seconds == null || seconds < 0 || seconds > MAX_SECONDS ? null : seconds;
    }

    EventZone zone(String edge) {
        return EventZone.of(event, edge);
    }

    /// How far the server's clock is from UTC, in seconds, if the event starts then.
    @Nullable
    Long serverOffset(LocalDateTime start) {
        var stamp = stamp("FROM");
        return stamp == null
                ? null
                : start.toEpochSecond(UTC) - offset(start).getTotalSeconds() - stamp.getEpochSecond();
    }

    /// What the portal took off the wall time. Whole days have no zone; what their record says of one is left over.
    ZoneOffset offset(LocalDateTime start) {
        return isAllDay() ? UTC : zone("FROM").portalOffset(start);
    }
}
