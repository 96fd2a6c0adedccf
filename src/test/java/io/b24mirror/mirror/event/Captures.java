package io.b24mirror.mirror.event;

import java.io.IOException;
import java.io.UncheckedIOException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static java.util.Objects.requireNonNull;

/// Answers of real portals, with personal details replaced.
public final class Captures {
    private Captures() {}

    /// The event that a capture of `calendar.event.getbyid` holds.
    public static ObjectNode read(String name) {
        return (ObjectNode) result(name);
    }

    /// The first event that a capture of `calendar.event.get` holds.
    public static ObjectNode listed(String name) {
        return (ObjectNode) result(name).path(0);
    }

    /// What a capture answers.
    public static JsonNode result(String name) {
        try (var file = requireNonNull(Captures.class.getResourceAsStream("/captures/" + name + ".json"))) {
            return JsonMapper.shared().readTree(file).path("answer").path("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
