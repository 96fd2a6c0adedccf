package io.b24mirror.simulation;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Writes the iCalendar feed of a calendar from what the portal itself knows, without rules and zones: every
/// occurrence is an entry, so that no reader can expand it otherwise.
final class PortalFeed {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);

    private final Entries entries;

    PortalFeed(Entries entries) {
        this.entries = entries;
    }

    String write(long section, LocalDate from, LocalDate to) {
        var feed = new StringBuilder("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Simulated portal//EN\r\n");
        for (var entry : entries.where(row -> row.sectionId() == section)) {
            entry.schedule().within(from, to).forEach(occurrence -> write(feed, entry, occurrence));
        }
        return feed.append("END:VCALENDAR\r\n").toString();
    }

    private static void write(StringBuilder feed, Entry entry, TrueTime time) {
        feed.append("BEGIN:VEVENT\r\nUID:%d-%d@simulation.example\r\nDTSTAMP:20240101T000000Z\r\n".formatted(entry.id(),
                time.index()));
        feed.append("SUMMARY:").append(escaped(Json.text(entry.json().path("NAME")))).append("\r\n");
        if (time.firstDay() != null && time.lastDay() != null) {
            feed.append("DTSTART;VALUE=DATE:").append(day(time.firstDay())).append("\r\n");
            feed.append("DTEND;VALUE=DATE:").append(day(time.lastDay().plusDays(1))).append("\r\n");
        } else if (time.start() != null && time.end() != null) {
            feed.append("DTSTART:").append(MOMENT.format(time.start())).append("\r\n");
            feed.append("DTEND:").append(MOMENT.format(time.end())).append("\r\n");
        }
        feed.append("END:VEVENT\r\n");
    }

    private static String day(LocalDate date) {
        return DateTimeFormatter.BASIC_ISO_DATE.format(date);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n");
    }
}
