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
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.json.RawRecord;
import io.b24mirror.mirror.version.Observation;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.partitioningBy;

/// Translates comments as `crm.timeline.comment.get` and `crm.timeline.bindings.list` answer them.
final class CommentAnswer {
    private CommentAnswer() {}

    /// Translates an answer; empty if it is not the comment that was asked for.
    static Optional<Observation<CommentFields>> translate(RecordRef asked, JsonNode comment, Instant fetchedAt,
            Cause cause) {
        var commentId = BitrixFields.id(comment, "ID");
        if (commentId == null || commentId != asked.id()) {
            return Optional.empty();
        }
        var raw = RawRecord.of(comment);
        var fields = CommentFields.of(raw);
        return Optional.of(new Observation<>(asked, fields, raw, CommentContent.hash(raw, fields.bindings(), List.of()),
                null, fetchedAt, cause));
    }

    /// The same comment, standing on these items, too. Which of them comes first must not depend on who reads it, so
    /// the one that we hold stays the first. In the recycle bin, it keeps the items that we hold.
    static Observation<CommentFields> standingOn(Observation<CommentFields> comment, Collection<Binding> others,
            LastItems last) {
        var named = comment.fields().bindings();
        var all = Stream.concat(named.stream(), others.stream())
                .distinct()
                .sorted(comparing(Binding::entityType).thenComparingLong(Binding::entityId))
                .collect(partitioningBy(Binding::inRecycleBin));
        var inBin = requireNonNull(all.get(true));
        var live = requireNonNull(all.get(false));
        boolean isInBin = live.isEmpty() && !inBin.isEmpty();
        var items = isInBin ? last.bindings() : live;
        var fields = standingOn(comment.fields(), shown(items, last, named), items, inBin, isInBin);
        return comment.with(fields, CommentContent.hash(comment.raw(), items, inBin));
    }

    private static CommentFields standingOn(CommentFields comment, @Nullable Binding shown, List<Binding> items,
            List<Binding> inBin, boolean isInBin) {
        if (isInBin) {
            return comment.inBin(shown, items, inBin);
        }
        return shown == null ? comment : comment.standingOn(shown, items, inBin);
    }

    private static @Nullable Binding shown(List<Binding> items, LastItems last, List<Binding> named) {
        return last.first()
                .filter(items::contains)
                .or(() -> named.stream().filter(items::contains).findFirst())
                .or(() -> items.stream().findFirst())
                .orElse(null);
    }
}
