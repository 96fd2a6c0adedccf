package io.b24mirror.chaos;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.b24mirror.testing.ServiceProcess;

import static org.assertj.core.api.Assertions.assertThat;

/// The service ends without warning, again and again, and each time tokens have just expired.
class KillChaosTests {
    private static final int ROUNDS = Integer.getInteger("b24.chaos.kills", 50);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void losesNothingWhenItIsKilledUnderLoad() throws Exception {
        try (var postgres = RealPostgres.start(); var scene = new Scene(postgres)) {
            var seat = scene.seat().withQuickHeartbeats();
            var figures = new Figures("kill -9 of the service");
            var service = seat.start().awaitHealthy();
            try {
                scene.install(seat);
                for (int round = 0; round < ROUNDS; round++) {
                    service = killUnderLoad(scene, seat, service, 20 + 37 * round % 300, figures);
                    figures.printSoFar(scene.ledger());
                }
            } finally {
                service.close();
            }
            assertThat(scene.portal().renewals()).as("renewals").isGreaterThanOrEqualTo(ROUNDS);
            figures.print(scene.ledger());
        }
    }

    /// @param events
    ///            so many are acknowledged before
    private static ServiceProcess killUnderLoad(Scene scene, Seat seat, ServiceProcess service, int events,
            Figures figures) throws Exception {
        try (var load = scene.load(seat)) {
            load.awaitAcknowledged(events / 2, Instant.MIN, PATIENCE);
            scene.portal().expireAccessTokens();
            load.awaitAcknowledged(events, Instant.MIN, PATIENCE);
            service.kill();
            var killedAt = Instant.now();
            var successor = seat.start();
            try {
                load.awaitAcknowledged(50, killedAt, PATIENCE);
                scene.ledger().add(load.stop());
                scene.settle(PATIENCE, successor);
                figures.add(scene.ledger().answersAgainAfter(killedAt), Duration.between(killedAt, Instant.now()));
                return successor;
            } catch (Throwable e) {
                successor.close();
                throw e;
            }
        }
    }
}
