package io.b24mirror.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/// A newer version brings its schema while an older one is still at work, and the older one has to be started
/// once more.
class UpgradeChaosTests {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// What a migration of ours may do without stopping those that do not know of it.
    private static final String UPGRADE = """
            alter table intake.delivery add column note text;
            create index delivery_note on intake.delivery (note);
            alter table fetch_list.request add column note text not null default '';
            alter table mirror.timeline_comment add column note text;
            create table intake.news (news_id bigint primary key);
            """;

    @Test
    void goesOnWhileASuccessorChangesTheSchema(@TempDir Path migrations) throws Exception {
        Files.writeString(migrations.resolve("V9001__upgrade.sql"), UPGRADE);
        try (var postgres = RealPostgres.start(); var scene = new Scene(postgres)) {
            var oldSeat = scene.seat().withQuickHeartbeats();
            var newSeat = scene.seat().withQuickHeartbeats();
            newSeat.set("SPRING_FLYWAY_LOCATIONS", "classpath:db/migration,filesystem:" + migrations);
            try (var old = oldSeat.start().awaitHealthy()) {
                scene.install(oldSeat);
                try (var load = scene.load(oldSeat)) {
                    load.awaitAcknowledged(100, Instant.MIN, PATIENCE);
                    var upgradeAt = Instant.now();
                    try (var successor = newSeat.start().awaitHealthy()) {
                        assertThat(scene.count("intake.news")).isZero();
                        load.awaitAcknowledged(300, Instant.now(), PATIENCE);
                        scene.ledger().add(load.stop());
                        scene.settle(PATIENCE, old, successor);
                        assertThat(scene.ledger().refused() + scene.ledger().unanswered()).isZero();
                        var figures = new Figures("schema upgraded under an older instance");
                        figures.add(scene.ledger().answersAgainAfter(upgradeAt),
                                Duration.between(upgradeAt, Instant.now()));
                        figures.print(scene.ledger());
                    }
                }
                old.stop();
            }
            startsTheOlderVersionOnTheNewerSchema(scene, oldSeat);
        }
    }

    /// The way back, should the newer version prove bad.
    private static void startsTheOlderVersionOnTheNewerSchema(Scene scene, Seat seat) throws Exception {
        try (var old = seat.start().awaitHealthy(); var load = scene.load(seat)) {
            load.awaitAcknowledged(100, Instant.MIN, PATIENCE);
            scene.ledger().add(load.stop());
            scene.settle(PATIENCE, old);
        }
    }
}
