package io.b24mirror.report.calendar;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;

/// Computes the days of a series by its rule.
final class RuleDays {
    private static final int MAX_STEPS = 100_000;

    private RuleDays() {}

    /// The given days that the rule has. Programs take exceptions on other days for an error, and some then misread the
    /// following ones, too.
    static Set<LocalDate> among(Collection<LocalDate> some, String rule, LocalDate first) {
        var left = new TreeSet<>(some).tailSet(first, true);
        var among = new HashSet<LocalDate>();
        try {
            var days = new RecurrenceRule(rule).iterator(new DateTime(first.getYear(), first.getMonthValue() - 1,
                    first.getDayOfMonth()));
            for (int step = 0; days.hasNext() && !left.isEmpty() && step < MAX_STEPS; step++) {
                var day = date(days.nextDateTime());
                left.headSet(day).clear();
                if (left.remove(day)) {
                    among.add(day);
                }
            }
            return among;
        } catch (InvalidRecurrenceRuleException e) {
            throw new IllegalStateException("The database has a rule that is none", e);
        }
    }

    private static LocalDate date(DateTime day) {
        return LocalDate.of(day.getYear(), day.getMonth() + 1, day.getDayOfMonth());
    }
}
