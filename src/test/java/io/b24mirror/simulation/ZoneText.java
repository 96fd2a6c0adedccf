package io.b24mirror.simulation;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/// A time zone as a record names it, with the offset that the server worked out for it.
record ZoneText(String name, int offset) {

    /// The zone that a form sends, as the server keeps it: what is no name of a zone becomes the server's own.
    static String kept(String sent, ServerClock server) {
        if (sent.equals("Z")) {
            return "UTC";
        }
        return ZoneId.getAvailableZoneIds().contains(sent) ? sent : server.name();
    }

    static ZoneText at(LocalDateTime wall, String name, ServerClock server) {
        return new ZoneText(name, name.isEmpty() ? 0 : server.offset(wall, zone(name, 0)));
    }

    /// No name means UTC, and a name that no zone has leaves the offset alone.
    private static ZoneId zone(String name, int otherwise) {
        if (name.isEmpty()) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException _) {
            return ZoneOffset.ofTotalSeconds(otherwise);
        }
    }

    ZoneId zone() {
        return zone(name, offset);
    }

    /// The moment that a wall shows this time: later in a gap; in an overlap the one with the stored offset, if it is
    /// one of the two, else the earlier.
    Instant instant(LocalDateTime wall) {
        return ZonedDateTime.ofLocal(wall, zone(), ZoneOffset.ofTotalSeconds(offset)).toInstant();
    }

    boolean isDaylightSaving(LocalDateTime wall) {
        return zone().getRules().isDaylightSavings(instant(wall));
    }
}
