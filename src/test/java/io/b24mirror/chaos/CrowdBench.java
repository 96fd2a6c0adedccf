package io.b24mirror.chaos;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// How soon an event of a quiet portal is in the mirror while one instance works off the backlogs of hundreds of others,
/// and how much of their budgets it uses meanwhile.
class CrowdBench {
    private static final int PORTALS = Integer.getInteger("bench.portals", 300);
    private static final int HANGING = Integer.getInteger("bench.hanging", 20);
    private static final double RATE = Double.parseDouble(System.getProperty("bench.rate", "0.02"));
    private static final int SECONDS = Integer.getInteger("bench.seconds", 120);

    @Test
    void servesQuietPortalsAmongBusyOnes() throws Exception {
        System.out.printf("bench portals                         %d busy at %.2f requests a second, %d of them hang%n",
                PORTALS, RATE, HANGING);

        var figures = new Crowd(PORTALS, HANGING, RATE, Duration.ofSeconds(SECONDS)).measure();

        figures.print();
        assertThat(figures.lost()).isZero();
    }
}
