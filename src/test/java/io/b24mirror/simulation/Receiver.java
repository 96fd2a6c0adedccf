package io.b24mirror.simulation;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;

import static java.nio.charset.StandardCharsets.UTF_8;

/// A handler of events that keeps what it gets.
final class Receiver implements AutoCloseable {

    record Received(String userAgent, String contentType, String body) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Semaphore arrivals = new Semaphore(0);
    private final LoopbackServer server = new LoopbackServer(0, this::handle);
    private volatile int status = 200;

    private void handle(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        var headers = exchange.getRequestHeaders();
        received.add(new Received(headers.getFirst("User-Agent"), headers.getFirst("Content-Type"), body));
        arrivals.release();
        Answers.whole(exchange, status, "text/plain", "");
    }

    /// Waits, in real time, until that many events have come.
    void await(int events, Duration atMost) throws InterruptedException {
        if (!arrivals.tryAcquire(events, atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("Only %d events came".formatted(received.size()));
        }
    }

    void answerWith(int next) {
        status = next;
    }

    URI uri() {
        return URI.create("http://localhost:%d/bitrix24/events".formatted(server.port()));
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        server.close();
    }
}
