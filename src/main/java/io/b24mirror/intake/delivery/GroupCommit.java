package io.b24mirror.intake.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import io.b24mirror.intake.event.Reception;
import io.b24mirror.intake.outage.DatabaseTrouble;
import io.b24mirror.intake.outage.DatabaseWatch;

/// Commits deliveries in groups: while a few writers commit, the deliveries that come in meanwhile gather and are the
/// next group. A commit costs the same for one row or for hundreds, so this is faster and steadier under load than a
/// transaction per request, and adds nothing to the latency of a lone one. Every delivery is answered after
/// *its* commit.
@Component
public class GroupCommit implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    /// As many as wait in memory at most; whoever comes after is told to come back.
    private static final int CAPACITY = 10_000;
    private static final int MAX_GROUP = 500;
    private static final int WRITERS = 2;
    private static final Duration LAST_COMMIT = Duration.ofSeconds(5);

    private final DeliveryCommit commit;
    private final DatabaseWatch database;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean running;

    GroupCommit(DeliveryCommit commit, DatabaseWatch database) {
        this.commit = commit;
        this.database = database;
    }

    /// Queues a delivery.
    ///
    /// @return completes after the commit; exceptionally if it could not be stored. A caller that gives up cancels it,
    ///         so that it is not stored after having been refused
    public CompletableFuture<Reception> submit(Delivery delivery) {
        var waiting = new Waiting(delivery, new CompletableFuture<>());
        if (!running || !queue.offer(waiting)) {
            return CompletableFuture.failedFuture(new IllegalStateException("No room for another delivery"));
        }
        return waiting.stored();
    }

    private record Waiting(Delivery delivery, CompletableFuture<Reception> stored) {}

    private void writeGroups() {
        while (running || !queue.isEmpty()) {
            try {
                var first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    writeGroup(gather(first));
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private List<Waiting> gather(Waiting first) {
        var group = new ArrayList<Waiting>();
        group.add(first);
        queue.drainTo(group, MAX_GROUP - 1);
        group.removeIf(waiting -> waiting.stored().isDone());
        return group;
    }

    private void writeGroup(List<Waiting> group) {
        if (group.isEmpty()) {
            return;
        }
        try {
            commit.write(deliveries(group));
            group.forEach(waiting -> waiting.stored().complete(Reception.ACCEPTED));
            commit.announce(deliveries(group));
        } catch (RuntimeException e) {
            onFailure(group, e);
        }
    }

    private static List<Delivery> deliveries(List<Waiting> group) {
        return group.stream().map(Waiting::delivery).toList();
    }

    /// One delivery that the database does not take must not take the others of its group with it.
    private void onFailure(List<Waiting> group, RuntimeException failure) {
        boolean suspected = database.noticesOutage(failure);
        if (suspected || group.size() == 1) {
            group.forEach(waiting -> waiting.stored().completeExceptionally(failure));
        } else {
            log.warn("Could not store {} deliveries together, now one by one: {}", group.size(),
                    DatabaseTrouble.reason(failure));
            group.forEach(waiting -> writeGroup(List.of(waiting)));
        }
    }

    @Override
    public void start() {
        running = true;
        for (int i = 0; i < WRITERS; i++) {
            writers.add(Thread.ofPlatform().daemon().name("group-commit-" + i).start(this::writeGroups));
        }
    }

    /// Stores what waits, then ends. By then the web server takes no more requests, and who still waits has the spill:
    /// a PostgreSQL that does not answer must not keep the process from ending.
    @Override
    public void stop() {
        running = false;
        for (var thread : writers) {
            try {
                thread.join(LAST_COMMIT);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        writers.clear();
        for (var waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            waiting.stored().completeExceptionally(new IllegalStateException("The service ends"));
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Before the web server starts, and after it stopped.
    @Override
    public int getPhase() {
        return 0;
    }
}
