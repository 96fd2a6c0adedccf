package io.b24mirror.fetch.drain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Stands before a portal and passes requests on, except those that hold poison: these get an HTML page with status
/// 500, whatever else they hold, as when a worker of the portal dies of one command.
final class Detour implements AutoCloseable {
    private static final Pattern COMMAND = Pattern.compile("\"c\\d+\":");

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> failedSizes = Collections.synchronizedList(new ArrayList<>());
    private final URI portal;
    private final HttpServer server;
    private volatile Pattern poison = Pattern.compile("(?!)");

    Detour(URI portal) {
        this.portal = portal;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/rest/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:%d/rest/".formatted(server.getAddress().getPort()));
    }

    void poison(Pattern commands) {
        poison = commands;
    }

    /// How many commands the batches held that were passed on, one after the other.
    List<Integer> sizes() {
        return List.copyOf(sizes);
    }

    /// How many commands the batches held that were poisoned, one after the other.
    List<Integer> failedSizes() {
        return List.copyOf(failedSizes);
    }

    void forget() {
        sizes.clear();
        failedSizes.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var text = new String(body, UTF_8);
            int commands = (int) COMMAND.matcher(text).results().count();
            if (poison.matcher(text).find()) {
                failedSizes.add(commands);
                answer(exchange, 500, "text/html", "<h1>Internal Server Error</h1>".getBytes(UTF_8));
            } else {
                sizes.add(commands);
                passOn(exchange, body);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void passOn(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(portal.resolve(exchange.getRequestURI().getPath()))
                .POST(BodyPublishers.ofByteArray(body));
        for (var name : List.of("Authorization", "Content-Type", "Accept", "User-Agent")) {
            var value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        var answer = client.send(request.build(), BodyHandlers.ofByteArray());
        answer(exchange, answer.statusCode(), answer.headers().firstValue("Content-Type").orElse("text/plain"),
                answer.body());
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
