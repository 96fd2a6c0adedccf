package io.b24mirror.simulation;

import java.util.List;
import java.util.OptionalLong;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Short names for what the simulation does with JSON trees, read as leniently as PHP reads its arrays.
final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static JsonNode of(boolean value) {
        return JsonNodeFactory.instance.booleanNode(value);
    }

    static JsonNode of(long value) {
        return JsonNodeFactory.instance.numberNode(value);
    }

    static JsonNode of(String value) {
        return JsonNodeFactory.instance.stringNode(value);
    }

    static JsonNode nothing() {
        return JsonNodeFactory.instance.nullNode();
    }

    static String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asString("") : "";
    }

    static OptionalLong number(JsonNode node) {
        var text = text(node).strip();
        return text.matches("-?\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    static long number(JsonNode node, long otherwise) {
        return number(node).orElse(otherwise);
    }

    static boolean truth(JsonNode node) {
        return switch (text(node).strip().toLowerCase(java.util.Locale.ROOT)) {
            case "1", "y", "true" -> true;
            default -> false;
        };
    }

    /// The members of a list, whether it came as an array, as a map with indexes or as a single value.
    static List<JsonNode> items(JsonNode node) {
        if (node.isContainer()) {
            return List.copyOf(node.values());
        }
        return text(node).isEmpty() ? List.of() : List.of(node);
    }

    /// A map as PHP prints it: `[]` when it is empty, a list when its keys are 0 to n.
    static JsonNode asPhpPrints(ObjectNode map) {
        var list = array();
        for (var property : map.properties()) {
            if (!property.getKey().equals(Integer.toString(list.size()))) {
                return map;
            }
            list.add(property.getValue());
        }
        return list;
    }
}
