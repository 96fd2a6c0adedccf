package io.b24mirror.simulation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import tools.jackson.databind.node.ObjectNode;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Writes calendar sections the way `calendar.section.get` shows them.
record SectionRecords(Formats formats) {

    private static final String SITE = "https://portal.example";

    ObjectNode create(long id, CalendarOwner owner, String name, long creator, Instant now) {
        var section = Json.object()
                .put("ID", Long.toString(id))
                .put("NAME", name)
                .putNull("GAPI_CALENDAR_ID");
        if (owner.isRoom()) {
            section.putNull("DESCRIPTION").put("COLOR", "#00ff00").putNull("TEXT_COLOR");
        } else {
            section.put("DESCRIPTION", "").put("COLOR", "#9cbeee").put("TEXT_COLOR", "#283000");
        }
        section.putObject("EXPORT").put("ALLOW", true);
        section.put("CAL_TYPE", owner.type())
                .put("OWNER_ID", Long.toString(owner.ownerId()))
                .put("CREATED_BY", Long.toString(creator))
                .put("DATE_CREATE", formats.sortableServerTime(toTheMinute(now)))
                .put("TIMESTAMP_X", formats.sortableServerTime(now));
        return technical(section, owner, id, creator);
    }

    /// The minute is rounded, so that a calendar may have been made after its last change.
    private static Instant toTheMinute(Instant now) {
        return now.plusSeconds(30).truncatedTo(ChronoUnit.MINUTES);
    }

    /// No connection is null for users and false for all others. Rooms of today have no type, older ones are local.
    private static ObjectNode technical(ObjectNode section, CalendarOwner owner, long id, long creator) {
        section.set("CAL_DAV_CON", owner.isUser() ? Json.nothing() : Json.of(false));
        section.putNull("SYNC_TOKEN").putNull("PAGE_TOKEN");
        section.set("EXTERNAL_TYPE", owner.isRoom() && id % 2 == 0 ? Json.nothing() : Json.of("local"));
        if (owner.isUser() || owner.isRoom()) {
            section.putObject("ACCESS").put("G2", 17).put("U" + (owner.isUser() ? owner.ownerId() : creator), 19);
        } else {
            section.putArray("ACCESS");
        }
        return section.put("IS_COLLAB", false);
    }

    ObjectNode touch(ObjectNode section, Instant now) {
        return section.put("TIMESTAMP_X", formats.sortableServerTime(now));
    }

    /// The record with what depends on the reader: the link of the export, which is signed for each, and the rights.
    ObjectNode seenBy(SimulatedUser user, ObjectNode section, Access access) {
        var seen = section.deepCopy();
        if (!seen.path("PERM").isMissingNode()) {
            return seen;
        }
        var owner = CalendarOwner.of(section);
        if (seen.path("EXPORT") instanceof ObjectNode export) {
            export.put("PATH", path(owner)).put("LINK", link(user, owner, Json.text(section.path("ID"))));
        }
        permit(seen, user, owner, access);
        return formats.age() == PortalAge.OLD ? old(seen) : seen;
    }

    private static void permit(ObjectNode seen, SimulatedUser user, CalendarOwner owner, Access access) {
        var full = user.admin() || (owner.isUser() && owner.ownerId() == user.id());
        seen.putObject("PERM")
                .put("view_time", true)
                .put("view_title", access != Access.TIME)
                .put("view_full", access == Access.FULL)
                .put("add", full)
                .put("edit", full)
                .put("edit_section", full)
                .put("access", full);
    }

    private static String path(CalendarOwner owner) {
        return owner.isUser() ? SITE + "/company/personal/user/%d/calendar/".formatted(owner.ownerId()) : SITE;
    }

    private static String link(SimulatedUser user, CalendarOwner owner, String id) {
        return "&type=%s&owner=%d&ncc=1&user=%d&sec_id=%s&sign=%s&bx_hit_hash=%s".formatted(owner.type(),
                owner.ownerId(), user.id(), id, hash(user.id() + "/" + id), hash("hit " + user.id()));
    }

    private static String hash(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(UTF_8)).toString().replace("-", "");
    }

    private static ObjectNode old(ObjectNode section) {
        if (section.path("EXPORT") instanceof ObjectNode export) {
            export.remove("PATH");
        }
        if (section.path("ACCESS") instanceof ObjectNode access) {
            List.copyOf(access.propertyNames()).forEach(code -> access.put(code, access.path(code).asString("")));
        }
        section.put("CAL_DAV_CON", false).remove("IS_COLLAB");
        return section;
    }
}
