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

    /// A rule with another frequency is none, so the event takes place once.
    static @Nullable Recurrence of(JsonNode rule) {
        var frequency = Json.text(rule.path("FREQ"));
        if (!FREQUENCIES.contains(frequency)) {
            return null;
        }
        return new Recurrence(frequency, (int) Math.max(1, Json.number(rule.path("INTERVAL"), 1)),
                days(rule.path("BYDAY")), (int) Json.number(rule.path("COUNT"), 0), until(rule.path("UNTIL_TS")));
    }

    private static List<DayOfWeek> days(JsonNode byDay) {
        return Json.items(byDay).stream().map(Json::text).map(Recurrence::day).sorted().distinct().toList();
    }

    private static @Nullable LocalDate until(JsonNode seconds) {
        var parsed = Json.number(seconds);
        return parsed.isEmpty()
                ? null
                : Instant.ofEpochSecond(parsed.getAsLong()).atOffset(ZoneOffset.UTC).toLocalDate();
    }

    static DayOfWeek day(String code) {
        return Stream.of(DayOfWeek.values()).filter(day -> code(day).equalsIgnoreCase(code)).findFirst().orElseThrow();
    }

    static String code(DayOfWeek day) {
        return day.name().substring(0, 2);
    }

    /// All dates of the series in order, from its first one on.
    Stream<LocalDate> dates(LocalDate first) {
        var dates = IntStream.range(0, LAST_STEP)
                .boxed()
                .flatMap(step -> step(first, step * interval))
                .filter(date -> !date.isBefore(first));
        var bounded = count > 0 ? dates.limit(count) : dates;
        return until == null ? bounded : bounded.takeWhile(date -> !date.isAfter(until));
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
