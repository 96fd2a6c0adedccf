package io.b24mirror.report.calendar;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Iterator;
import java.util.TimeZone;
import java.util.stream.Stream;

import biweekly.property.RecurrenceRule;
import biweekly.util.ICalDate;
import biweekly.util.Recurrence;
import org.jspecify.annotations.Nullable;

/// Times as they stand in a file, which need not be what a clock shows.
final class WrittenTimes {
    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    private WrittenTimes() {}

    static LocalDateTime read(ICalDate date) {
        var written = date.getRawComponents();
        return LocalDateTime.of(written.getYear(), written.getMonth(), written.getDate(), written.getHour(),
                written.getMinute(), written.getSecond());
    }

    /// What a rule says, but for its end, which is a moment.
    static Stream<LocalDateTime> of(LocalDateTime first, @Nullable RecurrenceRule rule, LocalDateTime last) {
        if (rule == null) {
            return Stream.of(first);
        }
        var endless = new Recurrence.Builder(rule.getValue()).until((ICalDate) null).build();
        var dates = endless.getDateIterator(Date.from(first.toInstant(ZoneOffset.UTC)), UTC);
        return Stream.iterate(dates, Iterator::hasNext, iterator -> iterator)
                .map(iterator -> local(iterator.next().toInstant()))
                .takeWhile(time -> !time.isAfter(last));
    }

    private static LocalDateTime local(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
