package io.b24mirror.mirror;

import io.b24mirror.fetch.RecordKind;

/// The kinds of records that are mirrored.
public final class Kinds {
    /// A calendar of a user, a group, the company, a room, a resource or open events.
    public static final RecordKind CALENDAR_SECTION = new RecordKind("calendar_section");

    /// An event in a calendar; a recurring series is one.
    public static final RecordKind CALENDAR_EVENT = new RecordKind("calendar_event");

    /// A comment in the timeline of a CRM item.
    public static final RecordKind TIMELINE_COMMENT = new RecordKind("timeline_comment");

    private Kinds() {}
}
