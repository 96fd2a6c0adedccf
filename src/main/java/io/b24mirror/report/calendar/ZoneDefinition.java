package io.b24mirror.report.calendar;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import net.fortuna.ical4j.model.ComponentList;
import net.fortuna.ical4j.model.PropertyList;
import net.fortuna.ical4j.model.component.Daylight;
import net.fortuna.ical4j.model.component.Observance;
import net.fortuna.ical4j.model.component.Standard;
import net.fortuna.ical4j.model.component.VTimeZone;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.RRule;
import net.fortuna.ical4j.model.property.TzId;
import net.fortuna.ical4j.model.property.TzOffsetFrom;
import net.fortuna.ical4j.model.property.TzOffsetTo;

/// Defines a time zone by the rules of the Java platform, which the mirror uses. The definitions of ical4j are of
/// another year, and describe a century of history in ways that programs read differently.
///
/// Every change of the clock since 1970 is listed; future ones follow a rule.
final class ZoneDefinition {
    private static final LocalDateTime FIRST = LocalDateTime.of(1970, 1, 1, 0, 0);
    private static final int WEEK = 7;

    /// The years after which the days of the week repeat.
    private static final int CYCLE = 28;

    private final ZoneRules rules;

    private ZoneDefinition(ZoneRules rules) {
        this.rules = rules;
    }

    static VTimeZone of(ZoneId zone) {
        return new VTimeZone(new PropertyList(List.of(new TzId(zone.getId()))),
                new ZoneDefinition(zone.getRules()).observances());
    }

    private ComponentList<Observance> observances() {
        var first = rules.getOffset(FIRST);
        var changes = changes();
        var observances = Stream.of(
                Stream.of(observance(FIRST, first, first, FIRST.toInstant(first))),
                changes.stream().map(this::observance),
                rules.getTransitionRules().stream().map(rule -> observance(rule, lastYear(changes) + 1)));
        return new ComponentList<>(observances.flatMap(each -> each).toList());
    }

    /// The changes before the rules apply.
    private List<ZoneOffsetTransition> changes() {
        var first = FIRST.toInstant(ZoneOffset.UTC);
        return rules.getTransitions().stream().filter(change -> change.getInstant().isAfter(first)).toList();
    }

    private static int lastYear(List<ZoneOffsetTransition> changes) {
        return changes.isEmpty() ? FIRST.getYear() : changes.getLast().getDateTimeBefore().getYear();
    }

    private Observance observance(ZoneOffsetTransition change) {
        return observance(change.getDateTimeBefore(), change.getOffsetBefore(), change.getOffsetAfter(),
                change.getInstant());
    }

    private Observance observance(ZoneOffsetTransitionRule rule, int year) {
        var observance = observance(rule.createTransition(year));
        observance.add(new RRule<>(yearly(IntStream.range(year, year + CYCLE)
                .mapToObj(each -> rule.createTransition(each).getDateTimeBefore())
                .toList())));
        return observance;
    }

    private Observance observance(LocalDateTime time, ZoneOffset from, ZoneOffset to, Instant since) {
        var observance = rules.isDaylightSavings(since) ? new Daylight() : new Standard();
        observance.add(new DtStart<Temporal>(time));
        observance.add(new TzOffsetFrom(from));
        observance.add(new TzOffsetTo(to));
        return observance;
    }

    /// The rule behind these local times. It goes by what the clock showed, which may be the day before that of the
    /// Java rule: the clocks of Nuuk change on the eve of a Sunday, those of Cairo on a Friday that may be
    /// November's first.
    private static String yearly(List<LocalDateTime> times) {
        var one = times.getFirst();
        var weekday = one.getDayOfWeek().name().substring(0, 2);
        if (!times.stream().allMatch(time -> time.getMonth() == one.getMonth())) {
            return "FREQ=YEARLY;BYDAY=%s;BYYEARDAY=%s".formatted(weekday,
                    days(times, ZoneDefinition::dayBeforeNewYear));
        }
        var rule = "FREQ=YEARLY;BYMONTH=%d;BYDAY=".formatted(one.getMonthValue());
        if (times.stream().allMatch(ZoneDefinition::isLastOfMonth)) {
            return rule + "-1" + weekday;
        }
        return times.stream().allMatch(time -> week(time) == week(one))
                ? rule + week(one) + weekday
                : rule + weekday + ";BYMONTHDAY=" + days(times, LocalDateTime::getDayOfMonth);
    }

    private static String days(List<LocalDateTime> times, ToIntFunction<LocalDateTime> day) {
        return times.stream()
                .mapToInt(day)
                .distinct()
                .sorted()
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(","));
    }

    /// Counted back from the end of the year, so that 29 February makes no difference.
    private static int dayBeforeNewYear(LocalDateTime time) {
        return time.getDayOfYear() - time.toLocalDate().lengthOfYear() - 1;
    }

    private static int week(LocalDateTime time) {
        return (time.getDayOfMonth() - 1) / WEEK + 1;
    }

    private static boolean isLastOfMonth(LocalDateTime time) {
        return time.plusDays(WEEK).getMonth() != time.getMonth();
    }
}
