package io.b24mirror.mirror.comment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Lenient;
import io.b24mirror.mirror.RawRecord;
import io.b24mirror.portal.MemberId;

/// A comment as `crm.timeline.comment.get` gave it, in our words; its components are the columns of its table, but for
/// the list.
///
/// @param fetchedAt
///            when the request left
record CommentRecord(MemberId memberId, long commentId, @Nullable String entityType, @Nullable Long entityId,
        @Nullable Long authorId, @Nullable String comment, @Nullable Instant createdAt, JsonNode raw,
        Instant fetchedAt, List<CommentFile> files) {

    /// Translates an answer; empty if it is not the comment that was asked for.
    static Optional<CommentRecord> of(RecordRef asked, JsonNode comment, Instant fetchedAt) {
        var commentId = Lenient.id(comment, "ID");
        return commentId == null || commentId != asked.id()
                ? Optional.empty()
                : Optional.of(new CommentRecord(asked.memberId(), commentId, Lenient.code(comment, "ENTITY_TYPE"),
                        Lenient.id(comment, "ENTITY_ID"), Lenient.id(comment, "AUTHOR_ID"),
                        Lenient.text(comment, "COMMENT"), Lenient.isoTime(comment, "CREATED"), RawRecord.of(comment),
                        fetchedAt, CommentFile.of(comment)));
    }

    RecordRef ref() {
        return new RecordRef(memberId, Kinds.TIMELINE_COMMENT, commentId);
    }
}
