package io.b24mirror.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import static org.awaitility.Awaitility.await;

/// How senders of events notice that PostgreSQL is away, and how soon everything is in its place after that.
class OutageBench {
    private static final int EVENTS_PER_SECOND = Integer.getInteger("bench.rate", 500);
    private static final int OUTAGE_SECONDS = Integer.getInteger("bench.outage", 60);
    private static final Duration BEFORE = Duration.ofSeconds(20);
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void takesEventsWhilePostgresIsAway() throws Exception {
        try (var postgres = RealPostgres.start(); var scene = new Scene(postgres)) {
            var seat = scene.seat();
            try (var service = seat.start().awaitHealthy()) {
                scene.install(seat);
                warmUp(scene, seat);
                measure(postgres, scene, seat);
                service.stop();
            }
        }
    }

    private static void warmUp(Scene scene, Seat seat) throws InterruptedException {
        try (var load = scene.load(EVENTS_PER_SECOND, seat)) {
            pass(WARM_UP);
            load.stop();
        }
    }

    private static void measure(RealPostgres postgres, Scene scene, Seat seat) throws Exception {
        var posts = scene.ledger();
        try (var load = scene.load(EVENTS_PER_SECOND, seat)) {
            var begunAt = Instant.now();
            pass(BEFORE);
            var goneAt = Instant.now();
            postgres.stopImmediately();
            pass(Duration.between(Instant.now(), goneAt.plusSeconds(OUTAGE_SECONDS)));
            var backAt = Instant.now();
            postgres.startAgain();
            var readyAt = Instant.now();
            pass(Duration.ofSeconds(5));
            posts.add(load.stop());
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> posts.lost().isEmpty());
            print(load.posts(), begunAt, goneAt, backAt);
            System.out.printf("bench all in the log after       %.1f s (PostgreSQL took %.1f s of it to start)%n",
                    seconds(Duration.between(backAt, Instant.now())), seconds(Duration.between(backAt, readyAt)));
            System.out.printf("bench lost, doubled              %d, %d%n", posts.lost().size(), posts.doubled().size());
        }
    }

    private static void print(List<Post> posts, Instant begunAt, Instant goneAt, Instant backAt) {
        var statuses = new TreeMap<Integer, Integer>();
        posts.forEach(post -> statuses.merge(post.status(), 1, Integer::sum));
        var before = times(posts, begunAt, goneAt);
        var during = times(posts, goneAt, backAt);
        System.out.printf("bench events                     %,d at %d per second, by status %s%n", posts.size(),
                EVENTS_PER_SECOND, statuses);
        System.out.printf("bench before the outage          %,d events, p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                before.length, share(before, 0.5), share(before, 0.99), share(before, 1));
        System.out.printf("bench during %d s of it          %,d events, p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                OUTAGE_SECONDS, during.length, share(during, 0.5), share(during, 0.99), share(during, 1));
        System.out.printf("bench during to before           p50 x %.2f, p99 x %.2f%n",
                share(during, 0.5) / share(before, 0.5), share(during, 0.99) / share(before, 0.99));
    }

    private static double[] times(List<Post> posts, Instant from, Instant until) {
        return posts.stream()
                .filter(post -> !post.at().isBefore(from) && post.at().isBefore(until))
                .mapToDouble(post -> post.took().toNanos() / 1e6)
                .sorted()
                .toArray();
    }

    private static double share(double[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
    }
}
