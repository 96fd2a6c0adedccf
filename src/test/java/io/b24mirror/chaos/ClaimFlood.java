package io.b24mirror.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import io.b24mirror.simulation.SimulatedPortal;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;

/// Posts made-up installations at a steady rate from an address of its own, whatever is answered: events and pages,
/// about portals that exist and portals that do not.
final class ClaimFlood implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI handler;
    private final URI server;
    private final List<SimulatedPortal> victims;
    private final Duration interval;
    private final Map<Integer, Long> statuses = new ConcurrentSkipListMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final Thread clockwork;
    private volatile boolean stopped;

    private ClaimFlood(URI handler, List<SimulatedPortal> victims, int perMinute) throws IOException {
        this.handler = handler;
        this.victims = victims;
        server = URI.create(victims.getFirst().authorizationServerUrl() + "/rest/");
        interval = Duration.ofMinutes(1).dividedBy(perMinute);
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.getByName("127.0.0.66"))
                .connectTimeout(PATIENCE)
                .build();
        clockwork = Thread.ofPlatform().name("flood").start(this::post);
    }

    /// Begins to post.
    ///
    /// @param victims
    ///            portals whose member_id is known to the strangers; the first one's authorization server is asked
    static ClaimFlood start(URI handler, List<SimulatedPortal> victims, int perMinute) throws IOException {
        return new ClaimFlood(handler, victims, perMinute);
    }

    private void post() {
        long begin = System.nanoTime();
        for (int i = 0; !stopped; i++) {
            LockSupport.parkNanos(begin + i * interval.toNanos() - System.nanoTime());
            int number = i;
            threads.execute(() -> statuses.merge(post(number), 1L, Long::sum));
        }
    }

    private int post(int number) {
        boolean page = number % 10 == 9;
        var request = HttpRequest.newBuilder(page ? handler.resolve("/bitrix24/install") : handler)
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(page ? page(number) : event(number))))
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

    /// Every third one is about a portal that exists.
    private String memberId(int number) {
        return number % 3 == 0 ? victims.get(number / 3 % victims.size()).memberId() : "%032x".formatted(number);
    }

    private Map<String, String> event(int number) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("event", "ONAPPINSTALL");
        fields.put("data[VERSION]", "1");
        fields.put("ts", Integer.toString(number));
        fields.put("auth[domain]", "d" + number % 50 + ".bitrix24.com");
        fields.put("auth[client_endpoint]", victims.getFirst().restUrl().toString());
        fields.put("auth[server_endpoint]", server.toString());
        fields.put("auth[member_id]", memberId(number));
        fields.put("auth[access_token]", "guessed" + number);
        fields.put("auth[refresh_token]", "guessed" + number);
        fields.put("auth[expires_in]", "3600");
        fields.put("auth[application_token]", "guessed" + number);
        fields.put("auth[scope]", "x".repeat(1_000));
        return fields;
    }

    private Map<String, String> page(int number) {
        return Map.of("AUTH_ID", "guessed" + number, "REFRESH_ID", "guessed" + number, "member_id", memberId(number),
                "SERVER_ENDPOINT", server.toString(), "action", "authorize");
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet()
                .stream()
                .map(field -> encode(field.getKey(), UTF_8) + "=" + encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    /// How often each status was answered; 0 stands for no answer.
    Map<Integer, Long> statuses() {
        return Map.copyOf(statuses);
    }

    /// Posts no more, and waits for the answers that are still to come.
    ///
    /// @return how often each status was answered; 0 stands for no answer
    Map<Integer, Long> stop() throws InterruptedException {
        stopped = true;
        clockwork.join();
        threads.shutdown();
        if (!threads.awaitTermination(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Answers are still missing");
        }
        return statuses();
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
        http.shutdownNow();
    }
}
