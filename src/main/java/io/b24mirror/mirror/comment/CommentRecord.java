package io.b24mirror.mirror.comment;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.ContentHash;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Lenient;
import io.b24mirror.mirror.RawRecord;
import io.b24mirror.mirror.VersionedTable.Reading;
import io.b24mirror.portal.MemberId;

import static java.util.Comparator.comparing;

/// A comment as `crm.timeline.comment.get` gave it, in our words; its components are the columns of its table, but for
/// the files.
///
/// @param entityType
///            of the first of its items
/// @param bindings
///            all its items
/// @param readAs
///            the user whose token read it; null for the service's own identity
/// @param fetchedAt
///            when the request left
/// @param cause
///            why it was read
record CommentRecord(MemberId memberId, long commentId, @Nullable String entityType, @Nullable Long entityId,
        @Nullable Long authorId, @Nullable String comment, @Nullable Instant createdAt, List<Binding> bindings,
        JsonNode raw, String contentHash, @Nullable Long readAs, Instant fetchedAt, Cause cause,
        List<CommentFile> files) implements Reading {

    /// Addresses of files, which are made anew for each reading; and the one item that is shown of several, which
    /// depends on the reader.
    private static final ContentHash CONTENT = new ContentHash(
            Set.of("urlPreview", "urlShow", "urlDownload", "ENTITY_ID", "ENTITY_TYPE"));

    /// Translates an answer; empty if it is not the comment that was asked for.
    static Optional<CommentRecord> of(RecordRef asked, JsonNode comment, Instant fetchedAt, Cause cause) {
        var commentId = Lenient.id(comment, "ID");
        if (commentId == null || commentId != asked.id()) {
            return Optional.empty();
        }
        var raw = RawRecord.of(comment);
        var bindings = Binding.of(comment).map(List::of).orElseGet(List::of);
        return Optional.of(new CommentRecord(asked.memberId(), commentId, Lenient.code(comment, "ENTITY_TYPE"),
                Lenient.id(comment, "ENTITY_ID"), Lenient.id(comment, "AUTHOR_ID"), Lenient.text(comment, "COMMENT"),
                Lenient.isoTime(comment, "CREATED"), bindings, raw, hash(raw, bindings), null, fetchedAt, cause,
                CommentFile.of(comment)));
    }

    /// The same, standing on these items, too. Which of them comes first must not depend on who reads it, so the one
    /// that we hold stays the first.
    ///
    /// @param first
    ///            the one that we hold as the first
    CommentRecord standingOn(Collection<Binding> others, Optional<Binding> first) {
        var all = Stream.concat(bindings.stream(), others.stream())
                .distinct()
                .sorted(comparing(Binding::entityType).thenComparingLong(Binding::entityId))
                .toList();
        var shown = first.filter(all::contains)
                .or(() -> bindings.stream().findFirst())
                .or(() -> all.stream().findFirst());
        return new CommentRecord(memberId, commentId, shown.map(Binding::entityType).orElse(entityType),
                shown.map(Binding::entityId).orElse(entityId), authorId, comment, createdAt, all, raw, hash(raw, all),
                readAs, fetchedAt, cause, files);
    }

    /// The same, read by a user's token; null for the service's own identity.
    CommentRecord readAs(@Nullable Long userId) {
        return new CommentRecord(memberId, commentId, entityType, entityId, authorId, comment, createdAt, bindings, raw,
                contentHash, userId, fetchedAt, cause, files);
    }

    private static String hash(JsonNode raw, List<Binding> bindings) {
        var content = JsonNodeFactory.instance.arrayNode().add(raw);
        bindings.forEach(binding -> content.addArray().add(binding.entityType()).add(binding.entityId()));
        return CONTENT.of(content);
    }

    @Override
    public RecordRef ref() {
        return new RecordRef(memberId, Kinds.TIMELINE_COMMENT, commentId);
    }
}
