package io.b24mirror.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;

/// Posts forms at a steady rate, each in a thread of its own, so that a slow answer delays no other post.
final class SteadyPosts implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Duration interval;
    private final Work work;
    private final HttpClient http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread clockwork;
    private volatile boolean stopped;

    /// What is done at each moment.
    @FunctionalInterface
    interface Work {
        /// Does the work of one moment.
        ///
        /// @param dueNanos
        ///            the moment, by [System#nanoTime()]
        void at(int number, long dueNanos);
    }

    /// @param client
    ///            with an address of its own, if it needs one
    SteadyPosts(String name, Duration interval, HttpClient.Builder client, Work work) {
        this.interval = interval;
        this.work = work;
        http = client.version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
        clockwork = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    void start() {
        clockwork.start();
    }

    private void run() {
        long begin = System.nanoTime();
        for (int i = 0; !stopped; i++) {
            long at = begin + i * interval.toNanos();
            LockSupport.parkNanos(at - System.nanoTime());
            int number = i;
            if (!stopped) {
                threads.execute(() -> work.at(number, at));
            }
        }
    }

    /// Posts a form.
    ///
    /// @return the status of the answer; 0 if there is none
    int post(URI handler, Map<String, String> form) {
        var request = HttpRequest.newBuilder(handler)
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(form)))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException _) {
            return 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet()
                .stream()
                .map(field -> encode(field.getKey(), UTF_8) + "=" + encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    /// Stops posting, and waits for the answers that are still to come.
    void stop() throws InterruptedException {
        stopped = true;
        clockwork.join();
        threads.shutdown();
        if (!threads.awaitTermination(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Answers are still missing");
        }
    }

    @Override
    public void close() {
        stopped = true;
        clockwork.interrupt();
        threads.shutdownNow();
        http.shutdownNow();
    }
}
