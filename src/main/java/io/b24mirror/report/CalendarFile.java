package io.b24mirror.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import net.fortuna.ical4j.model.ParameterList;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.TimeZoneRegistryFactory;
import net.fortuna.ical4j.model.component.VTimeZone;
import net.fortuna.ical4j.model.parameter.Value;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.RefreshInterval;
import net.fortuna.ical4j.model.property.TzId;
import net.fortuna.ical4j.model.property.XProperty;
import net.fortuna.ical4j.model.property.immutable.ImmutableCalScale;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

import io.b24mirror.report.CalendarEntries.Calendar;
import io.b24mirror.report.CalendarEntries.Entry;
import io.b24mirror.report.CalendarEntries.Replacement;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Writes a calendar event by event, so that one of any size takes little memory.
final class CalendarFile {
    private static final String PRODUCT = "-//b24-mirror//Calendar//EN";
    private static final String REFRESH = "PT15M";
    private static final String HEX_COLOR = "#[0-9A-Fa-f]{6}";

    private final Writer out;
    private final CalendarEvents events;

    CalendarFile(OutputStream stream, Calendar calendar, Set<String> zones, Map<Long, Replacement> replacements)
            throws IOException {
        out = new OutputStreamWriter(new FoldingStream(new BufferedOutputStream(stream)), UTF_8);
        var known = definitions(zones);
        events = new CalendarEvents(calendar.memberId(), known.keySet(), replacements);
        begin(calendar);
        for (var zone : known.values()) {
            out.write(zone.toString());
        }
    }

    /// Those that are time zones. A calendar must not be without any component, so an empty one tells what UTC is.
    private static Map<String, VTimeZone> definitions(Set<String> zones) {
        var names = new TreeSet<>(zones);
        names.retainAll(ZoneId.getAvailableZoneIds());
        if (names.isEmpty()) {
            names.add("UTC");
        }
        var registry = TimeZoneRegistryFactory.getInstance().createRegistry();
        var known = new TreeMap<String, VTimeZone>();
        for (var name : names) {
            var zone = registry.getTimeZone(name);
            if (zone != null) {
                known.put(name, named(zone.getVTimeZone(), name));
            }
        }
        return known;
    }

    /// A zone that has several names is defined by one of them.
    private static VTimeZone named(VTimeZone definition, String name) {
        return (VTimeZone) definition.copy().replace(new TzId(name));
    }

    private void begin(Calendar calendar) throws IOException {
        out.write("BEGIN:VCALENDAR\r\n");
        write(ImmutableVersion.VERSION_2_0);
        write(new ProdId(PRODUCT));
        write(ImmutableCalScale.GREGORIAN);
        if (calendar.name() != null) {
            write(new XProperty("X-WR-CALNAME", CalendarEvents.text(calendar.name())));
        }
        if (calendar.description() != null) {
            write(new Description(CalendarEvents.text(calendar.description())));
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

    /// Whether the rule of a series cannot be told, since nobody knows its time zone: then its dates have to be.
    boolean needsDates(Entry entry) {
        return events.needsDates(entry);
    }

    /// @param dates
    ///            of a series that needs them
    void write(Entry entry, List<Instant> dates) throws IOException {
        var event = events.of(entry, dates);
        if (event != null) {
            out.write(event.toString());
        }
    }

    /// Ends the calendar, after which it counts as whole.
    void end() throws IOException {
        out.write("END:VCALENDAR\r\n");
        out.flush();
    }
}
