package io.b24mirror.mirror.event;

import java.util.Optional;

import io.b24mirror.mirror.version.RecordKey;
import org.springframework.data.repository.Repository;

interface CalendarEvents extends Repository<CalendarEvent, RecordKey> {
    Optional<CalendarEvent> findByKey(RecordKey key);
}
