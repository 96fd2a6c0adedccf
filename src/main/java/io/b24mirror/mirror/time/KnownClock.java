package io.b24mirror.mirror.time;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What this instance knows of one portal's clock, and what of it the database does not have yet. Safe for use by
/// several threads.
final class KnownClock {
    private final Instant readAt;
    private final List<ClockMonth> months;
    private final List<ClockMonth> unsaved = new ArrayList<>();
    private boolean hasNews;
    private Instant savedAt;
    private ServerClock clock;

    /// @param months
    ///            what the database has
    KnownClock(Collection<ClockMonth> months, Instant readAt) {
        this.months = new ArrayList<>(months);
        this.readAt = readAt;
        this.savedAt = readAt;
        this.clock = summary();
    }

    Instant readAt() {
        return readAt;
    }

    synchronized ServerClock clock() {
        return clock;
    }

    /// Adds what an event shows.
    ///
    /// @return what other events showed of the same days, if that is something else
    synchronized Optional<ClockMonth> add(ClockMonth seen) {
        var before = months.stream().filter(seen::isSameAs).findFirst();
        boolean isNew = before.filter(seen::isCoveredBy).isEmpty();
        merge(months, seen);
        merge(unsaved, seen);
        if (isNew) {
            hasNews = true;
            clock = summary();
        }
        var merged = months.stream().filter(seen::isSameAs).findFirst().orElse(seen);
        return isNew ? months.stream().filter(merged::contradicts).findFirst() : Optional.empty();
    }

    /// Takes out what has to be saved now: what is new at once, mere counts only if they were not saved since then.
    synchronized List<ClockMonth> takeUnsaved(Instant now, Instant notSince) {
        if (unsaved.isEmpty() || (!hasNews && savedAt.isAfter(notSince))) {
            return List.of();
        }
        var taken = List.copyOf(unsaved);
        unsaved.clear();
        hasNews = false;
        savedAt = now;
        return taken;
    }

    /// Takes back what could not be saved.
    synchronized void giveBack(Collection<ClockMonth> taken) {
        taken.forEach(month -> merge(unsaved, month));
        hasNews = true;
    }

    /// Takes over what another one knows and has not saved.
    synchronized KnownClock with(KnownClock other) {
        var rest = other.takeUnsaved(readAt, Instant.MAX);
        rest.forEach(this::add);
        return this;
    }

    private static void merge(List<ClockMonth> months, ClockMonth seen) {
        for (int i = 0; i < months.size(); i++) {
            if (months.get(i).isSameAs(seen)) {
                months.set(i, months.get(i).and(seen));
                return;
            }
        }
        months.add(seen);
    }

    private ServerClock summary() {
        var order = months.stream()
                .filter(month -> month.dateOrder() != null)
                .max(Comparator.comparing(ClockMonth::lastSeenAt))
                .map(ClockMonth::dateOrder)
                .orElse(null);
        return new ServerClock(months.stream().map(ClockMonth::stretch).toList(), order);
    }
}
