package io.b24mirror.mirror.comment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.ContentHash;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Lenient;
import io.b24mirror.mirror.RawRecord;
import io.b24mirror.mirror.VersionedTable.Reading;
import io.b24mirror.portal.MemberId;

/// A comment as `crm.timeline.comment.get` gave it, in our words; its components are the columns of its table, but for
/// the list.
///
/// @param readAs
///            the user whose token read it; null for the service's own identity
/// @param fetchedAt
///            when the request left
/// @param cause
///            why it was read
record CommentRecord(MemberId memberId, long commentId, @Nullable String entityType, @Nullable Long entityId,
        @Nullable Long authorId, @Nullable String comment, @Nullable Instant createdAt, JsonNode raw,
        String contentHash, @Nullable Long readAs, Instant fetchedAt, Cause cause, List<CommentFile> files)
        implements
            Reading {

    /// Addresses of files, which are made anew for each reading.
    private static final ContentHash CONTENT = new ContentHash(Set.of("urlPreview", "urlShow", "urlDownload"));

    /// Translates an answer; empty if it is not the comment that was asked for.
    static Optional<CommentRecord> of(RecordRef asked, JsonNode comment, Instant fetchedAt, Cause cause) {
        var raw = RawRecord.of(comment);
        var commentId = Lenient.id(comment, "ID");
        return commentId == null || commentId != asked.id()
                ? Optional.empty()
                : Optional.of(new CommentRecord(asked.memberId(), commentId, Lenient.code(comment, "ENTITY_TYPE"),
                        Lenient.id(comment, "ENTITY_ID"), Lenient.id(comment, "AUTHOR_ID"),
                        Lenient.text(comment, "COMMENT"), Lenient.isoTime(comment, "CREATED"), raw,
                        CONTENT.of(raw), null, fetchedAt, cause, CommentFile.of(comment)));
    }

    @Override
    public RecordRef ref() {
        return new RecordRef(memberId, Kinds.TIMELINE_COMMENT, commentId);
    }
}
