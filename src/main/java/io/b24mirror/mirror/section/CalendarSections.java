package io.b24mirror.mirror.section;

import java.util.Optional;

import org.springframework.data.repository.Repository;

import io.b24mirror.mirror.version.RecordKey;

interface CalendarSections extends Repository<CalendarSection, RecordKey> {
    Optional<CalendarSection> findByKey(RecordKey key);
}
