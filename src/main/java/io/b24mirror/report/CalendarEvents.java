package io.b24mirror.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import net.fortuna.ical4j.model.DateList;
import net.fortuna.ical4j.model.ParameterList;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.parameter.TzId;
import net.fortuna.ical4j.model.parameter.Value;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.ExDate;
import net.fortuna.ical4j.model.property.LastModified;
import net.fortuna.ical4j.model.property.Location;
import net.fortuna.ical4j.model.property.Priority;
import net.fortuna.ical4j.model.property.RDate;
import net.fortuna.ical4j.model.property.RRule;
import net.fortuna.ical4j.model.property.RecurrenceId;
import net.fortuna.ical4j.model.property.Sequence;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.immutable.ImmutableClazz;
import net.fortuna.ical4j.model.property.immutable.ImmutableTransp;
import org.jspecify.annotations.Nullable;

import io.b24mirror.report.CalendarEntries.Entry;
import io.b24mirror.report.CalendarEntries.Replacement;
import io.b24mirror.report.CalendarEntries.Time;

import static java.util.Objects.requireNonNull;

/// Translates events to VEVENT components.
///
/// In Bitrix24 a changed occurrence is an event of its own, and its series leaves the day out. In iCalendar it has the
/// series' UID and says by RECURRENCE-ID which occurrence it replaces, and the series must not leave that out.
final class CalendarEvents {
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");
    private static final Pattern UNTIL = Pattern.compile("UNTIL=(\\d{4})(\\d{2})(\\d{2})");
    private static final Map<String, Integer> PRIORITIES = Map.of("high", 1, "normal", 5, "low", 9);

    private final String memberId;
    private final Set<String> zones;
    private final Map<Long, Replacement> replacements;
    private final Map<Long, Set<LocalDate>> replaced = new HashMap<>();

    /// @param zones
    ///            names of the time zones that the calendar defines
    CalendarEvents(String memberId, Set<String> zones, Map<Long, Replacement> replacements) {
        this.memberId = memberId;
        this.zones = zones;
        this.replacements = new HashMap<>(replacements);
        this.replacements.values()
                .removeIf(replacement -> zone(replacement.series()) == null && !replacement.series().allDay());
        this.replacements.values()
                .forEach(replacement -> replaced.computeIfAbsent(replacement.seriesId(), _ -> new HashSet<>())
                        .add(replacement.day()));
    }

    /// A text without what has no place in one.
    static String text(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("");
    }

    boolean needsDates(Entry entry) {
        return entry.rule() != null && !entry.time().allDay() && zone(entry.time()) == null;
    }

    /// Null for an event that nobody says the time of.
    ///
    /// @param dates
    ///            when it takes place, in order, where its rule cannot be told
    @Nullable
    VEvent of(Entry entry, List<Instant> dates) {
        var start = needsDates(entry) ? dates.stream().findFirst().orElse(null) : start(entry);
        if (start == null) {
            return null;
        }
        var event = new VEvent(false);
        var replacement = replacements.get(entry.id());
        event.add(new Uid(uid(replacement == null ? entry.id() : replacement.seriesId())));
        event.add(new DtStamp(entry.since()));
        event.add(new LastModified(entry.since()));
        event.add(new DtStart<>(start));
        event.add(new DtEnd<>(end(entry, start)));
        if (replacement != null) {
            event.add(new RecurrenceId<>(at(replacement.series(), replacement.day())));
        }
        describe(event, entry);
        if (needsDates(entry)) {
            addDates(event, dates);
        } else if (entry.rule() != null) {
            repeat(event, entry);
        }
        return event;
    }

    private static void addDates(VEvent event, List<Instant> dates) {
        if (dates.size() > 1) {
            event.add(new RDate<>(new DateList<>(dates.subList(1, dates.size()))));
        }
    }

    private String uid(long event) {
        return "calendar-event-%d@%s.b24-mirror".formatted(event, memberId);
    }

