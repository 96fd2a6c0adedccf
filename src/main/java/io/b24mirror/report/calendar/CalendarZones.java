package io.b24mirror.report.calendar;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import net.fortuna.ical4j.model.component.VTimeZone;
import org.jspecify.annotations.Nullable;

/// The time zones of a calendar: those of its events that are known, with their definitions.
final class CalendarZones {
    private static final String UTC = "UTC";
    private static final String PRIVATE_TO_ICAL4J = "ical4j";
    private static final int SECONDS_PER_HOUR = 3_600;

    private final Set<String> names;
    private final Map<String, ZoneId> known;

    /// @param names
    ///            what events say; some may be no time zones
    CalendarZones(Set<String> names) {
        this.names = names;
        this.known = new TreeMap<>();
        names.forEach(name -> zone(name).ifPresent(zone -> known.put(name, zone)));
    }

    private static Optional<ZoneId> zone(String name) {
        if (ZoneId.getAvailableZoneIds().contains(name)) {
            return name.startsWith(PRIVATE_TO_ICAL4J) ? Optional.empty() : Optional.of(plain(ZoneId.of(name)));
        }
        try {
            return ofOffset(ZoneId.of(name));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    /// A bare distance from UTC is no name that a calendar program would take. For whole hours there are such names,
    /// which count westwards.
    private static Optional<ZoneId> ofOffset(ZoneId fixed) {
        int seconds = fixed.getRules().getOffset(Instant.EPOCH).getTotalSeconds();
        int hours = seconds / SECONDS_PER_HOUR;
        if (seconds == 0) {
            return Optional.of(ZoneOffset.UTC);
        }
        var name = "Etc/GMT%+d".formatted(-hours);
        return seconds % SECONDS_PER_HOUR == 0 && ZoneId.getAvailableZoneIds().contains(name)
                ? Optional.of(ZoneId.of(name))
                : Optional.empty();
    }

    private static ZoneId plain(ZoneId zone) {
        return zone.getRules().equals(ZoneOffset.UTC.getRules()) ? ZoneOffset.UTC : zone;
    }

    /// Null where nobody knows the zone. An event without one is in UTC.
    @Nullable
    ZoneId find(@Nullable String name) {
        return name == null ? ZoneOffset.UTC : known.get(name);
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
                .distinct()
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
