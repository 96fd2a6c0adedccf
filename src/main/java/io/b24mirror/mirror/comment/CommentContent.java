package io.b24mirror.mirror.comment;

import java.util.List;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import io.b24mirror.mirror.json.ContentHash;

/// Tells whether two readings of a comment say the same.
///
/// What makes no difference besides what [ContentHash] ignores: addresses of files, which differ with each reading, and
/// the one item that is shown of several, which depends on the reader.
final class CommentContent {
    private static final ContentHash HASH = new ContentHash(
            Set.of("urlPreview", "urlShow", "urlDownload", "ENTITY_ID", "ENTITY_TYPE"));

    private CommentContent() {}

    static String hash(JsonNode raw, List<Binding> items, List<Binding> recycled) {
        var content = JsonNodeFactory.instance.arrayNode().add(raw);
        items.forEach(item -> content.addArray().add(item.entityType()).add(item.entityId()));
        recycled.forEach(row -> content.addArray().add("in the recycle bin").add(row.entityType()).add(row.entityId()));
        return HASH.of(content);
    }
}
