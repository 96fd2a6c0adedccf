package io.b24mirror.chaos;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// Hundreds of portals on one instance. At rates that two cores can keep up with, so that what is measured is who
/// waits for whom.
class CrowdChaosTests {
    private static final int SECONDS = Integer.getInteger("b24.chaos.crowd", 120);

    @Test
    void keepsNoQuietPortalWaitingForBusyOnes() throws Exception {
        var figures = new Crowd(300, 20, 0.03, 5, Duration.ofSeconds(SECONDS)).measure();

        figures.print();
        assertThat(figures.lost()).isZero();
        assertThat(figures.latency(0.99)).isLessThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(figures.used()).isGreaterThanOrEqualTo(0.9);
    }
}
