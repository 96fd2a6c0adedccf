package io.b24mirror.mirror.comment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.deletion.Tombstones.Sighting;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.version.Derivation;
import io.b24mirror.mirror.version.DerivedKind;
import io.b24mirror.mirror.version.DerivedTable;
import io.b24mirror.mirror.version.VersionedTable.Shape;
import io.b24mirror.mirror.version.VersionedTable.Unseen;
import io.b24mirror.mirror.version.VersionedTable;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

import static java.util.Comparator.comparing;
import static java.util.function.BinaryOperator.maxBy;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

/// Writes the comments with their files and the items they stand on.
@Component
class CommentStore implements DerivedKind {
    /// A copy without a hash is compared without its files, whose addresses differ with each reading.
    private static final Shape SHAPE = new Shape(Kinds.TIMELINE_COMMENT, "comment_id", """
            entity_type text, entity_id bigint, author_id bigint, comment text, comment_text text,
            created_at timestamptz, bindings jsonb, in_recycle_bin boolean, read_as bigint""",
            "tombstone.kind = 'timeline_comment' and tombstone.record_id = {}.comment_id", "({}.raw - 'FILES')", false);

    /// Goes up whenever comments are translated otherwise.
    private static final int DERIVATION = 1;

    private final JdbcClient jdbc;
    private final VersionedTable table;
    private final Tombstones tombstones;

    CommentStore(JdbcClient jdbc, Tombstones tombstones) {
        this.jdbc = jdbc;
        this.table = new VersionedTable(jdbc, SHAPE, new CommentDerivation());
        this.tombstones = tombstones;
    }

