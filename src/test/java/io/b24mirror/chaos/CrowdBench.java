package io.b24mirror.chaos;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// How soon an event of a quiet portal is in the mirror while one instance works off the backlogs of hundreds of
/// others, and how much of their budgets it uses meanwhile.
class CrowdBench {
    private static final int PORTALS = Integer.getInteger("bench.portals", 300);
    private static final int HANGING = Integer.getInteger("bench.hanging", 20);
    private static final double RATE = Double.parseDouble(System.getProperty("bench.rate", "0.03"));
    private static final int RECORDS = Integer.getInteger("bench.records", 5);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 120);

    @Test
    void servesQuietPortalsAmongBusyOnes() throws Exception {
        System.out.printf(
                "bench portals                         %d busy at %.2f requests a second, of %d records; %d hang%n",
                PORTALS, RATE, RECORDS, HANGING);

        var figures = new Crowd(PORTALS, HANGING, RATE, RECORDS, Duration.ofSeconds(SECONDS)).measure();

        figures.print();
        assertThat(figures.lost()).isZero();
    }
}
