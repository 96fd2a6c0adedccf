package io.b24mirror.offline;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.intake.RecordIds;

/// An event as the portal's queue kept it. Nothing of it can be relied on.
///
/// @param processId
///            in whose name the portal holds the row for us; absent if it has forgotten the row already
/// @param messageId
///            names the row towards the portal, unless `rowId` has to
/// @param event
///            code in upper case; empty if there is none that could be one
/// @param at
///            when it happened last, by the portal's clock
record QueueRow(@Nullable String processId, @Nullable String messageId, @Nullable Long rowId, String event,
        @Nullable Long recordId, @Nullable Long userId, @Nullable Instant at) {
    private static final Pattern NAME = Pattern.compile("[\\p{Graph}]{1,100}");
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    /// A portal gives 50 at a time.
    private static final int MOST = 500;

    /// Reads the answer to `event.offline.get`.
    ///
    /// @param isHeld
    ///            whether the portal was asked to hold the rows until it is told to forget them
    static List<QueueRow> page(JsonNode answer, boolean isHeld) {
        var processId = isHeld ? name(answer.path("process_id")) : null;
        return answer.path("events")
                .valueStream()
                .filter(JsonNode::isObject)
                .limit(MOST)
                .map(row -> of(row, processId))
                .toList();
    }

    /// Reads a page of `event.offline.list`: the rows that are held in somebody's name, but for those that were
    /// reported as not understood.
    static List<QueueRow> held(JsonNode page) {
        return page.valueStream()
                .filter(row -> row.isObject() && !row.path("ERROR").asString("0").matches("1|Y|true"))
                .map(row -> of(row, name(row.path("PROCESS_ID"))))
                .filter(QueueRow::isHeld)
                .toList();
    }

    private static QueueRow of(JsonNode row, @Nullable String processId) {
        var event = name(row.path("EVENT_NAME"));
        return new QueueRow(processId, name(row.path("MESSAGE_ID")), number(row.path("ID")),
                event == null ? "" : event.toUpperCase(Locale.ROOT), RecordIds.in(row.path("EVENT_DATA")),
                number(row.path("EVENT_ADDITIONAL").path("user_id")), time(row.path("TIMESTAMP_X")));
    }

    private static @Nullable String name(JsonNode node) {
        var text = node.isValueNode() ? node.asString("") : "";
        return NAME.matcher(text).matches() ? text : null;
    }

    private static @Nullable Long number(JsonNode node) {
        var text = node.isValueNode() ? node.asString("") : "";
        return text.matches("[1-9]\\d{0,17}") ? Long.valueOf(text) : null;
    }

    private static @Nullable Instant time(JsonNode node) {
        try {
            var at = OffsetDateTime.parse(node.isString() ? node.stringValue() : "").toInstant();
            return at.isBefore(EARLIEST) || at.isAfter(LATEST) ? null : at;
        } catch (DateTimeException _) {
            return null;
        }
    }

    /// Whether the portal waits to hear what became of it.
    boolean isHeld() {
        return processId != null && (messageId != null || rowId != null);
    }
}
