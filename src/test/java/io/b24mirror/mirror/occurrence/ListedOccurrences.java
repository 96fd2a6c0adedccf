package io.b24mirror.mirror.occurrence;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.simulation.SimulatedPortal;

import static java.time.ZoneOffset.UTC;

/// What the portal itself lists by `calendar.event.get`, asked over HTTP.
final class ListedOccurrences {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ListedOccurrences() {}

    /// Event, number in its series, start and end of all that user 1 has in his calendars, in order.
    static List<String> of(SimulatedPortal portal, LocalDate from, LocalDate to)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(portal.restUrl().resolve("calendar.event.get"))
                .header("Authorization", "Bearer " + portal.issueTokens(1).accessToken())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("""
                        {"type": "user", "ownerId": 1, "from": "%s", "to": "%s"}""".formatted(from, to)))
                .build();
        return MAPPER.readTree(HTTP.send(request, BodyHandlers.ofString()).body())
                .path("result")
                .valueStream()
                .map(ListedOccurrences::text)
                .sorted()
                .toList();
    }

    private static String text(JsonNode event) {
        var from = Instant.ofEpochSecond(event.path("DATE_FROM_TS_UTC").asLong());
        var to = Instant.ofEpochSecond(event.path("DATE_TO_TS_UTC").asLong());
        var times = event.path("DT_SKIP_TIME").asString().equals("Y")
                ? day(from) + " " + day(to)
                : from + " " + to;
        return event.path("ID").asString() + " #" + event.path("RINDEX").asInt(0) + " " + times;
    }

    private static LocalDate day(Instant midnight) {
        return LocalDate.ofInstant(midnight, UTC);
    }
}
