package io.b24mirror.simulation;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A rule by which an event repeats: which dates it falls on, in the event's own calendar.
record Recurrence(String frequency, int interval, List<DayOfWeek> days, int count, @Nullable LocalDate until) {

    private static final List<String> FREQUENCIES = List.of("DAILY", "WEEKLY", "MONTHLY", "YEARLY");
    private static final int LAST_STEP = 20_000;
    static final LocalDate ENDLESS = LocalDate.of(2038, 1, 1);

    /// A rule with another frequency is none, so the event takes place once.
    static @Nullable Recurrence of(JsonNode rule, DateFormat texts) {
        var frequency = Json.text(rule.path("FREQ"));
        if (!FREQUENCIES.contains(frequency)) {
            return null;
        }
        return new Recurrence(frequency, (int) Math.max(1, Json.number(rule.path("INTERVAL"), 1)),
                days(rule.path("BYDAY")), (int) Json.number(rule.path("COUNT"), 0), until(rule, texts));
    }

    boolean isEndless() {
        return count == 0 && until == null;
    }

    /// The same series as far as the day before.
    Recurrence endingBefore(LocalDate date) {
        return new Recurrence(frequency, interval, days, 0, date.minusDays(1));
    }

    private static List<DayOfWeek> days(JsonNode byDay) {
        return Json.items(byDay).stream().map(Json::text).map(Recurrence::day).sorted().distinct().toList();
    }

    /// Old portals write only the text. The first of January 2038 means that there is no end.
    private static @Nullable LocalDate until(JsonNode rule, DateFormat texts) {
        var seconds = Json.number(rule.path("UNTIL_TS"));
        var text = Json.text(rule.path("UNTIL"));
        var date = seconds.isPresent()
                ? LocalDate.ofInstant(Instant.ofEpochSecond(seconds.getAsLong()), ZoneOffset.UTC)
                : text.isEmpty() ? ENDLESS : texts.read(text);
        return date.equals(ENDLESS) ? null : date;
    }

    static DayOfWeek day(String code) {
        return Stream.of(DayOfWeek.values()).filter(day -> code(day).equalsIgnoreCase(code)).findFirst().orElseThrow();
    }

    static String code(DayOfWeek day) {
        return day.name().substring(0, 2);
    }

    /// All dates of the series in order, from its first one on. The count beats the last date, and left-out days count.
    Stream<LocalDate> dates(LocalDate first) {
        var dates = IntStream.range(0, LAST_STEP)
                .boxed()
                .flatMap(step -> step(first, step * interval))
                .filter(date -> !date.isBefore(first));
        if (count > 0) {
            return dates.limit(count);
        }
        return until == null ? dates : dates.takeWhile(date -> !date.isAfter(until));
    }

    /// Where the server expects the end: it multiplies, or trusts the last date.
    LocalDate estimatedEnd(LocalDate first) {
        if (count == 0) {
            return until == null ? ENDLESS : until;
        }
        var units = (long) count * interval;
        return switch (frequency) {
            case "DAILY" -> first.plusDays(units);
            case "WEEKLY" -> first.plusWeeks(units);
            case "MONTHLY" -> first.plusMonths(units);
            default -> first.plusYears(units);
        };
    }

    private Stream<LocalDate> step(LocalDate first, int units) {
        return switch (frequency) {
            case "DAILY" -> Stream.of(first.plusDays(units));
            case "WEEKLY" -> week(first, units);
            case "MONTHLY" -> sameDay(first, YearMonth.from(first).plusMonths(units));
            case "YEARLY" -> sameDay(first, YearMonth.from(first).plusYears(units));
            default -> throw new IllegalArgumentException("No such frequency: " + frequency);
        };
    }

    private Stream<LocalDate> week(LocalDate first, int weeks) {
        if (days.isEmpty()) {
            return Stream.of(first.plusWeeks(weeks));
        }
        var monday = first.with(DayOfWeek.MONDAY).plusWeeks(weeks);
        return days.stream().map(monday::with);
    }

    /// In a month without that day it is the first one of the next.
    private static Stream<LocalDate> sameDay(LocalDate first, YearMonth month) {
        return Stream.of(month.isValidDay(first.getDayOfMonth())
                ? month.atDay(first.getDayOfMonth())
                : month.plusMonths(1).atDay(1));
    }
}
