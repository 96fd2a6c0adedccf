package io.b24mirror.mirror.section;

import java.time.LocalDate;
import java.util.List;

import io.b24mirror.bitrix.Call;

/// Whose calendars they are: Bitrix24 lists calendars and events by type and owner.
record CalendarOwner(String type, long id) {
    static final CalendarOwner COMPANY = new CalendarOwner("company_calendar", 0);
    static final CalendarOwner ROOMS = new CalendarOwner("location", 0);
    static final CalendarOwner RESOURCES = new CalendarOwner("resource", 0);

    static CalendarOwner user(long id) {
        return new CalendarOwner("user", id);
    }

    static CalendarOwner group(long id) {
        return new CalendarOwner("group", id);
    }

    Call sections() {
        return Call.of("calendar.section.get", "type", type).with("ownerId", id);
    }

    Call events(long sectionId, LocalDate from, LocalDate to) {
        return Call.of("calendar.event.get", "type", type)
                .with("ownerId", id)
                .with("section", List.of(sectionId))
                .with("from", from.toString())
                .with("to", to.toString());
    }
}
