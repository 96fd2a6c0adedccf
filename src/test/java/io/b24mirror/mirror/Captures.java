package io.b24mirror.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static java.util.Objects.requireNonNull;

/// Answers that were captured from real portals, with personal details replaced.
public final class Captures {
    private Captures() {}

    public static JsonNode json(String name) {
        try (var file = Captures.class.getResourceAsStream("/captures/" + name + ".json")) {
            return JsonMapper.shared().readTree(requireNonNull(file, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
