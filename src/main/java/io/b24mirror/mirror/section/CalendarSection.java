package io.b24mirror.mirror.section;

import java.util.Optional;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

import io.b24mirror.mirror.version.StoredRecord;

/// Our copy of a calendar.
@Entity
@Immutable
@Table(schema = "mirror", name = "calendar_section")
@AttributeOverride(name = "key.recordId", column = @Column(name = "section_id"))
class CalendarSection extends StoredRecord {

    /// Null where the calendar says nothing.
    @Embedded
    private @Nullable SectionFields fields;

    protected CalendarSection() {}

    Optional<CalendarOwner> owner() {
        return fields == null || fields.calendarType() == null || fields.ownerId() == null
                ? Optional.empty()
                : Optional.of(new CalendarOwner(fields.calendarType(), fields.ownerId()));
    }
}
