package io.b24mirror.portal;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/// An event as it goes over the wire, which a test may change before it posts it: what a forger does.
public final class EventForm {
    private final Map<String, String> fields;

    private EventForm(Map<String, String> fields) {
        this.fields = fields;
    }

    /// Reads the body of an event.
    public static EventForm of(String body) {
        var fields = new LinkedHashMap<String, String>();
        for (var pair : body.split("&", -1)) {
            var parts = pair.split("=", 2);
            fields.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
        }
        return new EventForm(fields);
    }

    public String get(String key) {
        return requireNonNull(fields.get(key), key);
    }

    public EventForm with(String key, String value) {
        var changed = new LinkedHashMap<>(fields);
        changed.put(key, value);
        return new EventForm(changed);
    }

    public EventForm without(String key) {
        var changed = new LinkedHashMap<>(fields);
        changed.remove(key);
        return new EventForm(changed);
    }

    /// Posts it, and tells the status of the answer.
    public int postTo(URI handler) throws InterruptedException {
        var body = fields.entrySet()
                .stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(handler)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
