package io.b24mirror.fetch.batch;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.portal.token.TestCredentials;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

class PortalBackoffTests extends FetchTest {
    private static final BitrixFailure REFUSED = new BitrixFailure.Unavailable("the connection was refused", false);
    private static final BitrixFailure HTML = new BitrixFailure.Unavailable("HTTP 503 without a JSON object", true);

    private final PortalBackoff pause = new PortalBackoff(jdbc, TestCredentials.ofAppWith("secret"), clock);

    private Duration begin(BitrixFailure failure) {
        return Duration.between(clock.instant(), pause.begin(PORTAL, failure, 50, NOW).until());
    }

    @Test
    void restsLongerWhilePortalStaysAway() {
        var rests = IntStream.range(0, 12).mapToObj(_ -> begin(REFUSED).toSeconds()).toList();

        assertThat(rests).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L);
    }

    static Stream<BitrixFailure> refusals() {
        return Stream.of(new BitrixFailure.AppMissing("why"), new BitrixFailure.Unauthorized("why"),
                new BitrixFailure.Forbidden("why"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void asksEverMoreRarelyWhereTheAppIsRefused(BitrixFailure failure) {
        var rests = IntStream.range(0, 6).mapToObj(_ -> begin(failure).toMinutes()).toList();

        assertThat(rests).containsExactly(10L, 20L, 40L, 80L, 120L, 120L);
    }

    static Stream<BitrixFailure> closures() {
        return Stream.of(new BitrixFailure.Overloaded("why"), new BitrixFailure.Closed("why"));
    }

    @ParameterizedTest
    @MethodSource("closures")
    void asksEveryTenMinutesWhereThePortalIsClosed(BitrixFailure failure) {
        var rests = IntStream.range(0, 3).mapToObj(_ -> begin(failure).toMinutes()).toList();

        assertThat(rests).containsExactly(10L, 10L, 10L);
    }

    @Test
    void countsRefusalsApartFromOutages() {
        IntStream.range(0, 8).forEach(_ -> begin(REFUSED));

        assertThat(begin(new BitrixFailure.AppMissing("why"))).isEqualTo(Duration.ofMinutes(10));
        assertThat(begin(REFUSED)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void remembersSinceWhenTheAppIsRefused() {
        begin(REFUSED);
        clock.advance(Duration.ofMinutes(1));
        var since = clock.instant();
        begin(new BitrixFailure.AppMissing("why"));
        clock.advance(Duration.ofMinutes(10));
        begin(new BitrixFailure.Unauthorized("why"));

        assertThat(jdbc.sql("select since from fetch_list.pause where refused").query(OffsetDateTime.class).single())
                .isEqualTo(since.atOffset(UTC));
    }

    @Test
    void endsTheRestsOfFormerCredentialsAlone() {
        pause.begin(PORTAL, new BitrixFailure.Unauthorized("why"), 50, NOW);
        pause.begin(OTHER_PORTAL, REFUSED, 50, NOW);
        var same = new PortalBackoff(jdbc, TestCredentials.ofAppWith("secret"), clock);
        var corrected = new PortalBackoff(jdbc, TestCredentials.ofAppWith("corrected"), clock);

        assertThat(same.endRefusalsOfFormerCredentials()).isEmpty();
        assertThat(corrected.endRefusalsOfFormerCredentials()).containsExactly(PORTAL);
        assertThat(corrected.endRefusalsOfFormerCredentials()).isEmpty();
        assertThat(pause.of(OTHER_PORTAL)).isPresent();
    }

    @Test
    void storesNothingOfTheCredentialsThatCanBeRead() {
        begin(new BitrixFailure.Unauthorized("why"));

        assertThat(jdbc.sql("select encode(credentials, 'escape') from fetch_list.pause").query(String.class).single())
                .doesNotContain("secret", "app.test");
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
            return pause.of(PORTAL).map(PortalBackoff.State::batchLimit).orElse(0);
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
