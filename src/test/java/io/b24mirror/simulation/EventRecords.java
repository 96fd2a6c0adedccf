package io.b24mirror.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.simulation.StoredTime.Days;
import io.b24mirror.simulation.StoredTime.Timed;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Writes the rows of calendar events, with the keys of every method in their usual places.
///
/// [EventViews] takes away what a method, a reader or the portal's age does not show.
record EventRecords(Formats formats) {

    private static final DateTimeFormatter DAV = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);

    /// A row before its person's input.
    ObjectNode blank(long id, CalendarOwner owner, long sectionId, long creator, Instant now) {
        var event = Json.object()
                .put("ID", Long.toString(id))
                .put("PARENT_ID", Long.toString(id))
                .put("ACTIVE", "Y")
                .put("DELETED", "N")
                .put("CAL_TYPE", owner.type())
                .put("OWNER_ID", Long.toString(owner.ownerId()))
                .put("NAME", "");
        for (var field : List.of("DATE_FROM", "DATE_TO", "ORIGINAL_DATE_FROM", "TZ_FROM", "TZ_TO", "TZ_OFFSET_FROM",
                "TZ_OFFSET_TO", "DATE_FROM_TS_UTC", "DATE_TO_TS_UTC", "DT_SKIP_TIME", "DT_LENGTH", "EVENT_TYPE")) {
            event.putNull(field);
        }
        event.put("CREATED_BY", Long.toString(creator))
                .put("DATE_CREATE", formats.serverTime(now))
                .put("TIMESTAMP_X", formats.serverTime(now));
        describe(event, owner, creator);
        technical(event);
        return owner.isUser() ? withoutFiles(end(event, sectionId)) : end(event, sectionId);
    }

    private static void describe(ObjectNode event, CalendarOwner owner, long creator) {
        event.put("DESCRIPTION", "")
                .putNull("DT_FROM")
                .putNull("DT_TO")
                .put("PRIVATE_EVENT", "")
                .put("ACCESSIBILITY", "busy")
                .put("IMPORTANCE", "normal")
                .put("IS_MEETING", false);
        if (owner.isBooked()) {
            event.put("MEETING_STATUS", "Y").put("MEETING_HOST", "0");
        } else {
            event.putNull("MEETING_STATUS")
                    .put("MEETING_HOST", Long.toString(owner.isUser() ? owner.ownerId() : creator));
        }
        event.putNull("MEETING").put("LOCATION", "");
        var reminders = event.putArray("REMIND");
        if (owner.isUser()) {
            reminders.addObject().put("type", "min").put("count", 15);
        }
    }

    private static void technical(ObjectNode event) {
        event.put("COLOR", "")
                .put("TEXT_COLOR", "")
                .put("RRULE", "")
                .put("EXDATE", "")
                .put("DAV_XML_ID", "")
                .put("G_EVENT_ID", "")
                .put("DAV_EXCH_LABEL", "")
                .put("CAL_DAV_LABEL", "")
                .put("VERSION", "1");
    }

    private static ObjectNode end(ObjectNode event, long sectionId) {
        event.putNull("ATTENDEES_CODES")
                .putNull("RECURRENCE_ID")
                .put("RELATIONS", "")
                .put("SECTION_ID", Long.toString(sectionId))
                .putNull("SYNC_STATUS")
                .putNull("UF_CRM_CAL_EVENT")
                .putNull("UF_WEBDAV_CAL_EVENT")
                .putNull("SECTION_DAV_XML_ID")
                .putNull("DATE_FROM_FORMATTED")
                .putNull("DATE_TO_FORMATTED")
                .put("IS_DAYLIGHT_SAVING_TZ", "N")
                .put("SECT_ID", Long.toString(sectionId))
                .putNull("OPTIONS")
                .putNull("ATTENDEE_LIST")
                .putNull("COLLAB_ID");
        return event.put("~DESCRIPTION", "").put("~USER_OFFSET_FROM", 0).put("~USER_OFFSET_TO", 0);
    }

    /// Forms write an empty list of files.
    private static ObjectNode withoutFiles(ObjectNode event) {
        event.putArray("UF_WEBDAV_CAL_EVENT");
        return event;
    }

    /// The name of the event in synchronisations, which begins with its true start and is never changed. Rooms and
    /// resources have none.
    void identify(ObjectNode event, TrueTime time) {
        if (time.start() != null && !CalendarOwner.of(event).isBooked()) {
            var hash = UUID.nameUUIDFromBytes(Json.text(event.path("ID")).getBytes(UTF_8)).toString().replace("-", "");
            event.put("DAV_XML_ID", "%s-%s@simulation.example".formatted(DAV.format(time.start()), hash));
        }
    }

    void apply(EventDraft draft, ObjectNode event) {
        if (draft.name != null) {
            event.put("NAME", draft.name);
        }
        if (draft.description != null) {
            event.put("DESCRIPTION", draft.description).put("~DESCRIPTION", html(draft.description));
        }
        if (draft.location != null) {
            event.put("LOCATION", draft.location);
        }
        if (draft.importance != null) {
            event.put("IMPORTANCE", draft.importance);
        }
        if (draft.color != null) {
            event.put("COLOR", draft.color);
        }
        if (draft.isPrivate != null) {
            event.put("PRIVATE_EVENT", draft.isPrivate ? "1" : "");
        }
        if (draft.section != null) {
            event.put("SECTION_ID", draft.section.toString()).put("SECT_ID", draft.section.toString());
        }
        if (draft.crmLinks != null) {
            link(event, draft.crmLinks);
        }
    }

    private static String html(String text) {
        return text.replace("\n", "<br />\n").replaceAll("\\[(/?)B]", "<$1b>");
    }

    static void link(ObjectNode event, List<String> codes) {
        if (codes.isEmpty()) {
            event.putNull("UF_CRM_CAL_EVENT");
        } else {
            codes.forEach(event.putArray("UF_CRM_CAL_EVENT")::add);
        }
    }

    /// Writes when it takes place, all of it.
    void applySchedule(Schedule schedule, ObjectNode event) {
        switch (schedule.time()) {
            case Timed timed -> setTime(event, timed);
            case Days days -> setDays(event, days);
        }
        var rule = schedule.recurrence();
        if (rule != null) {
            applyRule(event, rule, schedule.time());
        } else {
            event.put("RRULE", "").remove("~RRULE_DESCRIPTION");
        }
    }

    private void setTime(ObjectNode event, Timed time) {
        var server = formats.server();
        event.put("DATE_FROM", formats.dateTime(time.start()))
                .put("DATE_TO", formats.dateTime(time.end()))
                .put("TZ_FROM", time.from().name())
                .put("TZ_TO", time.to().name())
                .put("TZ_OFFSET_FROM", Integer.toString(time.from().offset()))
                .put("TZ_OFFSET_TO", Integer.toString(time.to().offset()))
                .put("DATE_FROM_TS_UTC", stamp(server.stamp(time.start(), time.from().offset()) + time.seconds()))
                .put("DATE_TO_TS_UTC", stamp(server.stamp(time.end(), time.to().offset()) + time.seconds()))
                .put("DT_SKIP_TIME", "N")
                .put("DT_LENGTH", time.length())
                .put("DATE_FROM_FORMATTED", Formats.longDateTime(time.start()))
                .put("DATE_TO_FORMATTED", Formats.longDateTime(time.end()))
                .put("IS_DAYLIGHT_SAVING_TZ", time.from().isDaylightSaving(time.start()) ? "Y" : "N");
    }

    private static String stamp(long seconds) {
        return Long.toString(seconds);
    }

    /// Whole days have no zone: it is not written, so that of a former time of day stays.
    private void setDays(ObjectNode event, Days days) {
        var server = formats.server();
        if (event.path("TZ_FROM").isNull()) {
            event.put("TZ_FROM", "").put("TZ_TO", "").put("TZ_OFFSET_FROM", "0").put("TZ_OFFSET_TO", "0");
        }
        event.put("DATE_FROM", formats.dateTime(days.first().atStartOfDay()))
                .put("DATE_TO", formats.dateTime(days.last().atStartOfDay()))
                .put("DATE_FROM_TS_UTC", stamp(server.midnight(days.first())))
                .put("DATE_TO_TS_UTC", stamp(server.midnight(days.last())))
                .put("DT_SKIP_TIME", "Y")
                .put("DT_LENGTH", days.length())
                .put("DATE_FROM_FORMATTED", Formats.longDate(days.first()))
                .put("DATE_TO_FORMATTED", Formats.longDate(days.last()));
    }

    /// The second stamp of a series is a guess at the end of all of it, on the wall of the server.
    private void applyRule(ObjectNode event, Recurrence rule, StoredTime time) {
        var json = event.putObject("RRULE").put("FREQ", rule.frequency());
        if (rule.count() > 0) {
            json.put("COUNT", rule.count());
        }
        if (rule.frequency().equals("WEEKLY")) {
            var byDay = json.putObject("BYDAY");
            rule.days().forEach(day -> byDay.put(Recurrence.code(day), Recurrence.code(day)));
        }
        json.put("INTERVAL", rule.interval());
        var until = rule.until() == null ? Recurrence.ENDLESS : rule.until();
        json.put("UNTIL", formats.date(until))
                .put("~UNTIL", rule.until() == null ? "" : formats.date(until))
                .put("UNTIL_TS", until.atStartOfDay(ZoneOffset.UTC).toEpochSecond());
        var tail = time instanceof Timed timed ? timed.end().toLocalTime() : java.time.LocalTime.MIDNIGHT;
        event.put("DATE_TO_TS_UTC", stamp(formats.server()
                .plainStamp(rule.estimatedEnd(time.firstDate()).atTime(tail))));
        event.put("~RRULE_DESCRIPTION", "repeats: " + rule.frequency().toLowerCase(java.util.Locale.ROOT));
    }

    /// Appends to the left-out dates, in the order in which they were left out.
    static void leaveOut(ObjectNode event, List<String> dates) {
        var pieces = new java.util.ArrayList<>(List.of(Json.text(event.path("EXDATE")).split(";")));
        pieces.addAll(dates);
        pieces.removeIf(String::isEmpty);
        event.put("EXDATE", String.join(";", new java.util.LinkedHashSet<>(pieces)));
    }

    /// A change that the portal counts, except in bookings. The time of its creation is cut to the minute by the way.
    ObjectNode touch(ObjectNode event, Instant now) {
        event.put("TIMESTAMP_X", formats.serverTime(now));
        if (!CalendarOwner.of(event).isBooked()) {
            event.put("DATE_CREATE", toTheMinute(Json.text(event.path("DATE_CREATE"))))
                    .put("VERSION", Long.toString(Json.number(event.path("VERSION"), 0) + 1));
        }
        return event;
    }

    private String toTheMinute(String created) {
        return created.isEmpty()
                ? created
                : formats.dateTime(formats.dates().readTime(created).truncatedTo(ChronoUnit.MINUTES));
    }

    /// Writes the occurrence of a series over its base, as lists show it: new texts, old stamps.
    void showOccurrence(ObjectNode row, Schedule schedule, LocalDate date, int index) {
        row.put("~DATE_FROM", Json.text(row.path("DATE_FROM"))).put("~DATE_TO", Json.text(row.path("DATE_TO")));
        switch (schedule.time()) {
            case Timed timed -> {
                var start = date.atTime(timed.start().toLocalTime());
                texts(row, start, start.plusSeconds(timed.length()));
            }
            case Days days -> {
                var shown = days.on(date, index);
                var last = shown.lastDay() == null ? date : shown.lastDay();
                row.put("DATE_FROM", formats.date(date))
                        .put("DATE_TO", formats.date(last))
                        .put("DATE_FROM_FORMATTED", Formats.longDate(date))
                        .put("DATE_TO_FORMATTED", Formats.longDate(last));
            }
        }
        row.put("RINDEX", index);
        for (var last : List.of("~USER_OFFSET_FROM", "~USER_OFFSET_TO")) {
            var value = row.remove(last);
            row.set(last, value);
        }
    }

    private void texts(ObjectNode row, LocalDateTime start, LocalDateTime end) {
        row.put("DATE_FROM", formats.dateTime(start))
                .put("DATE_TO", formats.dateTime(end))
                .put("DATE_FROM_FORMATTED", Formats.longDateTime(start))
                .put("DATE_TO_FORMATTED", Formats.longDateTime(end));
    }
}
