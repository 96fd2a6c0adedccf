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

/// An event as the portal's queue kept it. None of its fields can be relied on.
///
/// @param processId
///            the name under which the portal holds the row for us; null if it has forgotten the row already
/// @param messageId
///            names the row to the portal; if it is null, `rowId` does
/// @param event
///            event code in upper case; empty if the row has no usable one
/// @param at
///            when the event happened last, by the portal's clock
record QueueRow(@Nullable String processId, @Nullable String messageId, @Nullable Long rowId, String event,
        @Nullable Long recordId, @Nullable Long userId, @Nullable Instant at) {
    private static final Pattern NAME = Pattern.compile("[\\p{Graph}]{1,100}");
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    /// A portal returns 50 rows at a time.
    private static final int MAX_ROWS = 500;

    /// Reads the answer to `event.offline.get`.
    ///
    /// @param isHeld
    ///            whether the portal was asked to hold the rows until they are acknowledged
    static List<QueueRow> page(JsonNode answer, boolean isHeld) {
        var processId = isHeld ? name(answer.path("process_id")) : null;
        return answer.path("events")
                .valueStream()
                .filter(JsonNode::isObject)
                .limit(MAX_ROWS)
                .map(row -> of(row, processId))
                .toList();
    }

    /// Reads the rows that are held from a page of `event.offline.list`, except those that were reported as
    /// not understood.
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

    /// Returns whether the portal waits for an acknowledgement of the row.
    boolean isHeld() {
        return processId != null && (messageId != null || rowId != null);
    }
}
