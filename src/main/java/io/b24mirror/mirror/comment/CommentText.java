package io.b24mirror.mirror.comment;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.text.EncodedEmoji;
import io.b24mirror.mirror.text.PlainText;

/// What a comment says.
///
/// @param text
///            with its BB codes, and with emoji where the portal answers codes
/// @param plain
///            as a person reads it
record CommentText(@Nullable String text, @Nullable String plain) {
    static CommentText of(JsonNode raw) {
        var text = EncodedEmoji.decode(BitrixFields.text(raw, "COMMENT"));
        return new CommentText(text, PlainText.of(text));
    }
}
