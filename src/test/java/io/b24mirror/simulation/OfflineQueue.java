package io.b24mirror.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The events that wait on the portal until the app asks for them. A repeated event only moves its row in time.
final class OfflineQueue {

    /// A waiting event.
    ///
    /// @param processId
    ///            who has reserved it; empty for nobody
    record Row(long id, Instant at, String event, ObjectNode data, @Nullable Long userId, String messageId,
            String connector, String processId, boolean failed) {

        Row reservedBy(String process) {
            return new Row(id, at, event, data, userId, messageId, connector, process, failed);
        }

        Row markedFailed() {
            return new Row(id, at, event, data, userId, messageId, connector, processId, true);
        }

        ObjectNode print() {
            var row = Json.object()
                    .put("ID", Long.toString(id))
                    .put("TIMESTAMP_X",
                            at.truncatedTo(ChronoUnit.SECONDS)
                                    .atOffset(ZoneOffset.UTC)
                                    .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx")))
                    .put("EVENT_NAME", event);
            row.set("EVENT_DATA", data.isEmpty() ? Json.of(false) : data);
            row.putObject("EVENT_ADDITIONAL").put("user_id", userId == null ? "" : userId.toString());
            return row.put("MESSAGE_ID", messageId);
        }
    }

    private final Clock clock;
    private final List<Row> rows = new ArrayList<>();
    private long lastId;

    OfflineQueue(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(String event, ObjectNode data, @Nullable Long userId, String connector) {
        var messageId = digest(event + "|" + data);
        rows.removeIf(row -> row.messageId().equals(messageId) && row.connector().equals(connector)
                && row.processId().isEmpty());
        rows.add(new Row(++lastId, clock.instant(), event, data, userId, messageId, connector, "", false));
    }

    private static String digest(String text) {
        try {
            var digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Takes the oldest rows nobody has reserved: away for good, or in the name of a process.
    synchronized List<Row> take(Predicate<Row> which, int limit, boolean clear, String process) {
        var taken = rows.stream()
                .filter(which)
                .sorted(Comparator.comparing(Row::at).thenComparingLong(Row::id))
                .limit(limit)
                .toList();
        rows.removeAll(taken);
        if (!clear) {
            taken.forEach(row -> rows.add(row.reservedBy(process)));
        }
        return taken;
    }

    synchronized int clear(Predicate<Row> which) {
        var before = rows.size();
        rows.removeIf(which);
        return before - rows.size();
    }

    synchronized void fail(Predicate<Row> which) {
        rows.replaceAll(row -> which.test(row) ? row.markedFailed() : row);
    }

    synchronized List<Row> rows() {
        return rows.stream().sorted(Comparator.comparing(Row::at).thenComparingLong(Row::id)).toList();
    }
}
