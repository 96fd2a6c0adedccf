package io.b24mirror.mirror.comment;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.json.RawRecord;
import io.b24mirror.mirror.version.VersionedTable.Reading;
import io.b24mirror.portal.MemberId;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.partitioningBy;

/// A comment as `crm.timeline.comment.get` gave it, in our words; its components are the columns of its table, but for
/// the files and the rows of the recycle bin.
///
/// @param entityType
///            of the first of its items; null for one that was first seen in the recycle bin
/// @param bindings
///            all its items; where they are in the recycle bin, those it stood on last
/// @param commentText
///            as a person reads it
/// @param inRecycleBin
///            whether it stands on rows of the recycle bin only
/// @param readAs
///            the user whose token read it; null for the service's own identity
/// @param fetchedAt
///            when the request left
/// @param cause
///            why it was read
/// @param recycled
///            the rows of the recycle bin it stands on
record CommentRecord(MemberId memberId, long commentId, @Nullable String entityType, @Nullable Long entityId,
        @Nullable Long authorId, @Nullable String comment, @Nullable String commentText, @Nullable Instant createdAt,
        List<Binding> bindings, boolean inRecycleBin, JsonNode raw, String contentHash,
        @Nullable Long readAs, Instant fetchedAt, Cause cause, List<CommentFile> files,
        List<Binding> recycled) implements Reading {

    /// Translates an answer; empty if it is not the comment that was asked for.
    static Optional<CommentRecord> of(RecordRef asked, JsonNode comment, Instant fetchedAt, Cause cause) {
        var commentId = BitrixFields.id(comment, "ID");
        if (commentId == null || commentId != asked.id()) {
            return Optional.empty();
        }
        var raw = RawRecord.of(comment);
        var bindings = Binding.of(comment).map(List::of).orElseGet(List::of);
        var text = CommentText.of(raw);
        return Optional.of(new CommentRecord(asked.memberId(), commentId, BitrixFields.code(comment, "ENTITY_TYPE"),
                BitrixFields.id(comment, "ENTITY_ID"), BitrixFields.id(comment, "AUTHOR_ID"), text.text(), text.plain(),
                BitrixFields.isoTime(comment, "CREATED"), bindings, false, raw,
                CommentContent.hash(raw, bindings, List.of()), null, fetchedAt, cause, CommentFile.of(comment),
                List.of()));
    }

    /// The same, standing on these items, too. Which of them comes first must not depend on who reads it, so the one
    /// that we hold stays the first. In the recycle bin, it keeps the items that we hold.
    CommentRecord standingOn(Collection<Binding> others, LastItems last) {
        var all = Stream.concat(bindings.stream(), others.stream())
                .distinct()
                .sorted(comparing(Binding::entityType).thenComparingLong(Binding::entityId))
                .collect(partitioningBy(Binding::isRecycled));
        var inBin = requireNonNull(all.get(true));
        var live = requireNonNull(all.get(false));
        boolean isInBin = live.isEmpty() && !inBin.isEmpty();
        var items = isInBin ? last.bindings() : live;
        var shown = last.first()
                .filter(items::contains)
                .or(() -> bindings.stream().filter(items::contains).findFirst())
                .or(() -> items.stream().findFirst());
        return new CommentRecord(memberId, commentId,
                shown.map(Binding::entityType).orElse(isInBin ? null : entityType),
                shown.map(Binding::entityId).orElse(isInBin ? null : entityId), authorId, comment, commentText,
                createdAt, items, isInBin, raw, CommentContent.hash(raw, items, inBin), readAs, fetchedAt,
                cause, files, inBin);
    }

    /// The same, read by a user's token; null for the service's own identity.
    CommentRecord readAs(@Nullable Long userId) {
        return new CommentRecord(memberId, commentId, entityType, entityId, authorId, comment, commentText, createdAt,
                bindings, inRecycleBin, raw, contentHash, userId, fetchedAt, cause, files, recycled);
    }

    @Override
    public RecordRef ref() {
        return new RecordRef(memberId, Kinds.TIMELINE_COMMENT, commentId);
    }
}
