package io.b24mirror.access.login;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.b24mirror.access.login.FailedLogins.Who;
import io.b24mirror.ratelimit.ClientAddress;
import io.b24mirror.testing.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

class FailedLoginsTests {
    private static final Who STRANGER = from("203.0.113.7");
    private static final Who OPERATOR = from("198.51.100.1");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final FailedLogins failed = new FailedLogins(clock);

    @Test
    void allowsSomeTyposBeforeItSlowsDown() {
        var pauses = IntStream.range(0, 8).mapToObj(_ -> failed.failed(STRANGER).toSeconds()).toList();

        assertThat(pauses).containsExactly(0L, 0L, 0L, 0L, 1L, 2L, 4L, 8L);
    }

    @Test
    void neverSlowsDownByMoreThanFiveMinutes() {
        IntStream.range(0, 100).forEach(_ -> failed.failed(STRANGER));
        assertThat(failed.pause(STRANGER)).isEqualTo(Duration.ofMinutes(5));

        clock.advance(Duration.ofMinutes(5));

        assertThat(failed.pause(STRANGER)).isZero();
    }

    @Test
    void forgivesAfterAValidLoginOrAnHour() {
        IntStream.range(0, 4).forEach(_ -> failed.failed(STRANGER));
        failed.succeeded(STRANGER);
        assertThat(failed.failed(STRANGER)).isZero();
        IntStream.range(0, 4).forEach(_ -> failed.failed(STRANGER));

        clock.advance(Duration.ofMinutes(61));

        assertThat(failed.failed(STRANGER)).isZero();
    }

    @Test
    void locksNoUserOutForTheFailuresOfOthers() {
        IntStream.range(0, 10_000).forEach(i -> failed.failed(from("203.0.%d.%d".formatted(i / 250, i % 250))));

        assertThat(failed.pause(OPERATOR)).isZero();
    }

    @Test
    void givesEachSourceOneAttemptWhereAPasswordIsGuessedFromMany() {
        IntStream.range(0, 100).forEach(i -> failed.failed(from("203.0.113." + i)));

        assertThat(failed.failed(from("192.0.2.1"))).isEqualTo(Duration.ofMinutes(1));
        assertThat(failed.failed(new Who(ClientAddress.of("192.0.2.1"), "reporting"))).isZero();

        clock.advance(Duration.ofMinutes(16));
        assertThat(failed.failed(from("192.0.2.2"))).isZero();
    }

    @Test
    void keepsABoundedNumberOfFailures() {
        IntStream.range(0, 30_000).forEach(i -> failed.failed(from("10.%d.%d.1".formatted(i / 250, i % 250))));

        assertThat(failed.remembered()).isLessThanOrEqualTo(10_000);
    }

    @Test
    void takesTheAddressesOfOneHouseholdForOneSource() {
        assertThat(ClientAddress.of("2001:db8:1:2:3:4:5:6")).isEqualTo(ClientAddress.of("2001:db8:1:2:ffff::1"))
                .isNotEqualTo(ClientAddress.of("2001:db8:1:3::1"));
        assertThat(ClientAddress.of("::ffff:203.0.113.7")).isEqualTo(ClientAddress.of("203.0.113.7"));
        assertThat(ClientAddress.of("203.0.113.7")).isNotEqualTo(ClientAddress.of("203.0.113.8"));
    }

    private static Who from(String address) {
        return new Who(ClientAddress.of(address), "operator");
    }
}
