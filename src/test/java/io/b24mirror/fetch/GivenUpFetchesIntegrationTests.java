package io.b24mirror.fetch;

import java.time.Duration;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.OutgoingEvent;

import static org.assertj.core.api.Assertions.assertThat;

/// Records that were given up do not stay on the list for ever.
@ExtendWith(OutputCaptureExtension.class)
class GivenUpFetchesIntegrationTests extends DrainTest {
    @Autowired
    private GivenUpFetches givenUp;

    @Autowired
    private MeterRegistry meters;

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    GivenUpFetchesIntegrationTests() {}

    @Test
    void forgetsARecordWhoseDeletionIsTold() throws InterruptedException {
        var event = addEvents(1).getFirst();
        portal.calendar().deleteEvent(event);
        var deleted = waiting("ONCALENDARENTRYDELETE");
        portal.events().deliver(waiting("ONCALENDARENTRYADD"));
        work();
        assertThat(states()).containsOnly(Map.entry("DEAD", 1L));

        portal.events().deliver(deleted);
        work();

        assertThat(states()).isEmpty();
    }

    private OutgoingEvent waiting(String code) {
        return portal.events().waiting().stream().filter(event -> event.event().equals(code)).findFirst().orElseThrow();
    }

    @Test
    void keepsARecordThatWaitsWhenItsDeletionIsTold() throws InterruptedException {
        var event = addEvents(1).getFirst();
        deliverAndWork();
        portal.faults().failCalls("calendar.event.getbyid", 1, 500, "INTERNAL_SERVER_ERROR", "Internal error");
        portal.calendar().updateEvent(event, EventDraft.change().name("Changed"));
        clock.advance(Duration.ofMinutes(1));
        deliverAndWork();
        assertThat(states()).containsOnly(Map.entry("WAITING", 1L));

        portal.calendar().deleteEvent(event);
        portal.events().deliverAll();

        assertThat(states()).containsOnly(Map.entry("WAITING", 1L));
        letPass(Duration.ofMinutes(1));
        assertThat(states()).doesNotContainKey("DEAD");
    }

    @Test
    void forgetsARecordThatWasGivenUpLongAgo(CapturedOutput log) {
        request(event(7));
        work();
        assertThat(meters.get("b24.records.given.up").gauge().value()).isEqualTo(1);

        clock.advance(Duration.ofDays(89));
        givenUp.forgetOld();
        assertThat(states()).containsOnly(Map.entry("DEAD", 1L));
        clock.advance(Duration.ofDays(2));
        givenUp.forgetOld();

        assertThat(states()).isEmpty();
        assertThat(log.getOut())
                .contains("Forgot 1 records that could not be read and were given up more than 90 days");
        assertThat(meters.get("b24.records.given.up").gauge().value()).isZero();
    }

    @Test
    void countsFromTheLastTry() throws InterruptedException {
        request(event(7));
        work();
        clock.advance(Duration.ofDays(20));
        request(event(7));
        letPass(Duration.ofMinutes(1));
        assertThat(states()).containsOnly(Map.entry("DEAD", 1L));

        clock.advance(Duration.ofDays(80));
        givenUp.forgetOld();

        assertThat(states()).containsOnly(Map.entry("DEAD", 1L));
    }
}
