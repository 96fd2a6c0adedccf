package io.b24mirror.bitrix;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a batch's answer tells of operating time, by the methods' names in lower case. Bitrix24 counts by app and method,
/// over ten minutes; portals of one's own do not count.
///
/// Only an answer that went well tells a `time`; the errors of a blocked method tell nothing. A method that is banned
/// stays so for minutes, so one that is about to be rests before. Bitrix24's documentation says that the calls of a batch
/// count one by one, others measured that `batch` itself does, so both are looked at, each by itself: the outer time of a
/// batch is that of `batch`.
///
/// @param rests
///            the methods that have to rest, and until when, where that is told
/// @param resets
///            when the counters of methods that were served start anew
record OperatingTime(Map<String, Optional<Instant>> rests, Map<String, Instant> resets) {
    static final String BATCH = "batch";

    private static final double LIMIT_SECONDS = 420;
    private static final double BACK_OFF_SECONDS = 0.8 * LIMIT_SECONDS;

    static OperatingTime read(JsonNode body, List<Call> calls, Instant now) {
        var time = new OperatingTime(new TreeMap<>(), new TreeMap<>());
        time.note(BATCH, body, body.path("time"), now);
        var results = body.path("result");
        for (int i = 0; i < calls.size(); i++) {
            var key = BatchExchange.key(i);
            time.note(MethodPauses.name(calls.get(i).method()), results.path("result_error").path(key),
                    results.path("result_time").path(key), now);
        }
        return time;
    }

    private void note(String method, JsonNode error, JsonNode time, Instant now) {
        var reset = EpochSeconds.read(time.path("operating_reset_at"));
        double used = time.path("operating").asDouble(0);
        if ("operation_time_limit".equalsIgnoreCase(error.path("error").asString(""))) {
            rest(method, reset == null ? EpochSeconds.read(error.path("operating_reset_at")) : reset, now);
        } else if (used >= BACK_OFF_SECONDS && (reset == null || reset.isAfter(now))) {
            rest(method, reset, now);
        } else if (used > 0 && reset != null) {
            resets.put(method, reset);
        }
    }

    /// What lies in the past tells nothing.
    private void rest(String method, @Nullable Instant until, Instant now) {
        rests.merge(method, Optional.ofNullable(until).filter(now::isBefore),
                (one, other) -> one.isPresent() && other.filter(one.get()::isBefore).isEmpty() ? one : other);
    }
}
