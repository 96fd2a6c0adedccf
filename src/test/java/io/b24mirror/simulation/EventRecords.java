package io.b24mirror.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Collectors;

import tools.jackson.databind.node.ObjectNode;

/// Writes calendar events the way `calendar.event.get` and `calendar.event.getbyid` show them.
record EventRecords(Formats formats) {

    private static final long FOREVER = 2_145_916_800L;

    /// A record with every field in its usual place, before the person's input.
    ObjectNode blank(long id, CalendarOwner owner, long sectionId, long creator, Instant now) {
        var event = Json.object()
                .put("ID", Long.toString(id))
                .put("PARENT_ID", Long.toString(id))
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
                .put("TIMESTAMP_X", formats.serverTime(now))
                .put("DESCRIPTION", "")
                .put("PRIVATE_EVENT", "")
                .put("ACCESSIBILITY", "busy")
                .put("IMPORTANCE", "normal")
                .put("IS_MEETING", false)
                .putNull("MEETING_STATUS")
                .put("MEETING_HOST", "0")
                .putNull("MEETING")
                .put("LOCATION", "")
                .set("REMIND", Json.array());
        event.put("COLOR", "")
                .put("RRULE", "")
                .put("EXDATE", "")
                .put("DAV_XML_ID", davId(id, now))
                .put("G_EVENT_ID", "")
                .put("DAV_EXCH_LABEL", "")
                .put("CAL_DAV_LABEL", "")
                .put("VERSION", "1")
                .set("ATTENDEES_CODES", Json.array());
        event.putNull("RECURRENCE_ID")
                .putNull("RELATIONS")
                .put("SECTION_ID", Long.toString(sectionId))
                .putNull("SYNC_STATUS")
                .put("UF_CRM_CAL_EVENT", false)
                .put("UF_WEBDAV_CAL_EVENT", false)
                .putNull("SECTION_DAV_XML_ID")
                .putNull("DATE_FROM_FORMATTED")
                .putNull("DATE_TO_FORMATTED")
                .put("SECT_ID", Long.toString(sectionId))
                .set("ATTENDEE_LIST", Json.array());
        event.putNull("COLLAB_ID").set("attendeesEntityList", Json.array());
        return event.put("~DESCRIPTION", "").put("~USER_OFFSET_FROM", 0).put("~USER_OFFSET_TO", 0);
    }

    private static String davId(long id, Instant now) {
        return "%d-%d@simulation".formatted(now.getEpochSecond(), id);
    }

    void apply(EventDraft draft, ObjectNode event) {
        if (draft.name != null) {
            event.put("NAME", draft.name);
        }
        if (draft.description != null) {
            event.put("DESCRIPTION", draft.description).put("~DESCRIPTION", draft.description);
        }
        if (draft.location != null) {
            event.put("LOCATION", draft.location);
        }
        if (draft.importance != null) {
            event.put("IMPORTANCE", draft.importance);
        }
        applyLinks(draft, event);
        applyTime(draft, event);
        applyRecurrence(draft, event);
    }

    private static void applyLinks(EventDraft draft, ObjectNode event) {
        if (draft.isPrivate != null) {
            event.put("PRIVATE_EVENT", draft.isPrivate ? "Y" : "");
        }
        if (draft.section != null) {
            event.put("SECTION_ID", draft.section.toString()).put("SECT_ID", draft.section.toString());
        }
        if (draft.crmLinks != null && draft.crmLinks.isEmpty()) {
            event.put("UF_CRM_CAL_EVENT", false);
        } else if (draft.crmLinks != null) {
            draft.crmLinks.forEach(event.putArray("UF_CRM_CAL_EVENT")::add);
        }
    }

    private void applyTime(EventDraft draft, ObjectNode event) {
        if (draft.firstDay != null && draft.lastDay != null) {
            setDays(event, draft.firstDay, draft.lastDay);
        } else if (draft.start != null && draft.length != null) {
            setTime(event, draft.start, draft.length);
        }
    }

    private void setTime(ObjectNode event, ZonedDateTime start, Duration length) {
        var end = start.plus(length);
        var zone = start.getZone().getId();
        event.put("DATE_FROM", formats.dateTime(start))
                .put("DATE_TO", formats.dateTime(end))
                .put("TZ_FROM", zone)
                .put("TZ_TO", zone)
                .put("TZ_OFFSET_FROM", Integer.toString(start.getOffset().getTotalSeconds()))
                .put("TZ_OFFSET_TO", Integer.toString(end.getOffset().getTotalSeconds()))
                .put("DATE_FROM_TS_UTC", Long.toString(start.toEpochSecond()))
                .put("DATE_TO_TS_UTC", Long.toString(end.toEpochSecond()))
                .put("DT_SKIP_TIME", "N")
                .put("DT_LENGTH", length.toSeconds())
                .put("DATE_FROM_FORMATTED", Formats.longDateTime(start))
                .put("DATE_TO_FORMATTED", Formats.longDateTime(end));
    }

