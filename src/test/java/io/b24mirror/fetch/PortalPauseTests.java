package io.b24mirror.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.b24mirror.bitrix.BitrixFailure;

import static org.assertj.core.api.Assertions.assertThat;

class PortalPauseTests extends FetchTest {
    private static final BitrixFailure REFUSED = new BitrixFailure.Unavailable("the connection was refused", false);
    private static final BitrixFailure HTML = new BitrixFailure.Unavailable("HTTP 503 without a JSON object", true);

    private final PortalPause pause = new PortalPause(jdbc, clock);

    private Duration begin(BitrixFailure failure) {
        return Duration.between(clock.instant(), pause.begin(PORTAL, failure, 50, NOW).until());
    }

    @Test
    void restsLongerWhilePortalStaysAway() {
        var rests = IntStream.range(0, 12).mapToObj(_ -> begin(REFUSED).toSeconds()).toList();

        assertThat(rests).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L);
    }

    static Stream<BitrixFailure> forPeople() {
        return Stream.of(new BitrixFailure.Overloaded("why"), new BitrixFailure.Unauthorized("why"),
                new BitrixFailure.Forbidden("why"));
    }

    @ParameterizedTest
    @MethodSource("forPeople")
    void restsLongWhereSomebodyHasToAct(BitrixFailure failure) {
        assertThat(begin(failure)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void restsUntilBatchesAreAllowedAgain() {
        assertThat(begin(new BitrixFailure.MethodExhausted("why", NOW.plusSeconds(420))))
                .isEqualTo(Duration.ofMinutes(7));
        assertThat(begin(new BitrixFailure.MethodExhausted("why", null))).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void makesBatchesSmallerDownToOne() {
        var limits = Stream.iterate(50, records -> pause.begin(PORTAL, HTML, records, NOW).batchLimit())
                .limit(8)
                .toList();

        assertThat(limits).containsExactly(50, 25, 12, 6, 3, 1, 1, 1);
    }

    @Test
    void restsBrieflyWhileBatchesBecomeSmaller() {
        var rests = Stream.of(50, 25, 12, 6, 3, 1, 1, 1)
                .map(records -> Duration.between(NOW, pause.begin(PORTAL, HTML, records, NOW).until()).toSeconds())
                .toList();

        assertThat(rests).containsExactly(1L, 1L, 1L, 1L, 1L, 2L, 4L, 8L);
    }

    @Test
    void leavesBatchesAsTheyAreIfPortalWasNotReached() {
        assertThat(pause.begin(PORTAL, REFUSED, 50, NOW).batchLimit()).isEqualTo(50);
    }

    @Test
    void letsBatchesGrowBackWithEverySuccess() {
        pause.begin(PORTAL, HTML, 1, NOW);

        var limits = IntStream.range(0, 7).mapToObj(_ -> {
            pause.succeeded(PORTAL);
            return pause.of(PORTAL).map(PortalPause.State::batchLimit).orElse(0);
        }).toList();

        assertThat(limits).containsExactly(2, 4, 8, 16, 32, 0, 0);
    }

    @Test
    void beginsAnewAfterSuccess() {
        pause.begin(PORTAL, HTML, 1, NOW);
        IntStream.range(0, 5).forEach(_ -> begin(REFUSED));
        pause.begin(PORTAL, HTML, 1, NOW);
        pause.succeeded(PORTAL);

        assertThat(begin(REFUSED)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void countsFailuresOfRequestsUnderWayTogetherOnce() {
        clock.advance(Duration.ofSeconds(1));
        var first = pause.begin(PORTAL, REFUSED, 50, NOW);
        var second = pause.begin(PORTAL, HTML, 50, NOW);

        assertThat(second).isEqualTo(first);
        assertThat(pause.begin(PORTAL, REFUSED, 50, clock.instant()).failures()).isEqualTo(2);
    }

    @Test
    void endsForOnePortalOnly() {
        pause.begin(PORTAL, REFUSED, 50, NOW);
        pause.begin(OTHER_PORTAL, REFUSED, 50, NOW);

        pause.end(PORTAL);

        assertThat(pause.of(PORTAL)).isEmpty();
        assertThat(pause.of(OTHER_PORTAL)).isPresent();
    }

    @Test
    void putsOffWhatComesDuringRest() {
        pause.begin(PORTAL, new BitrixFailure.Overloaded("why"), 50, NOW);
        Instant end = NOW.plus(Duration.ofMinutes(10));

        assertThat(pause.notBefore(PORTAL, NOW)).isEqualTo(end);
        assertThat(pause.notBefore(PORTAL, end.plusSeconds(1))).isEqualTo(end.plusSeconds(1));
        assertThat(pause.notBefore(OTHER_PORTAL, NOW)).isEqualTo(NOW);
    }
}
