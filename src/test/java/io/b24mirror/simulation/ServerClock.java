package io.b24mirror.simulation;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The clock of the portal's server, by which it turns the times on people's walls into stamps.
///
/// A stamp is the wall time read in the zone of the *server*, less the offset of the event's zone: true UTC less the
/// offset of the server. For whole days it is midnight of the server.
record ServerClock(ZoneId zone) {

    /// The wall time as it is stored. What the server's own clock skips is an hour later, whatever the zone of
    /// the event.
    LocalDateTime stored(LocalDateTime wall) {
        return wall.atZone(zone).toLocalDateTime();
    }

    /// The offset of a zone at the moment at which the *server* has that wall time.
    int offset(LocalDateTime wall, ZoneId of) {
        return of.getRules().getOffset(wall.atZone(zone).toInstant()).getTotalSeconds();
    }

    long stamp(LocalDateTime wall, int offset) {
        return plainStamp(wall) - offset;
    }

    /// The wall time on the server, of which no offset is taken.
    long plainStamp(LocalDateTime wall) {
        return wall.atZone(zone).toEpochSecond();
    }

    long midnight(LocalDate date) {
        return plainStamp(date.atStartOfDay());
    }

    /// A name for the zone as PHP knows it, also where the zone is only an offset.
    String name() {
        if (!(zone instanceof ZoneOffset offset)) {
            return zone.getId();
        }
        int hours = offset.getTotalSeconds() / 3600;
        return hours == 0 ? "UTC" : "Etc/GMT%+d".formatted(-hours);
    }
}
