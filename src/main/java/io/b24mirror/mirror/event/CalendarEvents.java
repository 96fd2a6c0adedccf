package io.b24mirror.mirror.event;

import java.util.Optional;

import org.springframework.data.repository.Repository;

import io.b24mirror.mirror.version.RecordKey;

interface CalendarEvents extends Repository<CalendarEvent, RecordKey> {
    Optional<CalendarEvent> findByKey(RecordKey key);
}