    /// Keeps what was read, in the caller's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(Collection<CommentReading> readings) {
        var present = new ArrayList<CommentRecord>();
        var hidden = new ArrayList<Unseen>();
        var gone = new ArrayList<Removal>();
        for (var reading : readings) {
            switch (reading) {
                case CommentReading.Present(var comment) -> present.add(comment);
                case CommentReading.Hidden(var unseen) -> hidden.add(unseen);
                case CommentReading.Gone(var removal) -> gone.add(removal);
            }
        }
        hide(hidden);
        keepPresent(present);
        rememberGone(gone);
    }

    /// Notes that comments may not be seen any more; what we hold of them stays.
    @Transactional(propagation = Propagation.MANDATORY)
    public void hide(Collection<Unseen> unseen) {
        table.hide(unseen);
    }

    /// The items that our copy of a comment stands on; where it names none, those of its last version that does.
    ///
    /// @param first
    ///            the one that our copy is shown with
    LastItems lastItems(RecordRef comment, Optional<Binding> first) {
        return orFormer(comment, LastItems.of(bindings(comment), first));
    }

    private LastItems orFormer(RecordRef comment, LastItems items) {
        return items.isEmpty() ? formerItems(comment) : items;
    }

    private List<Binding> bindings(RecordRef comment) {
        return jdbc.sql("""
                select entity_type, entity_id
                from mirror.timeline_comment_binding
                where member_id = :memberId and comment_id = :commentId
                order by entity_type, entity_id
                """)
                .param("memberId", comment.memberId().value())
                .param("commentId", comment.id())
                .query((row, _) -> new Binding(row.getString("entity_type"), row.getLong("entity_id")))
                .list();
    }

    private LastItems formerItems(RecordRef comment) {
        return jdbc.sql("""
                select entity_type, entity_id, coalesce(bindings, '[]') as bindings
                from mirror.timeline_comment_history
                where member_id = :memberId and comment_id = :commentId
                    and entity_id is not null and entity_type not like 'sus\\_%'
                order by valid_from desc
                limit 1
                """)
                .param("memberId", comment.memberId().value())
                .param("commentId", comment.id())
                .query((row, _) -> LastItems.of(Binding.stored(row.getString("bindings")),
                        Optional.of(new Binding(row.getString("entity_type"), row.getLong("entity_id")))))
                .optional()
                .orElse(LastItems.NONE);
    }

    private void rememberGone(List<Removal> removals) {
        if (!removals.isEmpty()) {
            tombstones.remember(removals);
        }
    }

    /// Keeps the newest reading of each comment, unless it began before the comment was deleted.
    private void keepPresent(List<CommentRecord> comments) {
        if (comments.isEmpty()) {
            return;
        }
        var newest = newest(comments);
        var written = table.keep(newest);
        keepParts(newest.stream().filter(comment -> written.contains(comment.ref())).toList());
        tombstones.disprove(newest.stream().map(comment -> new Sighting(comment.ref(), comment.fetchedAt())).toList());
    }

    private void keepParts(Collection<CommentRecord> changed) {
        if (!changed.isEmpty()) {
            replaceFiles(changed);
            replaceBindings("timeline_comment_binding", changed, CommentRecord::bindings);
            replaceBindings("timeline_comment_recycled", changed, CommentRecord::recycled);
        }
    }

    @Override
    public DerivedTable<?> derived() {
        return table.derived();
    }

    private final class CommentDerivation implements Derivation<CommentRecord> {
        @Override
        public int number() {
            return DERIVATION;
        }

        /// The items that it stands on come by another method, so they are those that we hold. What is in the recycle
        /// bin keeps the items that it had before.
        @Override
        public Optional<CommentRecord> derive(Stored stored) {
            var columns = stored.columns();
            var held = Binding.stored(columns.path("bindings"));
            var others = BitrixFields.isYes(columns, "in_recycle_bin") ? List.<Binding>of() : held;
            var last = orFormer(stored.ref(), LastItems.of(held, first(columns)));
            return CommentRecord.of(stored.ref(), stored.raw(), stored.fetchedAt(), Cause.of(Layer.OPERATOR))
                    .map(comment -> comment.standingOn(others, last).readAs(BitrixFields.id(columns, "read_as")));
        }

        @Override
        public void keepParts(Collection<CommentRecord> comments) {
            CommentStore.this.keepParts(comments);
        }
    }

    private static Optional<Binding> first(JsonNode columns) {
        var type = BitrixFields.text(columns, "entity_type");
        var id = BitrixFields.id(columns, "entity_id");
        return type == null || id == null ? Optional.empty() : Optional.of(new Binding(type, id));
    }

    /// One statement must not name a row twice.
    private static Collection<CommentRecord> newest(Collection<CommentRecord> comments) {
        return comments.stream()
                .collect(toMap(CommentRecord::ref, identity(), maxBy(comparing(CommentRecord::fetchedAt))))
                .values();
    }

    private void replaceFiles(Collection<CommentRecord> comments) {
        var rows = JsonRecordset.of(comments.stream().map(Files::of).toList());
        jdbc.sql("""
                delete from mirror.timeline_comment_file as file
                using jsonb_to_recordset(cast(:rows as jsonb)) as row(member_id text, comment_id bigint)
                where file.member_id = row.member_id
                    and file.comment_id = row.comment_id
                """).param("rows", rows).update();
        jdbc.sql("""
                insert into mirror.timeline_comment_file
                    (member_id, comment_id, file_id, name, size_bytes, type, author_id, attached_at)
                select
                    row.member_id, row.comment_id, file.file_id, file.name, file.size_bytes, file.type,
                    file.author_id, file.attached_at
                from jsonb_to_recordset(cast(:rows as jsonb)) as row(member_id text, comment_id bigint, files jsonb),
                    jsonb_to_recordset(row.files)
                        as file(file_id bigint, name text, size_bytes bigint, type text, author_id bigint,
                            attached_at timestamptz)
                """).param("rows", rows).update();
    }

    private void replaceBindings(String table, Collection<CommentRecord> comments,
            Function<CommentRecord, List<Binding>> bindings) {
        var rows = JsonRecordset.of(comments.stream()
                .map(comment -> new Bindings(comment.memberId(), comment.commentId(), bindings.apply(comment)))
                .toList());
        jdbc.sql("""
                delete from mirror.%s as binding
                using jsonb_to_recordset(cast(:rows as jsonb)) as row(member_id text, comment_id bigint)
                where binding.member_id = row.member_id
                    and binding.comment_id = row.comment_id
                """.formatted(table)).param("rows", rows).update();
        jdbc.sql("""
                insert into mirror.%s (member_id, comment_id, entity_type, entity_id)
                select row.member_id, row.comment_id, binding.entity_type, binding.entity_id
                from jsonb_to_recordset(cast(:rows as jsonb)) as row(member_id text, comment_id bigint, bindings jsonb),
                    jsonb_to_recordset(row.bindings) as binding(entity_type text, entity_id bigint)
                """.formatted(table)).param("rows", rows).update();
    }

    private record Bindings(MemberId memberId, long commentId, List<Binding> bindings) {}

    private record Files(MemberId memberId, long commentId, List<CommentFile> files) {
        static Files of(CommentRecord comment) {
            return new Files(comment.memberId(), comment.commentId(), comment.files());
        }
    }
}
