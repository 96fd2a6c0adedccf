package io.b24mirror.report.calendar;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import net.fortuna.ical4j.model.component.VTimeZone;
import org.jspecify.annotations.Nullable;

/// The time zones of a calendar: those of its events that are known, with their definitions.
final class CalendarZones {
    private static final String UTC = "UTC";
    private static final String PRIVATE_TO_ICAL4J = "ical4j";

    private final Set<String> names;
    private final Map<String, ZoneId> known;

    /// @param names
    ///            what events say; some may be no time zones
    CalendarZones(Set<String> names) {
        var all = ZoneId.getAvailableZoneIds();
        this.names = names;
        this.known = names.stream()
                .filter(name -> all.contains(name) && !name.startsWith(PRIVATE_TO_ICAL4J))
                .collect(Collectors.toMap(name -> name, CalendarZones::zone, (one, _) -> one, TreeMap::new));
    }

    private static ZoneId zone(String name) {
        var zone = ZoneId.of(name);
        return zone.getRules().equals(ZoneOffset.UTC.getRules()) ? ZoneOffset.UTC : zone;
    }

    /// Null where nobody knows the zone.
    @Nullable
    ZoneId find(@Nullable String name) {
        return name == null ? null : known.get(name);
    }

    /// The names that nobody knows.
    Set<String> unknown() {
        return names.stream().filter(name -> !known.containsKey(name)).collect(Collectors.toSet());
    }

    /// UTC needs no definition. But a calendar must not be without any component, so one that needs none tells what
    /// UTC is.
    List<VTimeZone> definitions() {
        var needed = known.values()
                .stream()
                .filter(zone -> !zone.equals(ZoneOffset.UTC))
                .map(ZoneDefinition::of)
                .toList();
        return needed.isEmpty() ? List.of(ZoneDefinition.of(ZoneId.of(UTC))) : needed;
    }

    /// By what the rules of time zones are known, which change by a few every year.
    static String version() {
        return ZoneRulesProvider.getVersions("Europe/London").lastKey();
    }
}
