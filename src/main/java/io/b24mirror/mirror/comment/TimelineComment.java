package io.b24mirror.mirror.comment;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

import io.b24mirror.mirror.version.StoredRecord;

/// Our copy of a comment.
@Entity
@Immutable
@Table(schema = "mirror", name = "timeline_comment")
@AttributeOverride(name = "key.recordId", column = @Column(name = "comment_id"))
class TimelineComment extends StoredRecord {
    @Embedded
    private CommentFields fields;

    @SuppressWarnings("NullAway.Init")
    protected TimelineComment() {}

    @Nullable
    Long authorId() {
        return fields.authorId();
    }

    /// The items that it stands on.
    LastItems items() {
        return LastItems.of(fields.bindings(), Binding.of(fields.entityType(), fields.entityId()));
    }
}
