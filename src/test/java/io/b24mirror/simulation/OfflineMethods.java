package io.b24mirror.simulation;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

import tools.jackson.databind.JsonNode;

import io.b24mirror.simulation.OfflineQueue.Row;

/// The methods `event.offline.*`, for administrators only. To reserve rows takes a feature of the plan.
final class OfflineMethods {

    static final String FEATURE = "rest_offline_extended";

    private final OfflineQueue queue;
    private final Features features;
    private final Tokens tokens;

    OfflineMethods(OfflineQueue queue, Features features, Tokens tokens) {
        this.queue = queue;
        this.features = features;
        this.tokens = tokens;
    }

    void offer(Methods methods) {
        methods.offerToApps("event.offline.get", this::get);
        methods.offerToApps("event.offline.list", this::list);
        methods.offerToApps("event.offline.clear", this::clear);
        methods.offerToApps("event.offline.error", this::fail);
    }

    private Answer get(Call call) {
        requireAdministrator(call);
        var clear = call.get("clear").isMissingNode() || Json.truth(call.get("clear"));
        if (!clear) {
            requireFeature();
        }
        var asked = Json.text(call.get("process_id"));
        var process = asked.isEmpty() ? tokens.id() : asked;
        var limit = Math.clamp(Json.number(call.get("limit"), Answer.PAGE), 1, Answer.PAGE);
        var taken = queue.take(wanted(call, asked), limit, clear, process);
        var result = Json.object().put("process_id", process);
        taken.forEach(row -> result.withArray("events").add(row.print()));
        result.withArray("events");
        return Answer.of(result);
    }

    private static Predicate<Row> wanted(Call call, String process) {
        var connector = connector(call);
        var failed = Json.truth(call.get("error"));
        return row -> row.connector().equals(connector) && row.processId().equals(process) && row.failed() == failed;
    }

    private Answer list(Call call) {
        requireAdministrator(call);
        var connector = connector(call);
        var rows = queue.rows()
                .stream()
                .filter(row -> row.connector().equals(connector))
                .map(row -> row.print().put("PROCESS_ID", row.processId()).put("ERROR", row.failed() ? "1" : "0"))
                .toList();
        return Answer.page(rows, call.get("start"));
    }

    private Answer clear(Call call) {
        requireAdministrator(call);
        queue.clear(named(call));
        return Answer.of(Json.of(true));
    }

    private Answer fail(Call call) {
        requireAdministrator(call);
        queue.fail(named(call));
        return Answer.of(Json.of(true));
    }

    private static Predicate<Row> named(Call call) {
        var process = Json.text(call.get("process_id"));
        if (process.isEmpty()) {
            throw new RestError(400, "ERROR_ARGUMENT", "Argument 'PROCESS_ID' is null or empty");
        }
        var ids = texts(call.get("id"));
        var messages = texts(call.get("message_id"));
        var connector = connector(call);
        return row -> row.processId().equals(process) && row.connector().equals(connector)
                && (ids.isEmpty() || ids.contains(Long.toString(row.id())))
                && (messages.isEmpty() || messages.contains(row.messageId()));
    }

    private static Set<String> texts(JsonNode list) {
        var texts = new HashSet<String>();
        Json.items(list).forEach(item -> texts.add(Json.text(item)));
        return texts;
    }

    private static String connector(Call call) {
        return Json.text(call.get("auth_connector"));
    }

    private static void requireAdministrator(Call call) {
        if (!call.user().admin()) {
            throw RestError.accessDenied("Access denied!");
        }
    }

    private void requireFeature() {
        if (!features.has(FEATURE)) {
            throw new RestError(403, "WRONG_LICENSE", "Extended offline events handling is not available");
        }
    }
}
