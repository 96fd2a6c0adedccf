package io.b24mirror.mirror.section;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.ContentHash;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Lenient;
import io.b24mirror.mirror.RawRecord;
import io.b24mirror.mirror.VersionedTable.Reading;
import io.b24mirror.portal.MemberId;

/// A calendar as `calendar.section.get` gave it, in our words; its components are the columns of its table.
///
/// @param fetchedAt
///            when the request left
/// @param cause
///            why it was read
record SectionRecord(MemberId memberId, long sectionId, @Nullable String calendarType, @Nullable Long ownerId,
        @Nullable String name, @Nullable String description, @Nullable String color, @Nullable String textColor,
        @Nullable Long createdBy, @Nullable String externalType, @Nullable Boolean isCollab, JsonNode raw,
        String contentHash, Instant fetchedAt, Cause cause) implements Reading {

    /// What changes although nobody changed the calendar. PERM and EXPORT are about the reader, and DATE_CREATE is told
    /// by the reader's clock. TIMESTAMP_X moves with every event in the calendar, the tokens with every synchronisation.
    private static final ContentHash CONTENT = new ContentHash(
            Set.of("PERM", "EXPORT", "DATE_CREATE", "TIMESTAMP_X", "SYNC_TOKEN", "PAGE_TOKEN"));

    /// Translates one element of an answer; empty if it is no calendar.
    static Optional<SectionRecord> of(MemberId memberId, CalendarOwner asked, JsonNode section, Instant fetchedAt,
            Cause cause) {
        var sectionId = Lenient.id(section, "ID");
        if (sectionId == null) {
            return Optional.empty();
        }
        var raw = RawRecord.of(section);
        var type = Lenient.text(section, "CAL_TYPE");
        var ownerId = Lenient.number(section, "OWNER_ID");
        return Optional.of(new SectionRecord(memberId, sectionId, type == null ? asked.type() : type,
                ownerId == null ? Long.valueOf(asked.id()) : ownerId, Lenient.text(section, "NAME"),
                Lenient.text(section, "DESCRIPTION"), Lenient.text(section, "COLOR"),
                Lenient.text(section, "TEXT_COLOR"), Lenient.id(section, "CREATED_BY"),
                Lenient.text(section, "EXTERNAL_TYPE"), Lenient.yesOrNo(section, "IS_COLLAB"), raw, contentHash(raw),
                fetchedAt, cause));
    }

    /// The hash of what a calendar says. A newer portal adds keys that hold nothing, and a key that holds nothing
    /// says nothing.
    private static String contentHash(JsonNode raw) {
        var said = JsonNodeFactory.instance.objectNode();
        raw.properties()
                .stream()
                .filter(field -> !isNothing(field.getValue()))
                .forEach(field -> said.set(field.getKey(), field.getValue()));
        return CONTENT.of(said);
    }

    private static boolean isNothing(JsonNode value) {
        return value.isBoolean() ? !value.booleanValue() : value.isString() && value.stringValue().isEmpty();
    }

    @Override
    public RecordRef ref() {
        return new RecordRef(memberId, Kinds.CALENDAR_SECTION, sectionId);
    }
}
