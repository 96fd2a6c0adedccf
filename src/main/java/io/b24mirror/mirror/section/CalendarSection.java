package io.b24mirror.mirror.section;

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

/// Our copy of a calendar, for looking things up; [SectionStore] writes it.
@Entity
@Immutable
@Table(schema = "mirror", name = "calendar_section")
@SuppressWarnings("UnusedVariable") // most columns are read by the reporting views alone
class CalendarSection {
    @Embeddable
    record Key(String memberId, long sectionId) implements Serializable {
        static Key of(RecordRef section) {
            return new Key(section.memberId().value(), section.id());
        }
    }

    @EmbeddedId
    private Key key;

    private @Nullable String calendarType;
    private @Nullable Long ownerId;
    private @Nullable String name;
    private @Nullable String description;
    private @Nullable String color;
    private @Nullable String textColor;
    private @Nullable Long createdBy;
    private @Nullable String externalType;
    private @Nullable Boolean isCollab;

    @JdbcTypeCode(SqlTypes.JSON)
    private JsonNode raw;

    private Instant fetchedAt;

    @SuppressWarnings("NullAway.Init")
    protected CalendarSection() {}

    Optional<CalendarOwner> owner() {
        return calendarType == null || ownerId == null
                ? Optional.empty()
                : Optional.of(new CalendarOwner(calendarType, ownerId));
    }

    Instant fetchedAt() {
        return fetchedAt;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CalendarSection that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(key);
    }
}
