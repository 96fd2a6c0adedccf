package io.b24mirror.mirror.version;

import java.time.Instant;
import java.util.Objects;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.MappedSuperclass;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.portal.MemberId;

/// Our copy of a record, for looking it up; [VersionedTable] writes it. An entity adds the fields of its kind,
/// embedded, and says by `@AttributeOverride(name = "key.recordId", …)` which column has the record's id.
@MappedSuperclass
public abstract class StoredRecord {
    @EmbeddedId
    private RecordKey key;

    @JdbcTypeCode(SqlTypes.JSON)
    private JsonNode raw;

    private Instant fetchedAt;
    private Instant seenAt;
    private @Nullable Long seenAs;

    @SuppressWarnings("NullAway.Init")
    protected StoredRecord() {}

    /// The portal that it belongs to.
    public MemberId memberId() {
        return new MemberId(key.memberId());
    }

    /// Its id in the portal.
    protected long recordId() {
        return key.recordId();
    }

    /// The whole record as it was answered.
    protected JsonNode raw() {
        return raw;
    }

    /// When the request left that gave the fields.
    public Instant fetchedAt() {
        return fetchedAt;
    }

    /// When it was last seen to exist.
    public Instant seenAt() {
        return seenAt;
    }

    /// The user who was shown it last; null for the service's own identity.
    protected @Nullable Long seenAs() {
        return seenAs;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredRecord that && getClass() == that.getClass() && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(key);
    }
}