    private static void describe(VEvent event, Entry entry) {
        if (entry.name() != null) {
            event.add(new Summary(text(entry.name())));
        }
        if (entry.description() != null) {
            event.add(new Description(text(entry.description())));
        }
        if (entry.location() != null) {
            event.add(new Location(text(entry.location())));
        }
        if (entry.isPrivate()) {
            event.add(ImmutableClazz.PRIVATE);
        }
        if ("free".equals(entry.accessibility())) {
            event.add(ImmutableTransp.TRANSPARENT);
        }
        var priority = entry.importance() == null ? null : PRIORITIES.get(entry.importance());
        if (priority != null) {
            event.add(new Priority(priority));
        }
        if (entry.version() != null && entry.version() >= 0 && entry.version() <= Integer.MAX_VALUE) {
            event.add(new Sequence(entry.version().intValue()));
        }
    }

    private void repeat(VEvent event, Entry entry) {
        event.add(new RRule<>(rule(entry)));
        var leftOut = entry.leftOut()
                .stream()
                .filter(day -> !replaced.getOrDefault(entry.id(), Set.of()).contains(day))
                .sorted()
                .map(day -> at(entry.time(), day))
                .toList();
        if (!leftOut.isEmpty()) {
            var type = entry.time().allDay() ? Value.DATE : new TzId(requireNonNull(entry.time().zone()));
            event.add(new ExDate<>(new ParameterList(List.of(type)), new DateList<>(leftOut)));
        }
    }

    /// With the week's first day, which programs otherwise take from their user's country; and with its last day as
    /// what the beginning is: a day, or the moment of that day's occurrence in UTC.
    private String rule(Entry entry) {
        var rule = requireNonNull(entry.rule()).replace("FREQ=WEEKLY", "FREQ=WEEKLY;WKST=MO");
        var until = UNTIL.matcher(rule);
        if (entry.time().allDay() || !until.find()) {
            return rule;
        }
        var day = LocalDate.of(Integer.parseInt(until.group(1)), Integer.parseInt(until.group(2)),
                Integer.parseInt(until.group(3)));
        var moment = ((ZonedDateTime) at(entry.time(), day)).toInstant();
        return until.replaceFirst("UNTIL=" + moment.toString().replaceAll("[-:]", ""));
    }

    /// A series begins on the first day of its rule, which the event's own may not be.
    private @Nullable Temporal start(Entry entry) {
        var time = entry.time();
        var own = time.allDay() ? time.startDate() : inZone(time);
        return own == null || entry.firstDay() == null ? own : at(time, entry.firstDay());
    }

    private @Nullable Temporal inZone(Time time) {
        var zone = zone(time);
        return time.startsAt() == null || zone == null ? time.startsAt() : time.startsAt().atZone(zone);
    }

    /// For whole days the first one that is free again.
    private static Temporal end(Entry entry, Temporal start) {
        var length = length(entry);
        return start instanceof LocalDate day ? day.plusDays(Math.max(1, length.toDays())) : start.plus(length);
    }

    private static Duration length(Entry entry) {
        var time = entry.time();
        if (entry.rule() != null && entry.seconds() != null && entry.seconds() >= 0) {
            return Duration.ofSeconds(entry.seconds());
        }
        if (time.startDate() != null && time.endDate() != null) {
            return Duration.ofDays(ChronoUnit.DAYS.between(time.startDate(), time.endDate()) + 1);
        }
        return time.startsAt() == null || time.endsAt() == null || time.endsAt().isBefore(time.startsAt())
                ? Duration.ZERO
                : Duration.between(time.startsAt(), time.endsAt());
    }

    /// What takes place on that day, if it begins when the first one does.
    private Temporal at(Time first, LocalDate day) {
        if (first.allDay()) {
            return day;
        }
        var zone = requireNonNull(zone(first));
        return day.atTime(requireNonNull(first.startsAt()).atZone(zone).toLocalTime()).atZone(zone);
    }

    private @Nullable ZoneId zone(Time time) {
        return time.zone() != null && zones.contains(time.zone()) ? ZoneId.of(time.zone()) : null;
    }
}
