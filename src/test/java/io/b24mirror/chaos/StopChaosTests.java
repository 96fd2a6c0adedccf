package io.b24mirror.chaos;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// The service is asked to end, as every deployment does.
class StopChaosTests {
    private static final int ROUNDS = Integer.getInteger("b24.chaos.stops", 10);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// What container engines leave a process before they kill it, as the compose file has it.
    private static final Duration GRACE = Duration.ofSeconds(45);

    @Test
    void losesNothingWhenItIsStoppedUnderLoad() throws Exception {
        try (var postgres = RealPostgres.start(); var scene = new Scene(postgres)) {
            var seat = scene.seat();
            var figures = new Figures("SIGTERM of the service");
            var service = seat.start().awaitHealthy();
            try {
                scene.install(seat);
                for (int round = 0; round < ROUNDS; round++) {
                    try (var load = scene.load(seat)) {
                        load.awaitAcknowledged(20 + 37 * round % 300, Instant.MIN, PATIENCE);
                        var stoppedAt = Instant.now();
                        assertThat(service.stop()).isIn(0, 143);
                        assertThat(Duration.between(stoppedAt, Instant.now())).isLessThan(GRACE);
                        var endedAt = Instant.now();
                        service = seat.start();
                        load.awaitAcknowledged(50, endedAt, PATIENCE);
                        scene.ledger().add(load.stop());
                        scene.settle(PATIENCE, service);
                        figures.add(scene.ledger().answersAgainAfter(endedAt),
                                Duration.between(endedAt, Instant.now()));
                    }
                }
            } finally {
                service.close();
            }
            figures.print(scene.ledger());
        }
    }
}
