package io.b24mirror.report.calendar;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import net.fortuna.ical4j.model.DateList;
import net.fortuna.ical4j.model.component.VEvent;
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

import io.b24mirror.report.calendar.CalendarEntries.Entry;
import io.b24mirror.report.calendar.CalendarEntries.Place;
import io.b24mirror.report.calendar.CalendarEntries.Repetition;
import io.b24mirror.report.calendar.CalendarEntries.Replacement;

import static java.util.Objects.requireNonNull;

/// Translates events to VEVENT components.
///
/// In Bitrix24 a changed occurrence is an event of its own, and its series leaves the day out. In iCalendar it has the
/// series' UID and names in RECURRENCE-ID the occurrence that it replaces, which the series must not leave out. If the
/// rule no longer has that day, the changed occurrence replaces nothing and stays an event of its own.
final class EventComponents {
    private static final Pattern LINE_END = Pattern.compile("\\r\\n?");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");
    private static final Map<String, Integer> PRIORITIES = Map.of("high", 1, "normal", 5, "low", 9);
    private static final String DECLINED = "N";

    private final String memberId;
    private final EventIcalTimes times;
    private final Map<Long, Replacement> replacements = new HashMap<>();
    private final Map<Long, Set<LocalDate>> replaced = new HashMap<>();

    EventComponents(String memberId, CalendarZones zones, Collection<Replacement> replacements) {
        this.memberId = memberId;
        this.times = new EventIcalTimes(zones);
        replacements.stream().filter(this::isOfItsSeries).forEach(replacement -> {
            this.replacements.put(replacement.event(), replacement);
            replaced.computeIfAbsent(replacement.seriesId(), _ -> new HashSet<>()).add(replacement.day());
        });
    }

    private boolean isOfItsSeries(Replacement replacement) {
        var repetition = replacement.repetition();
        return !times.needDates(replacement.series(), repetition)
                && !repetition.among(List.of(replacement.day())).isEmpty();
    }

    /// A text without control characters.
    static String text(String text) {
        return UNPRINTABLE.matcher(LINE_END.matcher(text).replaceAll("\n")).replaceAll("");
    }

    boolean needsDates(Entry entry) {
        return entry.repetition() != null && times.needDates(entry.time(), entry.repetition());
    }

    /// The component of an event; null if it does not take place, or at an unknown time.
    ///
    /// @param dates
    ///            of a series whose rule cannot be written, in order
    @Nullable
    VEvent of(Entry entry, List<Place> dates) {
        var written = dates.stream().map(date -> times.of(date, entry.time())).toList();
        var start = needsDates(entry) ? written.stream().findFirst().orElse(null) : times.start(entry);
        var end = start == null ? null : times.end(entry, start);
        if (start == null || !start.isWritable() || (end != null && !end.isWritable())) {
            return null;
        }
        var event = new VEvent(false);
        name(event, entry);
        event.add(new DtStart<>(start.parameters(), start.temporal()));
        if (end != null) {
            event.add(end.isAfter(start)
                    ? new DtEnd<>(end.parameters(), end.temporal())
                    : new net.fortuna.ical4j.model.property.Duration(times.length(entry)));
        }
        describe(event, entry);
        if (written.size() > 1) {
            event.add(new RDate<>(start.parameters(), list(written)));
        } else if (entry.repetition() != null && written.isEmpty()) {
            repeat(event, entry, entry.repetition());
        }
        return event;
    }

    private void name(VEvent event, Entry entry) {
        var replacement = replacements.get(entry.id());
        event.add(new Uid(uid(replacement == null ? entry.id() : replacement.seriesId())));
        event.add(new DtStamp(entry.since()));
        event.add(new LastModified(entry.since()));
        if (replacement != null) {
            var original = times.on(replacement.day(), replacement.series());
            event.add(new RecurrenceId<>(original.parameters(), original.temporal()));
        }
    }

    private String uid(long event) {
        return "calendar-event-%d@%s.b24-mirror".formatted(event, memberId);
    }

    private static DateList<java.time.temporal.Temporal> list(Collection<IcalTime> dates) {
        return new DateList<>(dates.stream().map(IcalTime::temporal).toList());
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
        if ("free".equals(entry.accessibility()) || DECLINED.equals(entry.answer())) {
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

    private void repeat(VEvent event, Entry entry, Repetition repetition) {
        event.add(new RRule<>(times.rule(entry.time(), repetition)));
        var leftOut = repetition.among(repetition.leftOut());
        leftOut.removeAll(replaced.getOrDefault(entry.id(), Set.of()));
        var dates = leftOut.stream().sorted().map(day -> times.on(day, entry.time())).toList();
        if (!dates.isEmpty()) {
            event.add(new ExDate<>(requireNonNull(dates.getFirst()).parameters(), list(dates)));
        }
    }
}
