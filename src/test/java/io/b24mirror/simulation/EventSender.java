package io.b24mirror.simulation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// Posts forms like the vendor's queue server does: once.
final class EventSender implements AutoCloseable {

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(15))
            .build();

    Delivery send(OutgoingEvent event) throws InterruptedException {
        var start = System.nanoTime();
        try {
            var answer = post(event.handler(), event.body(), "Bitrix24 Webhook Engine");
            return new Delivery(event, answer.statusCode(), since(start), null);
        } catch (IOException failure) {
            return new Delivery(event, 0, since(start), failure.toString());
        }
    }

    HttpResponse<String> post(URI uri, String form, String userAgent) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(30))
                .header("User-Agent", userAgent)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
