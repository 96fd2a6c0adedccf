package io.b24mirror.simulation;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Draws series of every kind that Bitrix24's form offers, near changes of clocks and far from them.
public final class AnySeries {
    private static final List<ZoneId> ZONES = Stream
            .of("UTC", "Europe/Berlin", "Europe/Riga", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo",
                    "Asia/Kolkata", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Kiritimati",
                    "Africa/Cairo", "Europe/Moscow", "Europe/Istanbul", "Asia/Almaty")
            .map(ZoneId::of)
            .toList();
    private static final LocalDate EARLIEST = LocalDate.of(2021, 1, 1);
    private static final int DAYS = 1_700;

    private final Random random;

    public AnySeries(long seed) {
        random = new Random(seed);
    }

    /// The next one.
    public EventDraft next() {
        var first = EARLIEST.plusDays(random.nextInt(DAYS));
        var draft = random.nextInt(4) == 0 ? allDay(first) : timed(first);
        repeat(draft);
        end(draft, first);
        for (int i = random.nextInt(5); i > 0; i--) {
            draft.except(first.plusDays(random.nextInt(60)));
        }
        return draft;
    }

    private EventDraft allDay(LocalDate first) {
        return EventDraft.named("Days").allDay(first, first.plusDays(random.nextInt(3)));
    }

    /// Often in the hours that clocks skip or repeat.
    private EventDraft timed(LocalDate first) {
        int hour = random.nextBoolean() ? random.nextInt(4) : random.nextInt(24);
        return EventDraft.named("Hours")
                .at(first.atTime(hour, 15 * random.nextInt(4)).atZone(ZONES.get(random.nextInt(ZONES.size()))),
                        Duration.ofMinutes(15L * (1 + random.nextInt(200))));
    }

    private void repeat(EventDraft draft) {
        draft.every(1 + random.nextInt(4));
        switch (random.nextInt(4)) {
            case 0 -> draft.daily();
            case 1 -> draft.weekly(random.ints(random.nextInt(4), 1, 8)
                    .distinct()
                    .mapToObj(DayOfWeek::of)
                    .toArray(DayOfWeek[]::new));
            case 2 -> draft.monthly();
            default -> draft.yearly();
        }
    }

    private void end(EventDraft draft, LocalDate first) {
        switch (random.nextInt(3)) {
            case 0 -> draft.times(1 + random.nextInt(60));
            case 1 -> draft.until(first.plusDays(random.nextInt(900)));
            default -> {
            }
        }
    }
}
