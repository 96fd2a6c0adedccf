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
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import io.b24mirror.intake.EventCatalog;
import io.b24mirror.intake.event.PostedEvent;
import io.b24mirror.intake.event.ReceiveOutcome;
import io.b24mirror.intake.outage.DatabaseCircuitBreaker;
import io.b24mirror.intake.outage.SqlFailures;

/// Commits events in groups: while a few writers commit, the events that arrive gather and form the next group. A
/// commit costs the same for one row or for hundreds, so this is faster and steadier under load than a transaction per
/// request, and adds nothing to the latency of a single event. Every event is answered after *its* commit.
@Component
public class GroupCommit implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    /// The most events that wait in memory.
    private static final int CAPACITY = 10_000;

    private static final int MAX_GROUP = 500;
    private static final int WRITERS = 2;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final DeliveryWriter writer;
    private final DeliveryNotifier notifier;
    private final DatabaseCircuitBreaker database;
    private final EventCatalog catalog;
    private final JsonMapper json;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean running;

    GroupCommit(DeliveryWriter writer, DeliveryNotifier notifier, DatabaseCircuitBreaker database,
            EventCatalog catalog, JsonMapper json) {
        this.writer = writer;
        this.notifier = notifier;
        this.database = database;
        this.catalog = catalog;
        this.json = json;
    }

    /// Queues an authentic event.
    ///
    /// @return completes after the commit; exceptionally if the event could not be stored. A caller that gives up
    ///         cancels it, so that the event is not stored after it was refused
    public CompletableFuture<ReceiveOutcome> submit(PostedEvent event) {
        var waiting = new Waiting(Delivery.of(event, catalog, json), new CompletableFuture<>());
        if (!running || !queue.offer(waiting)) {
            return CompletableFuture.failedFuture(new IllegalStateException("No room for another delivery"));
        }
        return waiting.stored();
    }

    private record Waiting(Delivery delivery, CompletableFuture<ReceiveOutcome> stored) {}

    /// Commits authentic events as a group of their own, in the caller's thread.
    public void commit(List<PostedEvent> events) {
        var deliveries = events.stream().map(event -> Delivery.of(event, catalog, json)).toList();
        write(deliveries);
        notifier.committed(deliveries);
    }

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
            var deliveries = group.stream().map(Waiting::delivery).toList();
            write(deliveries);
            group.forEach(waiting -> waiting.stored().complete(ReceiveOutcome.ACCEPTED));
            notifier.committed(deliveries);
        } catch (RuntimeException e) {
            onFailure(group, e);
        }
    }

    /// Repeating is safe: if the answer to a commit was lost, the arrivals show that the posts are stored.
    private void write(List<Delivery> deliveries) {
        SqlFailures.retry(() -> writer.write(deliveries));
    }

    /// Stores the events of a group one by one, so that one that the database does not take does not fail the others.
    private void onFailure(List<Waiting> group, RuntimeException failure) {
        boolean isOutage = database.recordFailure(failure);
        if (isOutage || group.size() == 1) {
            group.forEach(waiting -> waiting.stored().completeExceptionally(failure));
        } else {
            log.warn("Could not store {} deliveries together, now one by one: {}", group.size(),
                    SqlFailures.reason(failure));
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

    /// Stores what waits, then ends. By then the web server takes no more requests, and what still waits has the spill:
    /// a PostgreSQL that does not answer must not keep the process from ending.
    @Override
    public void stop() {
        running = false;
        for (var thread : writers) {
            try {
                thread.join(STOP_TIMEOUT);
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

    /// Starts before the web server, and stops after it.
    @Override
    public int getPhase() {
        return 0;
    }
}
