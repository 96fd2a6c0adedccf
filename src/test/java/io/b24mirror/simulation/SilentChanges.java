package io.b24mirror.simulation;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/// Changes of which no event tells, and for which neither `VERSION` nor `TIMESTAMP_X` moves.
final class SilentChanges {

    private final CalendarDesk desk;

    SilentChanges(CalendarDesk desk) {
        this.desk = desk;
    }

    void color(long id, String code) {
        desk.changeSilently(List.of(desk.entries.existing(id)), row -> row.put("COLOR", code));
    }

    /// The CRM binds an event to other items, by conversion or deletion of those it had. The main row has the links.
    void relink(long id, List<String> codes) {
        var main = desk.entries.existing(desk.entries.existing(id).parentId());
        desk.changeSilently(List.of(main), row -> EventRecords.link(row, codes));
    }

    /// An import deletes an occurrence: all rows of the series leave it out. Its date keeps the dots of the database
    /// whatever the site's format is.
    void leaveOut(long id, LocalDate date) {
        var main = desk.entries.existing(desk.entries.existing(id).parentId());
        for (var entry : desk.withChildren(main)) {
            var row = entry.copy();
            EventRecords.leaveOut(row, List.of(DateFormat.DOTS.write(date)));
            desk.save(entry.at(entry.schedule().without(Stream.of(date))), row);
        }
    }

    /// Synchronisations and agents delete many rows at once, with the copies of each.
    void delete(List<Long> ids) {
        ids.forEach(id -> desk.entries.find(id).ifPresent(desk::forgetWithChildren));
    }
}
