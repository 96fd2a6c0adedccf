package io.b24mirror.mirror.time;

import java.time.LocalDate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What one event proves about its portal.
///
/// @param date
///            when it starts; null if no text says so for certain
/// @param offset
///            the server's distance from UTC at that date in seconds; null if the event shows none that can be
/// @param isOdd
///            whether it shows one that cannot be
record ClockEvidence(@Nullable LocalDate date, @Nullable Integer offset, @Nullable DateOrder order, boolean isOdd) {

    static ClockEvidence of(JsonNode event) {
        var fields = new TimeFields(event);
        var order = RecordOrder.proven(event).orElse(null);
        var text = fields.text("FROM");
        boolean isCertain = fields.formatted("FROM") != null || order != null || (text != null && text.isCertain());
        var start = isCertain ? fields.wall("FROM", order == null ? DateOrder.DAY_FIRST : order) : null;
        var shown = start == null ? null : fields.serverOffset(start);
        var offset = ServerOffset.of(shown);
        return new ClockEvidence(start == null ? null : start.toLocalDate(), offset, order,
                shown != null && offset == null);
    }
}
