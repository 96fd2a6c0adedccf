package io.b24mirror.mirror.section;

import java.util.Optional;

import org.springframework.data.repository.Repository;

interface CalendarSections extends Repository<CalendarSection, CalendarSection.Key> {
    Optional<CalendarSection> findByKey(CalendarSection.Key key);
}
