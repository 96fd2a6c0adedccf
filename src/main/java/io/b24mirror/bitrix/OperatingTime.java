package io.b24mirror.bitrix;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads from a batch's answer which methods have to rest: those that used up their time (`OPERATION_TIME_LIMIT`), and
/// those that are about to, since a method that is banned stays so for minutes.
///
/// Bitrix24 counts by app and method, over ten minutes, and tells `operating` and `operating_reset_at` in the `time` of
/// each call; portals of one's own do not count. Its documentation says that the calls of a batch count one by one,
/// others measured that `batch` itself does, so both are looked at.
final class OperatingTime {
    static final String BATCH = "batch";

    private static final double LIMIT_SECONDS = 420;
    private static final double BACK_OFF_SECONDS = 0.8 * LIMIT_SECONDS;
    private static final Duration UNTOLD = Duration.ofMinutes(1);
    private static final Duration MAX = Duration.ofHours(1);

    private final Instant now;
    private final Map<String, Instant> rests = new TreeMap<>();

    private OperatingTime(Instant now) {
        this.now = now;
    }

    /// Reads until when which methods rest.
    static Map<String, Instant> read(JsonNode body, List<Call> calls, Instant now) {
        var reading = new OperatingTime(now);
        reading.note(BATCH, body, body.path("time"));
        var results = body.path("result");
        for (int i = 0; i < calls.size(); i++) {
            var key = BatchExchange.key(i);
            reading.note(calls.get(i).method(), results.path("result_error").path(key),
                    results.path("result_time").path(key));
        }
        return reading.rests;
    }

    private void note(String method, JsonNode error, JsonNode time) {
        var rest = rest(error, time);
        if (rest != null) {
            rests.merge(MethodPauses.name(method), rest, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    private @Nullable Instant rest(JsonNode error, JsonNode time) {
        var told = EpochSeconds.read(time.path("operating_reset_at"));
        if ("operation_time_limit".equalsIgnoreCase(error.path("error").asString(""))) {
            var alsoTold = EpochSeconds.read(error.path("operating_reset_at"));
            return within(told == null ? alsoTold : told);
        }
        boolean isPast = told != null && !told.isAfter(now);
        return time.path("operating").asDouble(0) >= BACK_OFF_SECONDS && !isPast ? within(told) : null;
    }

    private Instant within(@Nullable Instant told) {
        if (told == null || !told.isAfter(now)) {
            return now.plus(UNTOLD);
        }
        var latest = now.plus(MAX);
        return told.isBefore(latest) ? told : latest;
    }
}
