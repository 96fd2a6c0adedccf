package io.b24mirror.simulation;

import org.jspecify.annotations.Nullable;

/// Books meeting rooms for events. A booking is an entry in the room's calendar, named for the person who made it, and
/// the event's place names the room and the booking.
final class RoomBookings {

    private final CalendarDesk desk;

    RoomBookings(CalendarDesk desk) {
        this.desk = desk;
    }

    static String withoutBooking(String location) {
        return location.replaceFirst("^(calendar_\\d+)_\\d+$", "$1");
    }

    static String location(long room, long booking) {
        return "calendar_%d_%d".formatted(room, booking);
    }

    /// Books a room before the event itself is written, whose id the booking learns without an event.
    Entry book(@Nullable Long actor, long id, long room, Entry main) {
        var creator = CalendarDesk.creator(actor, main.owner());
        var row = desk.records.blank(id, new CalendarOwner("location", 0), room, creator, desk.now());
        row.put("NAME", desk.users.nameOf(creator)).put("PARENT_ID", Long.toString(main.id()));
        desk.records.applySchedule(main.schedule(), row);
        row.put("EXDATE", Json.text(main.json().path("EXDATE")));
        var booking = Entry.of(row, main.schedule());
        desk.entries.save(booking);
        return booking;
    }

    /// Moves a booking along with its event, maybe to another room. It keeps its id.
    Entry follow(Entry booking, Entry main, long room) {
        var row = desk.records.touch(booking.copy(), desk.now())
                .put("SECTION_ID", Long.toString(room))
                .put("SECT_ID", Long.toString(room));
        desk.records.applySchedule(main.schedule(), row);
        row.put("EXDATE", Json.text(main.json().path("EXDATE")));
        return desk.save(booking.at(main.schedule()), row);
    }

    void release(@Nullable Long actor, Entry booking) {
        desk.entries.forget(booking);
        desk.tell("DELETE", booking, actor);
    }
}
