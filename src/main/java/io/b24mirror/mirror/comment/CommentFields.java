package io.b24mirror.mirror.comment;

import java.time.Instant;
import java.util.List;
import jakarta.persistence.Embeddable;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

/// What a comment says; its components are the columns of `mirror.timeline_comment`.
///
/// @param entityType
///            of the first of its items; null for one that was first seen in the recycle bin
/// @param commentText
///            as a person reads it
/// @param bindings
///            all its items; where they are in the recycle bin, those it stood on last
/// @param recycled
///            the rows of the recycle bin it stands on
/// @param inRecycleBin
///            whether it stands on rows of the recycle bin only
@Embeddable
record CommentFields(@Nullable String entityType, @Nullable Long entityId, @Nullable Long authorId,
        @Nullable String comment, @Nullable String commentText, @Nullable Instant createdAt,
        @JdbcTypeCode(SqlTypes.JSON) List<Binding> bindings, @JdbcTypeCode(SqlTypes.JSON) List<Binding> recycled,
        boolean inRecycleBin) {

    /// Translates an answer of `crm.timeline.comment.get`, which names one item at most.
    static CommentFields of(JsonNode comment) {
        var text = CommentText.of(comment);
        return new CommentFields(BitrixFields.code(comment, "ENTITY_TYPE"), BitrixFields.id(comment, "ENTITY_ID"),
                BitrixFields.id(comment, "AUTHOR_ID"), text.text(), text.plain(),
                BitrixFields.isoTime(comment, "CREATED"), Binding.of(comment).map(List::of).orElseGet(List::of),
                List.of(), false);
    }

    /// The same, standing on live items.
    CommentFields standingOn(Binding shown, List<Binding> items, List<Binding> inBin) {
        return new CommentFields(shown.entityType(), shown.entityId(), authorId, comment, commentText, createdAt,
                items, inBin, false);
    }

    /// The same, in the recycle bin.
    ///
    /// @param shown
    ///            the item that it was shown with last; null if none is known
    CommentFields inBin(@Nullable Binding shown, List<Binding> lastItems, List<Binding> inBin) {
        return new CommentFields(shown == null ? null : shown.entityType(), shown == null ? null : shown.entityId(),
                authorId, comment, commentText, createdAt, lastItems, inBin, true);
    }
}
