package io.b24mirror.simulation;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// Fills a calendar with events of every kind: single ones and series, whole days and hours, near changes of clocks
/// and far from them, with occurrences that are left out, changed or go on otherwise.
public final class AnyCalendar {
    private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata",
            "Australia/Lord_Howe", "Pacific/Auckland", "Europe/Moscow", "America/Bogota");
    private static final List<String> IMPORTED_ZONES = List.of("", "+05:30", "-03:00");

    private final SimulatedCalendar calendar;
    private final Random random;
    private final AnySeries series;
    private final LocalDate from;
    private final int days;

    /// Single events and changed occurrences are drawn from these days.
    public AnyCalendar(SimulatedPortal portal, long seed, LocalDate from, int days) {
        this.calendar = portal.calendar();
        this.random = new Random(seed);
        this.series = new AnySeries(seed);
        this.from = from;
        this.days = days;
    }

    public void fill(long section, int events) {
        for (int event = 0; event < events; event++) {
            if (random.nextBoolean()) {
                calendar.addEvent(section, single());
            } else {
                change(calendar.addEvent(section, series.next()));
            }
        }
    }

    private EventDraft single() {
        var first = day();
        if (random.nextInt(4) == 0) {
            return EventDraft.named("Days").allDay(first, first.plusDays(random.nextInt(5)));
        }
        var wall = wall(first);
        var end = wall.plusMinutes(15L * (1 + random.nextInt(200)));
        return switch (random.nextInt(6)) {
            case 0 -> EventDraft.named("Imported").imported(wall, end, any(IMPORTED_ZONES));
            case 1 -> EventDraft.named("Flight")
                    .between(wall.atZone(ZoneId.of(any(ZONES))), end.plusDays(1).atZone(ZoneId.of(any(ZONES))));
            case 2 -> EventDraft.named("By an app").onWalls(wall, end, any(ZONES)).byRest(random.nextInt(-29, 31));
            default -> EventDraft.named("Hours").onWalls(wall, end, any(ZONES));
        };
    }

    /// Often in the hours that clocks skip or repeat, and on the days when they do.
    private LocalDateTime wall(LocalDate date) {
        int hour = random.nextBoolean() ? random.nextInt(4) : random.nextInt(24);
        return date.atTime(hour, 15 * random.nextInt(4));
    }

    private LocalDate day() {
        return random.nextInt(8) == 0
                ? any(List.of(LocalDate.of(2024, 10, 27), LocalDate.of(2025, 3, 30), LocalDate.of(2025, 3, 9)))
                : from.plusDays(random.nextInt(days));
    }

    private void change(long id) {
        switch (random.nextInt(6)) {
            case 0 -> someOccurrence(id, date -> calendar.editOccurrence(id, date, EventDraft.change()
                    .name("Moved")
                    .onWalls(wall(date.plusDays(1)), wall(date.plusDays(1)).plusHours(25), any(ZONES))));
            case 1 -> someOccurrence(id, date -> calendar.deleteOccurrence(id, date));
            case 2 -> someOccurrence(id, date -> calendar.deleteOccurrenceByImport(id, date));
            case 3 -> someOccurrence(id, date -> calendar.editFollowing(id, date,
                    EventDraft.change().allDay(date, date.plusDays(1))));
            default -> {
            }
        }
    }

    private void someOccurrence(long id, Consumer<LocalDate> change) {
        var all = calendar.occurrences(id, from, from.plusDays(days));
        if (all.size() > 1) {
            change.accept(all.get(1 + random.nextInt(all.size() - 1)).date());
        }
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
