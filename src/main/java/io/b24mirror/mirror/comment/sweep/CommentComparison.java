package io.b24mirror.mirror.comment.sweep;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.mirror.comment.Binding;
import io.b24mirror.mirror.comment.CommentKind;
import io.b24mirror.mirror.difference.ListedFields;
import io.b24mirror.mirror.difference.PersistentDifferences;
import io.b24mirror.mirror.difference.PersistentDifferences.Difference;
import io.b24mirror.portal.MemberId;

/// Compares listed comments with our copies.
@Component
class CommentComparison {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final PersistentDifferences differences;

    CommentComparison(JdbcClient jdbc, PersistentDifferences differences) {
        this.jdbc = jdbc;
        this.differences = differences;
    }

    /// The comments listed on an item that we have no copy of, or none that counts, or one that says something else or
    /// is not bound to the item.
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Long> toRead(MemberId memberId, Binding item, ListedComments listed) {
        var copies = copies(memberId, item, listed);
        var toRead = new ArrayList<Long>();
        var different = new ArrayList<Difference>();
        listed.comments().values().forEach(comment -> {
            var copy = copies.get(comment.id());
            if (copy == null || (copy.isGone() && copy.fetchedAt().isBefore(listed.askedAt()))) {
                toRead.add(comment.id());
            } else if (copy.fetchedAt().isBefore(listed.askedAt()) && !copy.isBound()) {
                toRead.add(comment.id());
            } else if (copy.fetchedAt().isBefore(listed.askedAt())
                    && (copy.isHidden() || comment.differsFrom(copy.comment()))) {
                different.add(new Difference(comment, copy.comment(), copy.fetchedAt(), listed.askedAt()));
            }
        });
        toRead.addAll(differences.open(memberId, CommentKind.TYPE.kind(), different));
        return toRead;
    }

    /// @param isGone
    ///            whether it counts as deleted
    /// @param isHidden
    ///            whether the portal did not show it when it was read last
    /// @param isBound
    ///            whether it stood on the item when it was read last, and the item was not in the recycle bin
    private record Copy(ListedFields comment, Instant fetchedAt, boolean isGone, boolean isHidden, boolean isBound) {}

    private Map<Long, Copy> copies(MemberId memberId, Binding item, ListedComments listed) {
        return jdbc.sql("""
                select comment_id, jsonb_build_object('COMMENT', raw -> 'COMMENT', 'FILES', raw -> 'FILES') as fields,
                    fetched_at, deleted_at is not null as is_gone,
                    hidden_since is not null as is_hidden,
                    not in_recycle_bin and exists (
                        select from mirror.timeline_comment_binding binding
                        where (binding.member_id, binding.comment_id) = (comment.member_id, comment.comment_id)
                            and (binding.entity_type, binding.entity_id) = (:type, :id)
                    ) as is_bound
                from reporting.timeline_comments comment
                where member_id = :memberId and comment_id = any(:ids)
                """)
                .param("memberId", memberId.value())
                .param("type", item.entityType())
                .param("id", item.entityId())
                .param("ids", listed.comments().keySet().toArray(Long[]::new))
                .query((row, _) -> Map.entry(row.getLong("comment_id"),
                        new Copy(ListedComments.comment(row.getLong("comment_id"),
                                MAPPER.readTree(row.getString("fields"))),
                                row.getObject("fetched_at", OffsetDateTime.class).toInstant(),
                                row.getBoolean("is_gone"),
                                row.getBoolean("is_hidden"), row.getBoolean("is_bound"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Our comments on the item that the listing lacks: deleted, bound to other items now, which raises no event, or in
    /// the recycle bin. [RecycleBinStep] looks after those that are known to be there.
    List<Long> missing(MemberId memberId, Binding item, ListedComments listed) {
        return known(memberId, item, listed.askedAt())
                .filter(id -> !listed.comments().containsKey(id))
                .toList();
    }

    /// Our comments on an item as far as they are not gone, in the recycle bin or read later.
    Stream<Long> known(MemberId memberId, Binding item, Instant readBefore) {
        return jdbc.sql("""
                select comment.comment_id
                from reporting.timeline_comments comment
                where comment.member_id = :memberId
                    and comment.comment_id in (
                        select comment_id
                        from mirror.timeline_comment
                        where member_id = :memberId and entity_type = :type and entity_id = :id
                        union all
                        select comment_id
                        from mirror.timeline_comment_binding
                        where member_id = :memberId and entity_type = :type and entity_id = :id
                    )
                    and comment.deleted_at is null and not comment.in_recycle_bin
                    and comment.fetched_at < cast(:readBefore as timestamptz)
                """)
                .param("memberId", memberId.value())
                .param("type", item.entityType())
                .param("id", item.entityId())
                .param("readBefore", readBefore.toString())
                .query((row, _) -> row.getLong("comment_id"))
                .list()
                .stream();
    }
}
