package io.b24mirror.report.calendar;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import biweekly.component.Observance;
import biweekly.component.VTimezone;
import biweekly.util.UtcOffset;

/// A time zone as a file defines it, whatever others say of it.
final class WrittenZone {
    static final WrittenZone UTC = new WrittenZone(List.of());

    private static final LocalDateTime LAST = LocalDateTime.of(2050, 1, 1, 0, 0);

    private final List<Change> changes;

    private WrittenZone(List<Change> changes) {
        this.changes = changes;
    }

    static WrittenZone of(VTimezone definition) {
        return new WrittenZone(
                Stream.<Observance>concat(definition.getStandardTimes().stream(),
                        definition.getDaylightSavingsTime().stream())
                        .flatMap(WrittenZone::changes)
                        .sorted(Comparator.comparing(Change::instant))
                        .toList());
    }

    private static Stream<Change> changes(Observance observance) {
        var from = offset(observance.getTimezoneOffsetFrom().getValue());
        var to = offset(observance.getTimezoneOffsetTo().getValue());
        return WrittenTimes
                .of(WrittenTimes.read(observance.getDateStart().getValue()), observance.getRecurrenceRule(), LAST)
                .map(time -> new Change(time, from, to));
    }

    private static ZoneOffset offset(UtcOffset offset) {
        return ZoneOffset.ofTotalSeconds((int) (offset.getMillis() / 1_000));
    }

    /// Of a time that the clock shows twice the first one, and one that it skips by what the clock showed before (RFC
    /// 5545, 3.3.5).
    Instant instant(LocalDateTime time) {
        return time.toInstant(changes.reversed()
                .stream()
                .filter(change -> !time.isBefore(change.since()))
                .findFirst()
                .map(Change::to)
                .orElseGet(() -> changes.isEmpty() ? ZoneOffset.UTC : changes.getFirst().from()));
    }

    /// A change of the clock.
    private record Change(LocalDateTime time, ZoneOffset from, ZoneOffset to) {
        Instant instant() {
            return time.toInstant(from);
        }

        /// Since when a clock shows only what it shows after the change.
        LocalDateTime since() {
            return to.getTotalSeconds() > from.getTotalSeconds() ? LocalDateTime.ofInstant(instant(), to) : time;
        }
    }
}
