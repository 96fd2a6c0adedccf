package io.b24mirror.chaos;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

import io.b24mirror.simulation.SimulatedPortal;

import static org.awaitility.Awaitility.await;

/// Posts authentic events of a portal at a steady rate, whatever comes of those before: a slow answer puts off no
/// other event, and its time counts from the moment at which it was to be posted. Of several instances each gets its
/// turn.
///
/// Every event is another one, and the records that they name take turns, so that no record changes so often that
/// reading it is put off.
final class LoadGenerator implements AutoCloseable {
    private final SimulatedPortal portal;
    private final LongSupplier nextComment;
    private final List<URI> handlers;
    private final String run = UUID.randomUUID().toString();
    private final Queue<Post> posts = new ConcurrentLinkedQueue<>();
    private final SteadyPosts steady;

    private LoadGenerator(SimulatedPortal portal, LongSupplier nextComment, List<URI> handlers, int perSecond) {
        this.portal = portal;
        this.nextComment = nextComment;
        this.handlers = handlers;
        steady = new SteadyPosts("load", Duration.ofSeconds(1).dividedBy(perSecond), HttpClient.newBuilder(),
                this::post);
    }

    /// Begins to post events about comments.
    static LoadGenerator start(SimulatedPortal portal, LongSupplier nextComment, List<URI> handlers, int perSecond) {
        var load = new LoadGenerator(portal, nextComment, handlers, perSecond);
        load.steady.start();
        return load;
    }

    private void post(int number, long dueNanos) {
        var at = Instant.now().minusNanos(System.nanoTime() - dueNanos);
        var mark = run + "-" + number;
        int status = steady.post(handlers.get(number % handlers.size()), form(mark, nextComment.getAsLong()));
        posts.add(new Post(mark, status, at, Duration.ofNanos(System.nanoTime() - dueNanos)));
    }

    private Map<String, String> form(String mark, long comment) {
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
        return fields;
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

    /// Stops posting, and waits for the answers that are still to come.
    List<Post> stop() throws InterruptedException {
        steady.stop();
        return posts();
    }

    @Override
    public void close() {
        steady.close();
    }
}
