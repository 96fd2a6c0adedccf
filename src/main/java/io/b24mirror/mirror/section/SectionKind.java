package io.b24mirror.mirror.section;

import java.util.Set;

import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.mirror.kind.MirroredKind;
import io.b24mirror.mirror.kind.RecordType;
import io.b24mirror.report.Filter;
import io.b24mirror.report.Resource;

/// A calendar of a user, a group, the company, a meeting room or a resource; Bitrix24 calls it a section.
///
/// A meeting room is a section, too. It raises events of its own, which Bitrix24 does not document, where it is changed
/// in the portal's pages, and those of sections where it is changed through REST. Resources raise those of sections.
@Component
public class SectionKind implements MirroredKind {
    public static final RecordType<SectionFields> TYPE = new RecordType<>(new RecordKind("calendar_section"),
            "section_id",
            SectionFields.class, 1);

    @Override
    public RecordType<?> type() {
        return TYPE;
    }

    @Override
    public Set<String> changes() {
        return Set.of("ONCALENDARSECTIONADD", "ONCALENDARSECTIONUPDATE", "ONCALENDARROOMCREATE",
                "ONCALENDARROOMUPDATE");
    }

    @Override
    public Set<String> removals() {
        return Set.of("ONCALENDARSECTIONDELETE", "ONCALENDARROOMDELETE");
    }

    @Bean
    Resource calendarSectionsResource() {
        return Resource.records("calendar-sections", TYPE.kind().name(), TYPE.key(),
                Filter.category("type", "calendar_type"), Filter.numbers("owner", "owner_id"));
    }
}
