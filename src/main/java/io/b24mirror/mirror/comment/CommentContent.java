package io.b24mirror.mirror.comment;

import java.util.List;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.mirror.ContentHash;

/// Tells whether two readings of a comment say the same.
///
/// What makes no difference: addresses of files, which differ with each reading; the one item that is shown of several,
/// which depends on the reader; and keys without a value that a newer portal adds.
final class CommentContent {
    private static final ContentHash HASH = new ContentHash(
            Set.of("urlPreview", "urlShow", "urlDownload", "ENTITY_ID", "ENTITY_TYPE"));

    /// An empty text in one of them is hashed, as it has always been.
    private static final Set<String> KNOWN = Set.of("ID", "CREATED", "COMMENT", "AUTHOR_ID", "FILES", "id", "date",
            "type", "name", "size", "image", "width", "height", "authorId", "authorName");

    private CommentContent() {}

    static String hash(JsonNode raw, List<Binding> items, List<Binding> recycled) {
        var content = JsonNodeFactory.instance.arrayNode().add(known(raw));
        items.forEach(item -> content.addArray().add(item.entityType()).add(item.entityId()));
        recycled.forEach(row -> content.addArray().add("in the recycle bin").add(row.entityType()).add(row.entityId()));
        return HASH.of(content);
    }

    private static JsonNode known(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> known(object);
            case ArrayNode array -> {
                var copy = JsonNodeFactory.instance.arrayNode();
                array.values().forEach(element -> copy.add(known(element)));
                yield copy;
            }
            default -> node;
        };
    }

    private static ObjectNode known(ObjectNode object) {
        var copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(property -> {
            var value = property.getValue();
            if (KNOWN.contains(property.getKey()) || !value.isString() || !value.stringValue().isEmpty()) {
                copy.set(property.getKey(), known(value));
            }
        });
        return copy;
    }
}
