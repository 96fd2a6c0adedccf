package io.b24mirror.simulation;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// The queue that hands events to their handlers: one after the other, each at most once.
///
/// It sends by itself, unless a test takes it into its own hands with [#byHand()].
public final class SimulatedEvents implements AutoCloseable {

    private static final int LIMIT = 100_000;

    private final EventSender sender = new EventSender();
    private final List<OutgoingEvent> waiting = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Thread worker;
    private long lastId;
    private boolean automatic = true;
    private boolean closed;
    private int underWay;
    private int drops;
    private int doubles;
    private Duration delay = Duration.ZERO;

    SimulatedEvents() {
        worker = Thread.ofVirtual().name("simulated-event-queue").unstarted(this::work);
        worker.start();
    }

    synchronized void add(String event, URI handler, String body) {
        var outgoing = new OutgoingEvent(++lastId, event, handler, body);
        if (drops > 0) {
            drops--;
            return;
        }
        waiting.add(outgoing);
        if (doubles > 0) {
            doubles--;
            waiting.add(outgoing);
        }
        notifyAll();
    }

    /// From now on events wait for [#deliverAll()].
    public synchronized SimulatedEvents byHand() {
        automatic = false;
        return this;
    }

    /// From now on events are sent as they come, those that wait first.
    public synchronized SimulatedEvents automatic() {
        automatic = true;
        notifyAll();
        return this;
    }

    /// Loses the next events, as the way to the vendor's queue does now and then.
    public synchronized SimulatedEvents dropNext(int events) {
        drops = events;
        return this;
    }

    /// Sends each of the next events twice.
    public synchronized SimulatedEvents doubleNext(int events) {
        doubles = events;
        return this;
    }

    /// Waits this long, in real time, before each event that is sent automatically.
    public synchronized SimulatedEvents delay(Duration before) {
        delay = before;
        return this;
    }

    /// Turns round the order of the events that wait.
    public synchronized SimulatedEvents reverse() {
        Collections.reverse(waiting);
        return this;
    }

    /// Mixes the order of the events that wait.
    public synchronized SimulatedEvents shuffle(long seed) {
        Collections.shuffle(waiting, new Random(seed));
        return this;
    }

    /// Forgets the events that wait.
    public synchronized SimulatedEvents dropWaiting() {
        waiting.clear();
        return this;
    }

    public synchronized List<OutgoingEvent> waiting() {
        return List.copyOf(waiting);
    }

    public synchronized List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /// Sends all that wait, in order, and returns when the last one is answered.
    public List<Delivery> deliverAll() throws InterruptedException {
        var sent = new ArrayList<Delivery>();
        for (var next = poll(); !next.isEmpty(); next = poll()) {
            sent.add(send(next.getFirst()));
        }
        return sent;
    }

    /// Sends an event, such as one that was sent before, whatever else waits.
    public Delivery deliver(OutgoingEvent event) throws InterruptedException {
        synchronized (this) {
            underWay++;
        }
        return send(event);
    }

    /// Waits, in real time, until nothing waits and nothing is under way.
    public synchronized void awaitIdle(Duration atMost) throws InterruptedException {
        var end = System.nanoTime() + atMost.toNanos();
        while (underWay > 0 || !waiting.isEmpty()) {
            var left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException("%d events still wait".formatted(waiting.size() + underWay));
            }
            wait(left);
        }
    }

    private synchronized List<OutgoingEvent> poll() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        underWay++;
        return List.of(waiting.removeFirst());
    }

    private void work() {
        try {
            while (true) {
                send(take());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized OutgoingEvent take() throws InterruptedException {
        while (!automatic || waiting.isEmpty()) {
            if (closed) {
                throw new InterruptedException();
            }
            wait();
        }
        underWay++;
        return waiting.removeFirst();
    }

    private Delivery send(OutgoingEvent event) throws InterruptedException {
        try {
            if (Thread.currentThread().equals(worker) && delay().isPositive()) {
                Thread.sleep(delay());
            }
            return keep(sender.send(event));
        } finally {
            finish();
        }
    }

    private synchronized Duration delay() {
        return delay;
    }

    private synchronized Delivery keep(Delivery delivery) {
        if (deliveries.size() == LIMIT) {
            deliveries.removeFirst();
        }
        deliveries.add(delivery);
        return delivery;
    }

    private synchronized void finish() {
        underWay--;
        notifyAll();
    }

    EventSender sender() {
        return sender;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        worker.interrupt();
        sender.close();
    }
}
