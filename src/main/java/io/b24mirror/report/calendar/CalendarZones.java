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

/// The known time zones of a calendar's events, with their definitions.
final class CalendarZones {
    private static final String UTC = "UTC";
    private static final String PRIVATE_TO_ICAL4J = "ical4j";
    private static final int SECONDS_PER_HOUR = 3_600;

    private final Set<String> names;
    private final Map<String, ZoneId> known;

    /// @param names
    ///            the zones that events name; some may be unknown
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

    /// Calendar programs do not accept a bare offset from UTC as a name. For whole hours there are names that they
    /// accept, which count westwards.
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

    /// The zone of that name; null if it is unknown. An event without a zone is in UTC.
    @Nullable
    ZoneId find(@Nullable String name) {
        return name == null ? ZoneOffset.UTC : known.get(name);
    }

    /// The unknown names.
    Set<String> unknown() {
        return names.stream().filter(name -> !known.containsKey(name)).collect(Collectors.toSet());
    }

    /// The definitions of all zones except UTC, which needs none. But a calendar must have a component, so if no zone
    /// needs a definition, UTC gets one.
    List<VTimeZone> definitions() {
        var needed = known.values()
                .stream()
                .distinct()
                .filter(zone -> !zone.equals(ZoneOffset.UTC))
                .map(ZoneDefinition::of)
                .toList();
        return needed.isEmpty() ? List.of(ZoneDefinition.of(ZoneId.of(UTC))) : needed;
    }

    /// The version of the time zone rules, which change a few times every year.
    static String version() {
        return ZoneRulesProvider.getVersions("Europe/London").lastKey();
    }
}
