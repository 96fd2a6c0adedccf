package io.b24mirror.truth;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.b24mirror.simulation.Delivery;
import io.b24mirror.simulation.OutgoingEvent;
import io.b24mirror.simulation.SimulatedPortal;

import static org.assertj.core.api.Assertions.assertThat;

/// The way of events from the portal to the instances: some get lost, some come twice, late or in another order, each
/// to any instance. At times none comes through.
final class Post {
    private final SimulatedPortal portal;
    private final List<URI> handlers;
    private final List<OutgoingEvent> bag = new ArrayList<>();
    private final List<OutgoingEvent> delivered = new ArrayList<>();
    private boolean isOut;

    Post(SimulatedPortal portal, List<URI> handlers) {
        this.portal = portal;
        this.handlers = handlers;
    }

    /// Takes what the portal has sent off.
    void collect(RandomGenerator random) {
        for (var event : portal.events().waiting()) {
            int fate = random.nextInt(10);
            if (!isOut && fate > 0) {
                bag.add(event);
            }
            if (!isOut && fate > 8) {
                bag.add(event);
            }
        }
        portal.events().dropWaiting();
    }

    /// Nothing comes through for a while, or something again.
    void failOrRecover() {
        isOut = !isOut;
    }

    /// Brings some of it, mostly the oldest first.
    void deliverSome(RandomGenerator random) throws InterruptedException {
        for (int left = random.nextInt(bag.size() + 1); left > 0; left--) {
            deliver(bag.remove(random.nextInt(3) == 0 ? random.nextInt(bag.size()) : 0), random);
        }
    }

    /// Brings all that did not get lost.
    void deliverAll(RandomGenerator random) throws InterruptedException {
        bag.addAll(portal.events().waiting());
        portal.events().dropWaiting();
        while (!bag.isEmpty()) {
            deliver(bag.removeFirst(), random);
        }
    }

    private void deliver(OutgoingEvent event, RandomGenerator random) throws InterruptedException {
        var handler = handlers.get(random.nextInt(handlers.size()));
        Delivery delivery = portal.events()
                .deliver(new OutgoingEvent(event.id(), event.event(), handler, event.body()));
        assertThat(delivery.status()).as("answer to %s", event.event()).isEqualTo(200);
        delivered.add(event);
    }

    /// Everything that was answered with 200, repeats included.
    List<OutgoingEvent> delivered() {
        return List.copyOf(delivered);
    }
}
