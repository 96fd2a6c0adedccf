package io.b24mirror.simulation;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.simulation.Violation.Kind;

/// The method `batch`: up to 50 commands, one after the other, each with its own result or error.
final class Batch implements RestMethod {

    static final int LIMIT = 50;
    private static final Pattern REFERENCE = Pattern.compile("\\$result((?:\\[[^\\]]*\\])+)");
    private static final Pattern STEP = Pattern.compile("\\[([^\\]]*)\\]");

    private final Methods methods;
    private final Timing timing;
    private final Journal journal;

    Batch(Methods methods, Timing timing, Journal journal) {
        this.methods = methods;
        this.timing = timing;
        this.journal = journal;
    }

    /// The names of the methods that a batch calls.
    static List<String> commands(ObjectNode parameters) {
        var commands = Call.get(parameters, "cmd");
        return Json.items(commands).stream().filter(JsonNode::isString).map(Json::text).map(Batch::method).toList();
    }

    private static String method(String command) {
        var mark = command.indexOf('?');
        return (mark < 0 ? command : command.substring(0, mark)).toLowerCase(Locale.ROOT);
    }

    private record Outcome(ObjectNode result, ObjectNode error, ObjectNode total, ObjectNode next, ObjectNode time) {

        JsonNode print() {
            var all = Json.object();
            all.set("result", Json.asPhpPrints(result));
            all.set("result_error", Json.asPhpPrints(error));
            all.set("result_total", Json.asPhpPrints(total));
            all.set("result_next", Json.asPhpPrints(next));
            all.set("result_time", Json.asPhpPrints(time));
            return all;
        }
    }

    @Override
    public Answer call(Call call) {
        var commands = keyed(call.get("cmd"));
        if (commands.size() > LIMIT) {
            journal.violated(Kind.BATCH_TOO_LONG, commands.size() + " commands");
        }
        var outcome = new Outcome(Json.object(), Json.object(), Json.object(), Json.object(), Json.object());
        var halt = Json.truth(call.get("halt"));
        var number = 0;
        for (var command : commands.properties()) {
            number++;
            if (command.getValue().isString()) {
                var done = run(call, command.getKey(), Json.text(command.getValue()), number, outcome);
                if (!done && halt) {
                    break;
                }
            }
        }
        return Answer.of(outcome.print());
    }

    private static ObjectNode keyed(JsonNode commands) {
        if (commands instanceof ObjectNode map) {
            return map;
        }
        var map = Json.object();
        commands.values().forEach(command -> map.set(Integer.toString(map.size()), command));
        return map;
    }

    private boolean run(Call call, String key, String command, int number, Outcome outcome) {
        var method = method(command);
        try {
            check(method, number);
            var answer = methods.call(new Call(call.caller(), method, parameters(command, outcome.result())));
            outcome.result().set(key, answer.result());
            answer.total().ifPresent(total -> outcome.total().put(key, total));
            answer.next().ifPresent(next -> outcome.next().put(key, next));
            outcome.time().set(key, timing.of(method));
            return true;
        } catch (RestError error) {
            outcome.error().set(key, error.body());
            return false;
        }
    }

    private void check(String method, int number) {
        if (number > LIMIT) {
            throw new RestError(400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded");
        }
        if (method.equals("batch")) {
            journal.violated(Kind.NESTED_BATCH, "command " + number);
            throw new RestError(405, "ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage");
        }
    }

    private static ObjectNode parameters(String command, ObjectNode results) {
        var mark = command.indexOf('?');
        var parameters = mark < 0 ? Json.object() : PhpForm.parse(command.substring(mark + 1));
        resolve(parameters, results);
        return parameters;
    }

    private static void resolve(ObjectNode parameters, ObjectNode results) {
        for (var name : List.copyOf(parameters.propertyNames())) {
            var value = parameters.path(name);
            if (value instanceof ObjectNode map) {
                resolve(map, results);
            } else {
                parameters.set(name, resolve(Json.text(value), results));
            }
        }
    }

    private static JsonNode resolve(String text, ObjectNode results) {
        var whole = REFERENCE.matcher(text);
        if (whole.matches()) {
            return follow(whole.group(1), results);
        }
        return Json.of(REFERENCE.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(Json.text(follow(found.group(1), results)))));
    }

    private static JsonNode follow(String path, JsonNode results) {
        var node = results;
        var steps = STEP.matcher(path);
        while (steps.find()) {
            var step = steps.group(1);
            node = node.isArray() && step.matches("\\d{1,9}") ? node.path(Integer.parseInt(step)) : node.path(step);
        }
        return node.isMissingNode() ? Json.nothing() : node.deepCopy();
    }
}
