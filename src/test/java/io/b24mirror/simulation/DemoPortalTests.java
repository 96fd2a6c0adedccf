package io.b24mirror.simulation;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.b24mirror.testing.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

class DemoPortalTests {

    private final SettableClock clock = new SettableClock(SimulationTest.NOW);

    @Test
    void holdsTheSamplesOfTheDocumentation() {
        try (var demo = DemoPortal.start(clock, 1)) {
            var portal = demo.portal();

            assertThat(portal.calendar().section(202)).isPresent();
            assertThat(portal.calendar().event(1265)).isPresent();
            assertThat(portal.comments().comment(999)).isPresent();
            assertThat(portal.memberId()).isEqualTo("a223c6b3710f85df22e9377d6c4f7553");
            assertThat(portal.applicationToken()).isEqualTo("51856fefc120afa4b628cc82d3935cce");
        }
    }

    @Test
    void runsOnAServerThatIsNotAtUtc() {
        try (var demo = DemoPortal.start(clock, 1)) {
            assertThat(demo.portal().serverZone()).isEqualTo(ZoneOffset.ofHours(3));
        }
    }

    @Test
    void tellsOfItsLife() throws InterruptedException {
        try (var demo = DemoPortal.start(clock, 3); var receiver = new Receiver(); var client = new RestClient()) {
            demo.portal().install(receiver.uri());
            var token = demo.portal().issueTokens(1).accessToken();
            for (var event : List.of("CalendarEntryAdd", "CalendarEntryUpdate", "CrmTimelineCommentAdd")) {
                client.json(demo.portal().restUrl().resolve("event.bind"), token,
                        "{\"event\":\"on%s\",\"handler\":\"%s\"}".formatted(event, receiver.uri()));
            }
            demo.live(Duration.ofMillis(2));
            receiver.await(20, Duration.ofSeconds(20));
            demo.rest();

            assertThat(receiver.received().getFirst().body()).startsWith("event=ONAPPINSTALL&");
            assertThat(demo.portal().violations()).isEmpty();
        }
    }

    @Test
    void livesTheSameLifeFromTheSameSeed() {
        try (var one = DemoPortal.start(clock, 7); var other = DemoPortal.start(clock, 7)) {
            for (var step = 0; step < 300; step++) {
                one.liveOnce();
                other.liveOnce();
            }

            assertThat(one.portal().calendar().eventIds()).isEqualTo(other.portal().calendar().eventIds());
            assertThat(one.portal().comments().ids()).isEqualTo(other.portal().comments().ids());
        }
    }
}
