package io.b24mirror.simulation;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// What a person types into the form of a calendar event. For a change, only what is set here changes.
public final class EventDraft {

    @Nullable
    String name;
    @Nullable
    String description;
    @Nullable
    String location;
    @Nullable
    String importance;
    @Nullable
    Boolean isPrivate;
    @Nullable
    String color;
    @Nullable
    WallTime times;
    @Nullable
    LocalDate firstDay;
    @Nullable
    LocalDate lastDay;
    @Nullable
    String frequency;
    @Nullable
    LocalDate until;
    @Nullable
    List<Long> attendees;
    @Nullable
    List<String> crmLinks;
    @Nullable
    Long section;
    @Nullable
    Long room;
    boolean byRest;
    int seconds;
    int interval = 1;
    int count;
    final List<DayOfWeek> days = new ArrayList<>();
    final List<LocalDate> exceptions = new ArrayList<>();

    /// Times as somebody reads them from a wall.
    ///
    /// @param imported
    ///            whether the zones are kept as they are, which only forms do not allow
    record WallTime(LocalDateTime start, LocalDateTime end, String zone, String endZone, boolean imported) {}

    private EventDraft() {}

    /// An event of that name; without a time it takes place for an hour from now on.
    public static EventDraft named(String name) {
        return change().name(name);
    }

    /// A change that changes nothing yet.
    public static EventDraft change() {
        return new EventDraft();
    }

    public EventDraft name(String text) {
        name = text;
        return this;
    }

    public EventDraft description(String text) {
        description = text;
        return this;
    }

    public EventDraft location(String text) {
        location = text;
        return this;
    }

    /// `high`, `normal` or `low`.
    public EventDraft importance(String level) {
        importance = level;
        return this;
    }

    /// Takes place at a time of day, in the zone given with it.
    public EventDraft at(ZonedDateTime from, Duration lasting) {
        return between(from, from.plus(lasting));
    }

    /// Takes place between two times of day, each in the zone given with it.
    public EventDraft between(ZonedDateTime from, ZonedDateTime to) {
        return walls(new WallTime(from.toLocalDateTime(), to.toLocalDateTime(), from.getZone().getId(),
                to.getZone().getId(), false));
    }

    /// Takes place when the walls of a zone show these times, even those that its clocks skip.
    public EventDraft onWalls(LocalDateTime from, LocalDateTime to, String zone) {
        return walls(new WallTime(from, to, zone, zone, false));
    }

    /// The same with a zone that is kept as it is, as imports do: `""`, `+05:30` or no zone at all.
    public EventDraft imported(LocalDateTime from, LocalDateTime to, String zone) {
        return walls(new WallTime(from, to, zone, zone, true));
    }

    private EventDraft walls(WallTime chosen) {
        times = chosen;
        firstDay = null;
        return this;
    }

    /// Takes whole days, the last one included.
    public EventDraft allDay(LocalDate first, LocalDate last) {
        firstDay = first;
        lastDay = last;
        times = null;
        return this;
    }

    boolean hasTime() {
        return times != null || firstDay != null;
    }

    /// Made by `calendar.event.add`, not by hand: with `MEETING` and `ATTENDEES_CODES` also where it is no meeting.
    public EventDraft byRest() {
        byRest = true;
        return this;
    }

    /// Made by `calendar.event.add` with a time that is so many seconds off the full minute, at most 30. The portal
    /// shows the minute and keeps the seconds in its stamps until the next change.
    public EventDraft byRest(int secondsOff) {
        seconds = secondsOff;
        return byRest();
    }

    /// Books a meeting room, which is a section of type `location`.
    public EventDraft room(long sectionId) {
        room = sectionId;
        return this;
    }

    public EventDraft color(String code) {
        color = code;
        return this;
    }

    /// Seen in full by its owner and host only.
    public EventDraft confidential() {
        isPrivate = true;
        return this;
    }

    public EventDraft open() {
        isPrivate = false;
        return this;
    }

    /// Makes it a meeting of the owner with these users.
    public EventDraft attendees(Long... userIds) {
        attendees = List.of(userIds);
        return this;
    }

    /// Links CRM items, for example `D_5` or `T80_6`.
    public EventDraft crm(String... codes) {
        crmLinks = List.of(codes);
        return this;
    }

    /// Moves it to another section of the same owner.
    public EventDraft section(long sectionId) {
        section = sectionId;
        return this;
    }

    public EventDraft daily() {
        frequency = "DAILY";
        return this;
    }

    public EventDraft weekly(DayOfWeek... onDays) {
        frequency = "WEEKLY";
        days.addAll(Arrays.asList(onDays));
        return this;
    }

    public EventDraft monthly() {
        frequency = "MONTHLY";
        return this;
    }

    public EventDraft yearly() {
        frequency = "YEARLY";
        return this;
    }

    /// Only every so many days, weeks, months or years.
    public EventDraft every(int units) {
        interval = units;
        return this;
    }

    public EventDraft times(int occurrences) {
        count = occurrences;
        return this;
    }

    /// Repeats up to that day, which is included.
    public EventDraft until(LocalDate lastDate) {
        until = lastDate;
        return this;
    }

    /// Leaves out these days of a series.
    public EventDraft except(LocalDate... dates) {
        exceptions.addAll(Arrays.asList(dates));
        return this;
    }
}
