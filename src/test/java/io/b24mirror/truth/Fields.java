package io.b24mirror.truth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A record as names and texts, so that the portal's and ours compare and print well.
final class Fields {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final Map<String, String> fields = new LinkedHashMap<>();

    Fields with(String name, @Nullable Object value) {
        fields.put(name, Objects.toString(value));
        return this;
    }

    /// Adds a tree, whose order tells nothing: PostgreSQL keeps its own.
    Fields withTree(String name, @Nullable JsonNode tree) {
        return with(name, tree == null ? null : JSON.writeValueAsString(JSON.convertValue(tree, Object.class)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fields that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
