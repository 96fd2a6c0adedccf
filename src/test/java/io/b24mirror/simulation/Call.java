package io.b24mirror.simulation;

import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// One call of one method.
///
/// @param method
///            in lower case
record Call(Caller caller, String method, ObjectNode parameters) {

    SimulatedUser user() {
        return caller.user();
    }

    /// A parameter by its exact name, as calendar methods want it.
    JsonNode exactly(String name) {
        return parameters.path(name);
    }

    /// A parameter by its name in whatever case, as most other methods take it.
    JsonNode get(String name) {
        return get(parameters, name);
    }

    static JsonNode get(JsonNode map, String name) {
        return map.properties()
                .stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
