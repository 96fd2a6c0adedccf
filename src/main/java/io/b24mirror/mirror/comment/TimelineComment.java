package io.b24mirror.mirror.comment;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.RecordRef;

/// Our copy of a comment, for looking things up; [CommentStore] writes it.
@Entity
@Immutable
@Table(schema = "mirror", name = "timeline_comment")
@SuppressWarnings("UnusedVariable") // most columns are read by the reporting views alone
class TimelineComment {
    @Embeddable
    record Key(String memberId, long commentId) implements Serializable {
        static Key of(RecordRef comment) {
            return new Key(comment.memberId().value(), comment.id());
        }
    }

    @EmbeddedId
    private Key key;

    private @Nullable String entityType;
    private @Nullable Long entityId;
    private @Nullable Long authorId;
    private @Nullable String comment;
    private @Nullable Instant createdAt;

    @JdbcTypeCode(SqlTypes.JSON)
    private JsonNode raw;

    private Instant fetchedAt;

    @SuppressWarnings("NullAway.Init")
    protected TimelineComment() {}

    @Nullable
    Long authorId() {
        return authorId;
    }

    /// The item that it is shown with.
    Optional<Binding> first() {
        return entityType == null || entityId == null
                ? Optional.empty()
                : Optional.of(new Binding(entityType, entityId));
    }

    Instant fetchedAt() {
        return fetchedAt;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TimelineComment that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(key);
    }
}
