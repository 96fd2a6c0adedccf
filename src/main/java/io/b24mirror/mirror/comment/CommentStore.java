package io.b24mirror.mirror.comment;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.store.RecordStore;
import io.b24mirror.mirror.version.Derivation.Stored;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// Writes the comments with their files and the items they stand on.
@Component
class CommentStore extends RecordStore<CommentFields> {
    private final JdbcClient jdbc;

    CommentStore(JdbcClient jdbc, Tombstones tombstones) {
        super(jdbc, CommentKind.TYPE, tombstones);
        this.jdbc = jdbc;
    }

    /// The items that our copy of a comment stands on; where it names none, those of its last version that does.
    LastItems lastItems(RecordRef comment, LastItems items) {
        return items.isEmpty() ? formerItems(comment) : items;
    }

    private LastItems formerItems(RecordRef comment) {
        return jdbc.sql("""
                select entity_type, entity_id, bindings
                from mirror.timeline_comment_history
                where member_id = :memberId and comment_id = :commentId
                    and entity_id is not null and entity_type not like 'sus\\_%'
                order by valid_from desc
                limit 1
                """)
                .param("memberId", comment.memberId().value())
                .param("commentId", comment.id())
                .query((row, _) -> LastItems.of(Binding.stored(row.getString("bindings")),
                        Binding.of(row.getString("entity_type"), row.getLong("entity_id"))))
                .optional()
                .orElse(LastItems.NONE);
    }

    @Override
    protected void keepParts(Collection<Observation<CommentFields>> changed) {
        if (!changed.isEmpty()) {
            replaceFiles(changed);
            replaceBindings("timeline_comment_binding", changed, CommentFields::bindings);
            replaceBindings("timeline_comment_recycled", changed, CommentFields::recycled);
        }
    }

    /// The items that it stands on come by another method, so they are those that we hold. What is in the recycle bin
    /// keeps the items that it had before.
    @Override
    protected Optional<Observation<CommentFields>> derive(Stored stored) {
        var held = stored.fields(CommentFields.class);
        var others = held.inRecycleBin() ? held.recycled() : held.bindings();
        var last = lastItems(stored.ref(),
                LastItems.of(held.bindings(), Binding.of(held.entityType(), held.entityId())));
        return CommentAnswer.translate(stored.ref(), stored.raw(), stored.fetchedAt(), Cause.of(Layer.OPERATOR))
                .map(comment -> CommentAnswer.standingOn(comment, others, last).readAs(stored.readAs()));
    }

    private void replaceFiles(Collection<Observation<CommentFields>> comments) {
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

    private void replaceBindings(String table, Collection<Observation<CommentFields>> comments,
            Function<CommentFields, List<Binding>> bindings) {
        var rows = JsonRecordset.of(comments.stream()
                .map(comment -> new Bindings(comment.ref().memberId(), comment.ref().id(),
                        bindings.apply(comment.fields())))
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
        static Files of(Observation<CommentFields> comment) {
            return new Files(comment.ref().memberId(), comment.ref().id(), CommentFile.of(comment.raw()));
        }
    }
}
