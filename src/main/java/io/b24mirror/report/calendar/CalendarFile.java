package io.b24mirror.report.calendar;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.Collection;
import java.util.List;

import net.fortuna.ical4j.model.ParameterList;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.parameter.Value;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.RefreshInterval;
import net.fortuna.ical4j.model.property.XProperty;
import net.fortuna.ical4j.model.property.immutable.ImmutableCalScale;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

import io.b24mirror.report.calendar.CalendarEntries.Calendar;
import io.b24mirror.report.calendar.CalendarEntries.Entry;
import io.b24mirror.report.calendar.CalendarEntries.Place;
import io.b24mirror.report.calendar.CalendarEntries.Replacement;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Writes a calendar event by event, so that a calendar of any size takes little memory.
final class CalendarFile {
    private static final String PRODUCT = "-//b24-mirror//Calendar//EN";
    private static final String REFRESH = "PT15M";
    private static final String HEX_COLOR = "#[0-9A-Fa-f]{6}";

    private final Writer out;
    private final EventComponents events;

    CalendarFile(OutputStream stream, Calendar calendar, CalendarZones zones, Collection<Replacement> replacements)
            throws IOException {
        out = new OutputStreamWriter(new FoldingStream(new BufferedOutputStream(stream)), UTF_8);
        events = new EventComponents(calendar.memberId(), zones, replacements);
        begin(calendar);
        for (var zone : zones.definitions()) {
            out.write(zone.toString());
        }
    }

    private void begin(Calendar calendar) throws IOException {
        out.write("BEGIN:VCALENDAR\r\n");
        write(ImmutableVersion.VERSION_2_0);
        write(new ProdId(PRODUCT));
        write(ImmutableCalScale.GREGORIAN);
        if (calendar.name() != null) {
            write(new XProperty("X-WR-CALNAME", EventComponents.text(calendar.name())));
        }
        if (calendar.description() != null) {
            write(new Description(EventComponents.text(calendar.description())));
        }
        if (calendar.color() != null && calendar.color().matches(HEX_COLOR)) {
            write(new XProperty("X-APPLE-CALENDAR-COLOR", calendar.color()));
        }
        write(new RefreshInterval(new ParameterList(List.of(Value.DURATION)), REFRESH));
        write(new XProperty("X-PUBLISHED-TTL", REFRESH));
    }

    private void write(Property property) throws IOException {
        out.write(property.toString());
    }

    /// Whether a series has to be written by its dates, since its rule cannot be.
    boolean needsDates(Entry entry) {
        return events.needsDates(entry);
    }

    /// @param dates
    ///            of a series that needs them, in order
    void write(Entry entry, List<Place> dates) throws IOException {
        var event = events.of(entry, dates);
        if (event != null) {
            out.write(event.toString());
        }
    }

    /// Completes the calendar.
    void end() throws IOException {
        out.write("END:VCALENDAR\r\n");
        out.flush();
    }
}
