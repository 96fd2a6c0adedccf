package io.b24mirror.simulation;

import java.time.Duration;

/// Counts the requests that are under way at one moment.
final class Flights {

    private int underWay;

    /// A request under way. It has landed just before its answer is sent: after that the client may send the next one.
    final class Flight implements AutoCloseable {

        final int number;
        private boolean landed;

        private Flight(int number) {
            this.number = number;
        }

        @Override
        public void close() {
            land(this);
        }
    }

    synchronized Flight start() {
        underWay++;
        notifyAll();
        return new Flight(underWay);
    }

    private synchronized void land(Flight flight) {
        if (!flight.landed) {
            flight.landed = true;
            underWay--;
        }
    }

    synchronized void await(int requests, Duration atMost) throws InterruptedException {
        var end = System.nanoTime() + atMost.toNanos();
        while (underWay < requests) {
            var left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException("Only %d requests under way".formatted(underWay));
            }
            wait(left);
        }
    }
}