    /// A whole day has no zone; its timestamp is midnight UTC of the date.
    private void setDays(ObjectNode event, LocalDate first, LocalDate last) {
        var length = Duration.ofDays(last.toEpochDay() - first.toEpochDay() + 1);
        event.put("DATE_FROM", formats.date(first))
                .put("DATE_TO", formats.date(last))
                .putNull("TZ_FROM")
                .putNull("TZ_TO")
                .put("TZ_OFFSET_FROM", "0")
                .put("TZ_OFFSET_TO", "0")
                .put("DATE_FROM_TS_UTC", Long.toString(midnight(first)))
                .put("DATE_TO_TS_UTC", Long.toString(midnight(last)))
                .put("DT_SKIP_TIME", "Y")
                .put("DT_LENGTH", length.toSeconds())
                .put("DATE_FROM_FORMATTED", Formats.longDate(first))
                .put("DATE_TO_FORMATTED", Formats.longDate(last));
    }

    private static long midnight(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }

    private void applyRecurrence(EventDraft draft, ObjectNode event) {
        if (draft.frequency != null) {
            var rule = event.putObject("RRULE").put("FREQ", draft.frequency);
            if (!draft.days.isEmpty()) {
                var byDay = rule.putObject("BYDAY");
                draft.days.forEach(day -> byDay.put(Recurrence.code(day), Recurrence.code(day)));
            }
            rule.put("INTERVAL", draft.interval);
            applyEnd(draft, rule);
            event.put("~RRULE_DESCRIPTION", "repeats: " + draft.frequency.toLowerCase(java.util.Locale.ROOT));
        }
        if (!draft.exceptions.isEmpty()) {
            var all = java.util.stream.Stream.concat(Formats.dates(Json.text(event.path("EXDATE"))),
                    draft.exceptions.stream());
            event.put("EXDATE", all.distinct().map(formats::date).collect(Collectors.joining(";")));
        }
    }

    private void applyEnd(EventDraft draft, ObjectNode rule) {
        if (draft.count > 0) {
            rule.put("COUNT", draft.count);
        } else if (draft.until != null) {
            var text = formats.date(draft.until);
            rule.put("UNTIL", text).put("~UNTIL", text).put("UNTIL_TS", midnight(draft.until));
        } else {
            rule.put("UNTIL", formats.date(LocalDate.of(2038, 1, 1))).put("UNTIL_TS", FOREVER);
        }
    }

    ObjectNode touch(ObjectNode event, Instant now) {
        return event.put("TIMESTAMP_X", formats.serverTime(now))
                .put("VERSION",
                        Long.toString(Json.number(event.path("VERSION"), 0) + 1));
    }

    /// One occurrence of a series in a listing: the base record with other times. These come as numbers.
    ObjectNode instance(Entry entry, Schedule.Occurrence occurrence) {
        var event = entry.json().deepCopy();
        var schedule = entry.schedule();
        if (schedule.allDay()) {
            var first = occurrence.start().toLocalDate();
            setDays(event, first, first.plusDays(Math.max(0, schedule.length().toDays() - 1)));
        } else {
            setTime(event, occurrence.start(), schedule.lengthFrom(occurrence.start()));
        }
        return event.put("DATE_FROM_TS_UTC", Json.number(event.path("DATE_FROM_TS_UTC"), 0))
                .put("DATE_TO_TS_UTC", Json.number(event.path("DATE_TO_TS_UTC"), 0))
                .put("RINDEX", occurrence.index());
    }

    /// What somebody sees of a private event: that there is one.
    ObjectNode masked(ObjectNode event) {
        var seen = event.deepCopy();
        seen.remove(List.of("DESCRIPTION", "~DESCRIPTION", "LOCATION", "REMIND", "ATTENDEE_LIST", "ATTENDEES_CODES",
                "attendeesEntityList", "UF_CRM_CAL_EVENT", "UF_WEBDAV_CAL_EVENT"));
        return seen.put("NAME", formats.busy()).put("IS_ACCESSIBLE_TO_USER", false);
    }
}
