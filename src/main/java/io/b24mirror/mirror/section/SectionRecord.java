package io.b24mirror.mirror.section;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.json.ContentHash;
import io.b24mirror.mirror.json.RawRecord;
import io.b24mirror.mirror.version.VersionedTable.Reading;
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
        var sectionId = BitrixFields.id(section, "ID");
        if (sectionId == null) {
            return Optional.empty();
        }
        var raw = RawRecord.of(section);
        var type = BitrixFields.text(section, "CAL_TYPE");
        var ownerId = BitrixFields.number(section, "OWNER_ID");
        return Optional.of(new SectionRecord(memberId, sectionId, type == null ? asked.type() : type,
                ownerId == null ? Long.valueOf(asked.id()) : ownerId, BitrixFields.text(section, "NAME"),
                BitrixFields.text(section, "DESCRIPTION"), BitrixFields.text(section, "COLOR"),
                BitrixFields.text(section, "TEXT_COLOR"), BitrixFields.id(section, "CREATED_BY"),
                BitrixFields.text(section, "EXTERNAL_TYPE"), BitrixFields.yesOrNo(section, "IS_COLLAB"), raw,
                CONTENT.of(raw),
                fetchedAt, cause));
    }

    @Override
    public RecordRef ref() {
        return new RecordRef(memberId, Kinds.CALENDAR_SECTION, sectionId);
    }
}
