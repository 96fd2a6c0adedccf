package io.b24mirror.mirror.occurrence;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.WeekdayNum;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.time.DateTexts;

import static java.time.ZoneOffset.UTC;

/// The days on which a series takes place by its rule, exceptions included.
///
/// Rules work on days; which instants these are is the business of the event's zone. Bitrix24 knows `FREQ`, `INTERVAL`,
/// `COUNT`, `UNTIL` and, for weekly rules only, `BYDAY`; an interval below 1 counts as 1.
final class RepeatingDays {
    /// Beyond that nothing comes back within the widest window, and the library may run out of years.
    private static final long LONGEST_INTERVAL = 10_000;

    private static final int LENGTH_OF_SHORTEST_MONTH = 28;
    private static final LocalDate NEVER = LocalDate.of(2038, 1, 1);
    private static final MonthDay LEAP_DAY = MonthDay.of(2, 29);

    private final RecurrenceRule rule;

    private RepeatingDays(RecurrenceRule rule) {
        this.rule = rule;
    }

    /// Translates `RRULE`.
    ///
    /// @param first
    ///            the day of the series' own record
    /// @throws InvalidRecurrenceRuleException
    ///             if it makes no sense; the message does not quote it
    static RepeatingDays of(JsonNode rrule, DateTexts texts, LocalDate first) throws InvalidRecurrenceRuleException {
        var rule = new RecurrenceRule(frequency(rrule));
        rule.setInterval(interval(rrule));
        if (rule.getFreq() == Freq.WEEKLY) {
            var days = days(rrule.path("BYDAY"));
            if (!days.isEmpty()) {
                rule.setByDayPart(days);
            }
        }
        var count = BitrixFields.number(rrule, "COUNT");
        var until = until(rrule, texts);
        if (count != null && count > 0) {
            rule.setCount((int) Math.min(count, Integer.MAX_VALUE));
        } else if (until != null) {
            rule.setUntil(day(until));
        }
        return new RepeatingDays(mayMissItsDay(rule.getFreq(), first) ? movedOn(rule) : rule);
    }

    private static boolean mayMissItsDay(Freq frequency, LocalDate first) {
        return switch (frequency) {
            case MONTHLY -> first.getDayOfMonth() > LENGTH_OF_SHORTEST_MONTH;
            case YEARLY -> MonthDay.from(first).equals(LEAP_DAY);
            default -> false;
        };
    }

    /// Where a month has no such day, Bitrix24 shows the series on the first day of the next one, and counts it. RFC
    /// 7529 has words for that.
    private static RecurrenceRule movedOn(RecurrenceRule rule) throws InvalidRecurrenceRuleException {
        return new RecurrenceRule(rule + ";RSCALE=GREGORIAN;SKIP=FORWARD");
    }

    private static Freq frequency(JsonNode rrule) throws InvalidRecurrenceRuleException {
        var frequency = BitrixFields.text(rrule, "FREQ");
        return switch (frequency == null ? "" : frequency.strip().toUpperCase(Locale.ROOT)) {
            case "DAILY" -> Freq.DAILY;
            case "WEEKLY" -> Freq.WEEKLY;
            case "MONTHLY" -> Freq.MONTHLY;
            case "YEARLY" -> Freq.YEARLY;
            default -> throw new InvalidRecurrenceRuleException("FREQ is none of DAILY, WEEKLY, MONTHLY, YEARLY");
        };
    }

    private static int interval(JsonNode rrule) throws InvalidRecurrenceRuleException {
        var interval = BitrixFields.number(rrule, "INTERVAL");
        if (interval != null && interval > LONGEST_INTERVAL) {
            throw new InvalidRecurrenceRuleException("INTERVAL is more than " + LONGEST_INTERVAL);
        }
        return interval == null ? 1 : (int) Math.max(1, interval);
    }

    /// A list of days, or a map from days to themselves or to their number in the month.
    private static List<WeekdayNum> days(JsonNode byDay) {
        var codes = byDay.isObject()
                ? byDay.propertyStream().map(day -> day.getKey() + " " + day.getValue().asString(""))
                : BitrixFields.elements(byDay).stream().map(day -> day.asString(""));
        return codes.map(RepeatingDays::day).flatMap(Optional::stream).distinct().toList();
    }

    private static Optional<WeekdayNum> day(String code) {
        return Stream.of("MO", "TU", "WE", "TH", "FR", "SA", "SU")
                .filter(code.toUpperCase(Locale.ROOT)::contains)
                .findFirst()
                .map(day -> new WeekdayNum(0, org.dmfs.rfc5545.Weekday.valueOf(day)));
    }

    /// The last day. `UNTIL_TS` is its midnight in UTC, whatever the server's zone. What has no end is given one in
    /// 2038, with an empty text beside it.
    private static @Nullable LocalDate until(JsonNode rrule, DateTexts texts) {
        var endless = rrule.path("~UNTIL");
        var seconds = BitrixFields.unixTime(rrule, "UNTIL_TS");
        var day = seconds == null
                ? texts.date(rrule.path("UNTIL")).orElse(null)
                : LocalDate.ofInstant(seconds, UTC);
        return NEVER.equals(day) || (endless.isString() && endless.stringValue().isBlank()) ? null : day;
    }

    private static DateTime day(LocalDate date) {
        return new DateTime(date.getYear(), date.getMonthValue() - 1, date.getDayOfMonth());
    }

    /// The rule as RFC 5545 writes it, or RFC 7529 where it needs that; an end is a day.
    String text() {
        return rule.toString();
    }

    /// All days in order, from the first one on; mostly without end.
    Iterator<LocalDate> from(LocalDate first) {
        var days = rule.iterator(day(first));
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return days.hasNext();
            }

            @Override
            public LocalDate next() {
                var day = days.nextDateTime();
                return LocalDate.of(day.getYear(), day.getMonth() + 1, day.getDayOfMonth());
            }
        };
    }
}
