package io.b24mirror.simulation;

import java.time.Instant;

import tools.jackson.databind.node.ObjectNode;

/// Writes calendar sections the way `calendar.section.get` shows them.
record SectionRecords(Formats formats) {

    ObjectNode create(long id, CalendarOwner owner, String name, long creator, Instant now) {
        var section = Json.object()
                .put("ID", Long.toString(id))
                .put("NAME", name)
                .putNull("GAPI_CALENDAR_ID")
                .put("DESCRIPTION", "")
                .put("COLOR", "#9cbeee")
                .put("TEXT_COLOR", "#283000");
        section.putObject("EXPORT")
                .put("ALLOW", true)
                .put("LINK",
                        "/pub/calendar-export.php?sign=5ae2c1" + id + "&type=" + owner.type());
        section.put("CAL_TYPE", owner.type())
                .put("OWNER_ID", Long.toString(owner.ownerId()))
                .put("CREATED_BY", Long.toString(creator))
                .put("DATE_CREATE", formats.sortableServerTime(now))
                .put("TIMESTAMP_X", formats.sortableServerTime(now));
        return technical(section, owner, id);
    }

    /// The synchronisation state comes as null, as false or as a number, as it pleases PHP.
    private static ObjectNode technical(ObjectNode section, CalendarOwner owner, long id) {
        section.set("CAL_DAV_CON", id % 2 == 0 ? Json.nothing() : Json.of(false));
        section.putNull("SYNC_TOKEN").putNull("PAGE_TOKEN").put("EXTERNAL_TYPE", "local");
        if (owner.isUser()) {
            section.putObject("ACCESS").put("G2", 13).put("U" + owner.ownerId(), 19);
        } else {
            section.putArray("ACCESS");
        }
        return section.put("IS_COLLAB", false);
    }

    ObjectNode touch(ObjectNode section, Instant now) {
        return section.put("TIMESTAMP_X", formats.sortableServerTime(now));
    }

    /// What a user may do with it stands in the record itself.
    static ObjectNode seenBy(SimulatedUser user, ObjectNode section) {
        var seen = section.deepCopy();
        if (!seen.path("PERM").isMissingNode()) {
            return seen;
        }
        var owner = CalendarOwner.of(section);
        var full = user.admin() || (owner.isUser() && owner.ownerId() == user.id());
        seen.putObject("PERM")
                .put("view_time", true)
                .put("view_title", true)
                .put("view_full", true)
                .put("add", full)
                .put("edit", full)
                .put("edit_section", full)
                .put("access", full);
        return seen;
    }
}
