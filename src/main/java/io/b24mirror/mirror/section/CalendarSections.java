package io.b24mirror.mirror.section;

import io.b24mirror.mirror.version.RecordKey;
import java.util.Optional;

import org.springframework.data.repository.Repository;

interface CalendarSections extends Repository<CalendarSection, RecordKey> {
    Optional<CalendarSection> findByKey(RecordKey key);
}
