package io.b24mirror.mirror.comment.sweep;

import java.util.List;
import java.util.Set;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.mirror.comment.Binding;
import io.b24mirror.portal.MemberId;

/// The comments that stand on rows of the portal's recycle bin, as our copies say.
@Component
class RecycleBin {
    /// As many as a batch takes.
    static final int CHUNK = 50;

    private final JdbcClient jdbc;

    RecycleBin(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A comment that is not gone.
    ///
    /// @param isThereOnly
    ///            whether it stands on no item beside them
    /// @param isHidden
    ///            whether the portal did not show it when it was read last
    /// @param rows
    ///            at least one
    record Recycled(long id, boolean isThereOnly, boolean isHidden, Set<Binding> rows) {
        boolean hasOneItem() {
            return isThereOnly && rows.size() == 1;
        }
    }

    boolean isEmpty(MemberId memberId) {
        return after(memberId, 0).isEmpty();
    }

    /// The next [#CHUNK] comments after one.
    List<Recycled> after(MemberId memberId, long commentId) {
        return jdbc.sql("""
                select comment.comment_id, comment.in_recycle_bin, comment.hidden_since is not null as is_hidden,
                    jsonb_agg(jsonb_build_object('entity_type', bin.entity_type, 'entity_id', bin.entity_id)) as rows
                from mirror.timeline_comment_recycled bin
                join mirror.timeline_comment comment using (member_id, comment_id)
                where member_id = :memberId and comment_id > :commentId
                    and not exists (
                        select from mirror.tombstone
                        where tombstone.member_id = comment.member_id
                            and tombstone.kind = 'timeline_comment'
                            and tombstone.record_id = comment.comment_id
                            and tombstone.told_at >= comment.fetched_at
                    )
                group by comment.member_id, comment.comment_id
                order by comment.comment_id
                limit :chunk
                """)
                .param("memberId", memberId.value())
                .param("commentId", commentId)
                .param("chunk", CHUNK)
                .query((row, _) -> new Recycled(row.getLong("comment_id"), row.getBoolean("in_recycle_bin"),
                        row.getBoolean("is_hidden"), Set.copyOf(Binding.stored(row.getString("rows")))))
                .list();
    }
}
