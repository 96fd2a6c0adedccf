package io.b24mirror.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.b24mirror.simulation.SimulatedPortal;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

/// Posts authentic events of a portal at a steady rate, whatever comes of those before: a slow answer puts off no other
/// event, and its time counts from the moment at which it was to be posted. Of several instances each gets its turn.
///
/// Every event is another one, and the records that they name take turns, so that no record changes so often that
/// reading it is put off.
final class LoadGenerator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SimulatedPortal portal;
    private final LongSupplier nextComment;
    private final List<URI> handlers;
    private final Duration interval;
    private final String run = UUID.randomUUID().toString();
    private final Queue<Post> posts = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final Thread clockwork;
    private volatile boolean stopped;

    private LoadGenerator(SimulatedPortal portal, LongSupplier nextComment, List<URI> handlers, int perSecond) {
        this.portal = portal;
        this.nextComment = nextComment;
        this.handlers = handlers;
        interval = Duration.ofSeconds(1).dividedBy(perSecond);
        clockwork = Thread.ofPlatform().name("load").start(this::post);
    }

    /// Begins to post events about comments.
    static LoadGenerator start(SimulatedPortal portal, LongSupplier nextComment, List<URI> handlers, int perSecond) {
        return new LoadGenerator(portal, nextComment, handlers, perSecond);
    }

    private void post() {
        long begin = System.nanoTime();
        for (int i = 0; !stopped; i++) {
            long at = begin + i * interval.toNanos();
            LockSupport.parkNanos(at - System.nanoTime());
            int number = i;
            if (!stopped) {
                threads.execute(() -> post(number, at));
            }
        }
    }

    private void post(int number, long dueNanos) {
        var at = Instant.now().minusNanos(System.nanoTime() - dueNanos);
        var mark = run + "-" + number;
        var request = HttpRequest.newBuilder(handlers.get(number % handlers.size()))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(mark, nextComment.getAsLong())))
                .build();
        int status = status(request);
        posts.add(new Post(mark, status, at, Duration.ofNanos(System.nanoTime() - dueNanos)));
    }

    private int status(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException _) {
            return 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private String form(String mark, long comment) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("event", "ONCRMTIMELINECOMMENTUPDATE");
        fields.put("event_handler_id", "6");
        fields.put("data[FIELDS][ID]", Long.toString(comment));
        fields.put("data[FIELDS][MARK]", mark);
        fields.put("ts", Long.toString(Instant.now().getEpochSecond()));
        fields.put("auth[domain]", portal.domain());
        fields.put("auth[client_endpoint]", portal.restUrl().toString());
        fields.put("auth[server_endpoint]", portal.authorizationServerUrl() + "/rest/");
        fields.put("auth[member_id]", portal.memberId());
        fields.put("auth[application_token]", portal.applicationToken());
        return fields.entrySet().stream().map(LoadGenerator::pair).collect(Collectors.joining("&"));
    }

    private static String pair(Map.Entry<String, String> field) {
        return encode(field.getKey(), UTF_8) + "=" + encode(field.getValue(), UTF_8);
    }

    /// What was answered until now.
    List<Post> posts() {
        return List.copyOf(posts);
    }

    /// Waits until that many of its events were acknowledged that were to be posted after that moment.
    void awaitAcknowledged(int events, Instant after, Duration atMost) {
        await().atMost(atMost)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> posts.stream()
                        .filter(post -> post.isAcknowledged() && post.at().isAfter(after))
                        .count() >= events);
    }

    /// Posts no more, and waits for the answers that are still to come.
    List<Post> stop() throws InterruptedException {
        stopped = true;
        clockwork.join();
        threads.shutdown();
        if (!threads.awaitTermination(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Answers are still missing");
        }
        return posts();
    }

    @Override
    public void close() {
        stopped = true;
        clockwork.interrupt();
        threads.shutdownNow();
        http.shutdownNow();
    }
}
