package io.b24mirror.mirror.section;

import java.time.LocalDate;
import java.util.List;

import io.b24mirror.bitrix.Call;
import io.b24mirror.mirror.event.sweep.BookingWindow;

/// Whose calendars they are: Bitrix24 lists calendars and events by type and owner, those of resources by methods of
/// their own.
public record CalendarOwner(String type, long id) {
    static final CalendarOwner COMPANY = new CalendarOwner("company_calendar", 0);
    static final CalendarOwner ROOMS = new CalendarOwner("location", 0);
    static final CalendarOwner RESOURCES = new CalendarOwner("resource", 0);
    public static final CalendarOwner OPEN_EVENTS = new CalendarOwner("open_event", 0);

    /// Those that are there once in each portal.
    public static final List<CalendarOwner> OF_THE_PORTAL = List.of(COMPANY, ROOMS, RESOURCES, OPEN_EVENTS);

    public static CalendarOwner user(long id) {
        return new CalendarOwner("user", id);
    }

    public static CalendarOwner group(long id) {
        return new CalendarOwner("group", id);
    }

    /// Lists the calendars. Those of resources stand without an owner in the portal's database, so
    /// `calendar.section.get`, which asks for owner 0, finds none.
    public Call sections() {
        return isResources()
                ? Call.of("calendar.resource.list")
                : Call.of("calendar.section.get", "type", type).with("ownerId", id);
    }

    Call events(long sectionId, LocalDate from, LocalDate to) {
        return isResources()
                ? BookingWindow.call(List.of(sectionId), from, to)
                : Call.of("calendar.event.get", "type", type)
                        .with("ownerId", id)
                        .with("section", List.of(sectionId))
                        .with("from", from.toString())
                        .with("to", to.toString());
    }

    public boolean isResources() {
        return type.equals(RESOURCES.type);
    }
}
