package io.b24mirror.simulation;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.simulation.Entry.Original;
import io.b24mirror.simulation.StoredTime.Days;
import io.b24mirror.simulation.StoredTime.Timed;

/// Changes parts of series: one occurrence, or one and all that follow.
final class SeriesChanges {

    private final CalendarDesk desk;
    private final Meetings meetings;
    private final EventChanges events;

    SeriesChanges(CalendarDesk desk, Meetings meetings, EventChanges events) {
        this.desk = desk;
        this.meetings = meetings;
        this.events = events;
    }

    /// The series leaves the occurrence out, and a new entry stands in for it.
    long editOccurrence(@Nullable Long actor, long id, LocalDate date, EventDraft change) {
        events.update(actor, id, EventDraft.change().except(date));
        var series = events.mainOf(desk.entries.existing(id));
        var exception = exception(series, date, change);
        copyGuests(series, exception);
        var draft = EventDraft.change();
        draft.attendees = change.attendees;
        var room = desk.entries.bookingOf(series.id()).map(Entry::sectionId);
        room.ifPresent(draft::room);
        return events.announce(actor, exception, draft, room.isPresent() ? desk.entries.nextId() : 0).id();
    }

    private Entry exception(Entry series, LocalDate date, EventDraft change) {
        var id = desk.entries.nextId();
        var original = series.schedule().time().on(date, 0);
        var usual = moved(series.schedule().time(), date);
        var schedule = Schedule.once(change.hasTime() ? desk.times.of(change, usual) : usual);
        var row = fresh(series, id)
                .put("RRULE", "")
                .put("EXDATE", "")
                .put("VERSION", "1")
                .put("RECURRENCE_ID", series.id())
                .put("ORIGINAL_DATE_FROM", desk.formats.dateTime(wall(series, date)));
        row.remove("~RRULE_DESCRIPTION");
        row.putObject("RELATIONS")
                .put("COMMENT_XML_ID", "EVENT_%d_%s".formatted(series.id(), desk.formats.date(date)));
        desk.records.applySchedule(schedule, row);
        desk.records.apply(change, row);
        var entry = Entry.of(row, schedule).replacing(new Original(date, original.start()));
        desk.entries.save(entry);
        return entry;
    }

    private ObjectNode fresh(Entry series, long id) {
        var row = series.copy().put("ID", Long.toString(id)).put("PARENT_ID", Long.toString(id));
        if (desk.entries.bookingOf(series.id()).isPresent()) {
            row.put("LOCATION", "");
        }
        return row;
    }

    private static java.time.LocalDateTime wall(Entry series, LocalDate date) {
        return series.schedule().time() instanceof Timed timed
                ? date.atTime(timed.start().toLocalTime())
                : date.atStartOfDay();
    }

    /// The time of an occurrence as an event of its own would store it.
    private StoredTime moved(StoredTime time, LocalDate date) {
        var server = desk.formats.server();
        return switch (time) {
            case Timed timed -> {
                var start = date.atTime(timed.start().toLocalTime());
                yield Timed.of(start, start.plusSeconds(timed.length()), timed.from().name(), timed.to().name(), 0,
                        server);
            }
            case Days days -> {
                var last = Optional.ofNullable(days.on(date, 0).lastDay()).orElse(date);
                yield Days.of(date, last, server);
            }
        };
    }

    private void copyGuests(Entry series, Entry exception) {
        for (var copy : desk.entries.copiesOf(series.id())) {
            meetings.copy(exception, copy.owner().ownerId(), null, copy.status());
        }
    }

    void deleteOccurrence(@Nullable Long actor, long id, LocalDate date) {
        events.update(actor, id, EventDraft.change().except(date));
    }

    /// The series ends the day before, and a new one with a new id goes on from there. Later exceptions go over to it.
    long editFollowing(@Nullable Long actor, long id, LocalDate date, EventDraft change) {
        var series = events.mainOf(desk.entries.existing(id));
        var rule = java.util.Objects.requireNonNull(series.schedule().recurrence(), "not a series");
        var following = desk.entries.exceptionsOf(series.id())
                .stream()
                .filter(exception -> exception.original() != null && !exception.original().date().isBefore(date))
                .toList();
        end(actor, series, rule.endingBefore(date));
        var next = goOn(actor, series, remaining(series, rule, date), date, change);
        following.forEach(exception -> goOver(actor, exception, next));
        return next;
    }

    private static Recurrence remaining(Entry series, Recurrence rule, LocalDate date) {
        var passed = (int) rule.dates(series.schedule().time().firstDate())
                .takeWhile(day -> day.isBefore(date))
                .count();
        return new Recurrence(rule.frequency(), rule.interval(), rule.days(),
                rule.count() == 0 ? 0 : Math.max(1, rule.count() - passed), rule.until());
    }

    private void end(@Nullable Long actor, Entry series, Recurrence rule) {
        var schedule = series.schedule().repeating(rule);
        var row = series.copy();
        desk.records.applySchedule(schedule, row);
        desk.save(series.at(schedule), row);
        events.update(actor, series.id(), EventDraft.change());
    }

    private long goOn(@Nullable Long actor, Entry series, Recurrence rule, LocalDate date, EventDraft change) {
        var id = desk.entries.nextId();
        var usual = moved(series.schedule().time(), date);
        var schedule = new Schedule(change.hasTime() ? desk.times.of(change, usual) : usual, rule,
                series.schedule().exceptions());
        var row = fresh(series, id).put("VERSION", "1");
        row.putObject("RELATIONS").put("ORIGINAL_RECURSION_ID", series.id());
        desk.records.applySchedule(schedule, row);
        desk.records.apply(change, row);
        var next = Entry.of(row, schedule);
        desk.entries.save(next);
        copyGuests(series, next);
        events.announce(actor, next, EventDraft.change(), 0);
        return id;
    }

    private void goOver(@Nullable Long actor, Entry exception, long series) {
        desk.changeSilently(List.of(exception), row -> row.put("RECURRENCE_ID", series));
        events.update(actor, exception.id(), EventDraft.change());
    }
}
