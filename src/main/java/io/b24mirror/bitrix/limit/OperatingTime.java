package io.b24mirror.bitrix.limit;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.bitrix.http.EpochSeconds;

/// The operating time that a batch's answer reports, by the methods' names in lower case. Bitrix24 counts by app and
/// method, over ten minutes; on-premise portals do not count.
///
/// Only successful answers contain a `time`; the error of a blocked method does not say when the block ends. A block
/// lasts for minutes, so a method is throttled before it reaches the limit. According to Bitrix24's documentation the
/// calls of a batch count one by one, others measured that `batch` itself counts, so both are read. The outer time of a
/// batch belongs to `batch` and never to its calls.
///
/// @param exhausted
///            the methods to throttle, and until when, if the answer says so
/// @param resets
///            when the counters of served methods are reset
public record OperatingTime(Map<String, Optional<Instant>> exhausted, Map<String, Instant> resets) {
    /// The name under which the time of the batch itself is counted.
    public static final String BATCH = "batch";

    private static final double LIMIT_SECONDS = 420;
    private static final double BACK_OFF_SECONDS = 0.8 * LIMIT_SECONDS;

    /// Reads the answer to a batch.
    ///
    /// @param methodsByKey
    ///            the methods that were called, by the keys of their answers
    public static OperatingTime read(JsonNode body, Map<String, String> methodsByKey, Instant now) {
        var time = new OperatingTime(new TreeMap<>(), new TreeMap<>());
        time.note(BATCH, body, body.path("time"), now);
        var results = body.path("result");
        methodsByKey.forEach((key, method) -> time.note(MethodThrottle.name(method),
                results.path("result_error").path(key), results.path("result_time").path(key), now));
        return time;
    }

    private void note(String method, JsonNode error, JsonNode time, Instant now) {
        var reset = EpochSeconds.read(time.path("operating_reset_at"));
        double used = time.path("operating").asDouble(0);
        if ("operation_time_limit".equalsIgnoreCase(error.path("error").asString(""))) {
            throttle(method, reset == null ? EpochSeconds.read(error.path("operating_reset_at")) : reset, now);
        } else if (used >= BACK_OFF_SECONDS && (reset == null || reset.isAfter(now))) {
            throttle(method, reset, now);
        } else if (used > 0 && reset != null) {
            resets.put(method, reset);
        }
    }

    /// Ignores a reset that has passed.
    private void throttle(String method, @Nullable Instant until, Instant now) {
        exhausted.merge(method, Optional.ofNullable(until).filter(now::isBefore),
                (one, other) -> one.isPresent() && other.filter(one.get()::isBefore).isEmpty() ? one : other);
    }
}
