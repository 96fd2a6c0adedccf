package io.b24mirror.mirror.section;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.Cause;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.json.ContentHash;
import io.b24mirror.mirror.json.RawRecord;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.portal.MemberId;

/// Translates calendars as `calendar.section.get` answers them.
public final class SectionAnswer {
    /// What differs although the calendar did not change. PERM and EXPORT are about the reader, and DATE_CREATE is told
    /// by the reader's clock. TIMESTAMP_X moves with every event in the calendar, the tokens with each synchronisation.
    private static final ContentHash CONTENT = new ContentHash(
            Set.of("PERM", "EXPORT", "DATE_CREATE", "TIMESTAMP_X", "SYNC_TOKEN", "PAGE_TOKEN"));

    private SectionAnswer() {}

    /// Translates one element of an answer; empty if it is no calendar.
    public static Optional<Observation<SectionFields>> translate(MemberId memberId, CalendarOwner asked,
            JsonNode section,
            Instant fetchedAt, Cause cause) {
        var sectionId = BitrixFields.id(section, "ID");
        if (sectionId == null) {
            return Optional.empty();
        }
        var raw = RawRecord.of(section);
        return Optional.of(new Observation<>(SectionKind.TYPE.ref(memberId, sectionId),
                SectionFields.of(raw, asked), raw, CONTENT.of(raw), null, fetchedAt, cause));
    }
}
