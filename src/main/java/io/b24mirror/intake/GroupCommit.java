package io.b24mirror.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.Drains;
import io.b24mirror.portal.MemberId;

/// Commits deliveries in groups: while a few writers commit, the deliveries that come in meanwhile gather and are the
/// next group. A commit costs the same for one row or for hundreds, so this is faster and steadier under load than a
/// transaction per request, and adds nothing to the latency of a lone one. Every delivery is answered after
/// *its* commit.
@Component
class GroupCommit implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    /// As many as wait in memory at most; whoever comes after is told to come back.
    private static final int CAPACITY = 10_000;
    private static final int MAX_GROUP = 500;
    private static final int WRITERS = 2;

    private final DeliveryWriter writer;
    private final Drains drains;
    private final AppEffects appEffects;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean running;

    GroupCommit(DeliveryWriter writer, Drains drains, AppEffects appEffects) {
        this.writer = writer;
        this.drains = drains;
        this.appEffects = appEffects;
    }

    /// Queues a delivery.
    ///
    /// @return completes after the commit; exceptionally if it could not be stored. A caller that gives up cancels it,
    ///         so that it is not stored after having been refused
    CompletableFuture<Void> submit(Delivery delivery) {
        var waiting = new Waiting(delivery, new CompletableFuture<>());
        if (!running || !queue.offer(waiting)) {
            return CompletableFuture.failedFuture(new IllegalStateException("No room for another delivery"));
        }
        return waiting.stored();
    }

    private record Waiting(Delivery delivery, CompletableFuture<Void> stored) {}

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
            write(group);
            group.forEach(waiting -> waiting.stored().complete(null));
            drains.wake(toWake(group));
            appEffects.announce(group.stream().map(Waiting::delivery).toList());
        } catch (RuntimeException e) {
            onFailure(group, e);
        }
    }

    /// Should a commit have gone through whose answer was lost, the fingerprints tell when it is tried again.
    private void write(List<Waiting> group) {
        var deliveries = group.stream().map(Waiting::delivery).toList();
        DatabaseTrouble.ride(() -> writer.write(deliveries));
    }

    /// One delivery that the database does not take must not take the others of its group with it.
    private void onFailure(List<Waiting> group, RuntimeException failure) {
        if (group.size() == 1 || DatabaseTrouble.isOutage(failure)) {
            log.error("Could not store {} deliveries", group.size(), failure);
            group.forEach(waiting -> waiting.stored().completeExceptionally(failure));
        } else {
            log.warn("Could not store {} deliveries together, now one by one", group.size(), failure);
            group.forEach(waiting -> writeGroup(List.of(waiting)));
        }
    }

    private static Collection<MemberId> toWake(List<Waiting> group) {
        var portals = new TreeSet<MemberId>();
        for (var waiting : group) {
            if (waiting.delivery().effect() instanceof Effect.Changed(var record)) {
                portals.add(record.memberId());
            }
        }
        return portals;
    }

    @Override
    public void start() {
        running = true;
        for (int i = 0; i < WRITERS; i++) {
            writers.add(Thread.ofPlatform().name("group-commit-" + i).start(this::writeGroups));
        }
    }

    /// Stores what waits, then ends. By then the web server takes no more requests.
    @Override
    public void stop() {
        running = false;
        for (var thread : writers) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        writers.clear();
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
