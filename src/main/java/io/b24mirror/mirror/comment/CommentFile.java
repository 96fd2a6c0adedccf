package io.b24mirror.mirror.comment;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.text.EncodedEmoji;

/// A file attached to a comment. Its addresses are not kept as such: they need a session and do not last.
public record CommentFile(long fileId, @Nullable String name, @Nullable Long sizeBytes, @Nullable String type,
        @Nullable Long authorId, @Nullable Instant attachedAt) {

    /// Translates `FILES`: a map by file id, an array, or absent.
    public static List<CommentFile> of(JsonNode comment) {
        var files = comment.path("FILES");
        var byId = new LinkedHashMap<Long, CommentFile>();
        if (files.isObject()) {
            files.properties()
                    .forEach(file -> put(byId, BitrixFields.id(file.getValue(), "id"), file.getKey(), file.getValue()));
        } else {
            BitrixFields.elements(files).forEach(file -> put(byId, BitrixFields.id(file, "id"), "", file));
        }
        return List.copyOf(byId.values());
    }

    private static void put(LinkedHashMap<Long, CommentFile> byId, @Nullable Long id, String key, JsonNode file) {
        var fileId = id == null ? BitrixFields.id(key) : id;
        if (fileId != null && file.isObject()) {
            byId.put(fileId,
                    new CommentFile(fileId, EncodedEmoji.decode(BitrixFields.text(file, "name")),
                            BitrixFields.number(file, "size"),
                            BitrixFields.text(file, "type"), BitrixFields.id(file, "authorId"),
                            BitrixFields.isoTime(file, "date")));
        }
    }
}
