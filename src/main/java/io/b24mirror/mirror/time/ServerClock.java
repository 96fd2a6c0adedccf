package io.b24mirror.mirror.time;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// What the records of a portal have proved about its clock and its date format so far.
///
/// @param order
///            the order of dates that was proven last
public record ServerClock(List<Stretch> stretches, @Nullable DateOrder order) {
    /// What is known of a portal that no record has come from yet.
    public static final ServerClock UNKNOWN = new ServerClock(List.of(), null);

    /// Clocks change twice a year, so dates with the same distance from UTC before and after have it, too.
    private static final int NEAR_DAYS = 62;

    public ServerClock {
        stretches = List.copyOf(stretches);
    }

    /// From one date to another events show the same distance from UTC.
    ///
    /// @param offset
    ///            in seconds
    public record Stretch(int offset, LocalDate from, LocalDate to) {
        private boolean contains(LocalDate date) {
            return !date.isBefore(from) && !date.isAfter(to);
        }
    }

    /// The server's distance from UTC at a date, in seconds; null where the records do not prove one.
    @Nullable
    Integer offsetAt(LocalDate date) {
        var there = only(stretches.stream().filter(stretch -> stretch.contains(date)));
        return there.or(() -> only(stretches.stream()))
                .or(() -> only(neighbours(date)).filter(_ -> neighbours(date).count() == 2))
                .orElse(null);
    }

    private Stream<Stretch> neighbours(LocalDate date) {
        var before = stretches.stream()
                .filter(stretch -> isNear(stretch.to(), date))
                .max(Comparator.comparing(Stretch::to));
        var after = stretches.stream()
                .filter(stretch -> isNear(date, stretch.from()))
                .min(Comparator.comparing(Stretch::from));
        return Stream.of(before, after).flatMap(Optional::stream);
    }

    private static boolean isNear(LocalDate earlier, LocalDate later) {
        return earlier.isBefore(later) && ChronoUnit.DAYS.between(earlier, later) <= NEAR_DAYS;
    }

    private static Optional<Integer> only(Stream<Stretch> stretches) {
        var offsets = stretches.map(Stretch::offset).distinct().limit(2).toList();
        return offsets.size() == 1 ? Optional.of(offsets.getFirst()) : Optional.empty();
    }
}
