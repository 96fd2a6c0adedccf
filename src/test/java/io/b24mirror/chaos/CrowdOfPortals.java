package io.b24mirror.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.mirror.Samples;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Portals in hundreds, of which little is needed: they answer batches that ask for events by id, by webhooks of
/// theirs, each at an address of its own as real ones are. The first of them never answer.
final class CrowdOfPortals implements AutoCloseable {
    private static final Pattern BY_ID = Pattern.compile("calendar\\.event\\.getbyid\\?id=([0-9]+)");

    private final JsonMapper json = JsonMapper.shared();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentMap<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Set<String> hanging;
    private final int portals;
    private final HttpServer server;

    CrowdOfPortals(int portals, int hanging) {
        this.portals = portals;
        this.hanging = IntStream.range(0, hanging).mapToObj(CrowdOfPortals::host).collect(Collectors.toSet());
        try {
            server = HttpServer.create(new InetSocketAddress(0), 1_024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/rest/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /// All of 127.0.0.0/8 is this machine on Linux.
    private static String host(int portal) {
        return "127.0.%d.%d".formatted(1 + portal / 200, 1 + portal % 200);
    }

    static String memberId(int portal) {
        return "crowd-%04d".formatted(portal);
    }

    static String token(int portal) {
        return "token-of-portal-%04d".formatted(portal);
    }

    private String authority(int portal) {
        return host(portal) + ":" + server.getAddress().getPort();
    }

    /// The service's settings for these portals.
    List<String> settings() {
        var settings = IntStream.range(0, portals)
                .boxed()
                .flatMap(portal -> List.of(
                        "--b24.webhooks[%d].application-token=%s".formatted(portal, token(portal)),
                        "--b24.webhooks[%d].rest-url=http://%s/rest/1/secret%d/".formatted(portal, authority(portal),
                                portal),
                        "--b24.webhooks[%d].member-id=%s".formatted(portal, memberId(portal))).stream())
                .collect(Collectors.toList());
        settings.add("--b24.allow-insecure-http=true");
        settings.add("--b24.portal-hosts="
                + IntStream.range(0, portals).mapToObj(this::authority).collect(Collectors.joining(",")));
        return settings;
    }

    /// How many requests that portal has had.
    int requests(int portal) {
        return requests.computeIfAbsent(host(portal), _ -> new AtomicInteger()).get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var host = exchange.getLocalAddress().getAddress().getHostAddress();
            requests.computeIfAbsent(host, _ -> new AtomicInteger()).incrementAndGet();
            if (hanging.contains(host)) {
                end.await();
            }
            var answer = answer(json.readTree(body).path("cmd"));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] answer(JsonNode commands) {
        var results = json.createObjectNode();
        commands.forEachEntry((key, command) -> results.set(key, result(command.asString())));
        var body = json.createObjectNode();
        body.putObject("result").set("result", results);
        return json.writeValueAsString(body).getBytes(UTF_8);
    }

    private JsonNode result(String command) {
        var id = BY_ID.matcher(command);
        return id.find()
                ? Samples.event()
                        .put("ID", id.group(1))
                        .put("PARENT_ID", id.group(1))
                        .put("NAME", "Read at " + Instant.now())
                : json.createArrayNode();
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.close();
    }

    /// What a portal that leaks at that rate would have let through meanwhile.
    static double allowed(double ratePerSecond, Duration time) {
        return ratePerSecond * time.toNanos() / 1e9;
    }
}
