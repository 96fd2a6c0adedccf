package io.b24mirror.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;

/// Answers of real portals, and what of a record can be compared with them: which keys are there, and of which type.
final class CapturedAnswers {

    private CapturedAnswers() {}

    /// The result of the captured answer with that number.
    static JsonNode result(String number) {
        return answer(number).path("result");
    }

    static JsonNode answer(String number) {
        try (var stream = CapturedAnswers.class.getResourceAsStream("/captures/calendar-%s.json".formatted(number))) {
            if (stream == null) {
                throw new IllegalArgumentException("No capture " + number);
            }
            return Json.MAPPER.readTree(stream).path("answer");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The type of each key, as a text. Nothing has no type of its own: null, `false` and `[]` change with the version.
    static Map<String, String> types(JsonNode record) {
        var types = new TreeMap<String, String>();
        record.properties().forEach(field -> types.put(field.getKey(), type(field.getValue())));
        return types;
    }

    private static String type(JsonNode value) {
        if (value.isObject()) {
            return types(value).toString();
        }
        if (value.isNull() || (value.isEmpty() && value.isArray()) || (value.isBoolean() && !value.asBoolean())) {
            return "nothing";
        }
        if (value.isArray()) {
            return elements(value).toString();
        }
        return value.isString() ? "text" : value.isNumber() ? "number" : "true";
    }

    private static Set<String> elements(JsonNode list) {
        var types = new TreeSet<String>();
        list.values().forEach(element -> types.add(type(element)));
        return types;
    }
}
