package io.b24mirror.simulation;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BulkTests extends SimulationTest {

    @Test
    void makesThousandsOfRecordsQuickly() {
        bind("onCalendarEntryAdd");
        var section = portal.calendar().addSection("user", 1, "Work");
        var start = System.nanoTime();
        for (var number = 0; number < 10_000; number++) {
            portal.calendar()
                    .addEvent(section,
                            EventDraft.named("Event " + number).at(NOW.atZone(clock.getZone()), Duration.ofHours(1)));
            portal.comments().add("deal", number, 1, "x");
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(portal.events().waiting()).hasSize(10_000);
        assertThat(call("calendar.event.get", "{'type':'user','ownerId':1}").result().size()).isEqualTo(10_000);
    }

    @Test
    void standsChangesFromManyThreads() {
        var section = portal.calendar().addSection("user", 1, "Work");
        bind("onCalendarEntryAdd");
        bind("onCalendarEntryUpdate");
        var changed = new AtomicLong();

        IntStream.range(0, 2_000).parallel().forEach(number -> {
            var id = portal.calendar().addEvent(section, EventDraft.named("Event " + number));
            portal.calendar().updateEvent(id, EventDraft.change().name("Changed"));
            changed.incrementAndGet();
        });

        assertThat(changed).hasValue(2_000);
        assertThat(portal.calendar().eventIds()).hasSize(2_000);
        assertThat(portal.events().waiting()).hasSize(4_000).extracting(OutgoingEvent::id).doesNotHaveDuplicates();
    }
}
