package io.b24mirror.mirror.event;

import java.util.Optional;

import org.springframework.data.repository.Repository;

interface CalendarEvents extends Repository<CalendarEvent, CalendarEvent.Key> {
    Optional<CalendarEvent> findByKey(CalendarEvent.Key key);
}
